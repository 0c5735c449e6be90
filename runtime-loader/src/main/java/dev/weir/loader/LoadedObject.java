// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.DataSection;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.loader.link.AttachOptions;
import dev.weir.loader.link.AttachTarget;
import dev.weir.loader.link.Attachable;
import dev.weir.loader.link.Attacher;
import dev.weir.loader.link.Link;
import dev.weir.loader.map.BpfMap;
import dev.weir.loader.map.GlobalVariable;
import dev.weir.loader.program.LoadedProgram;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An object in the kernel. Closing it detaches what [#attach] attached, and closes programs and
/// maps; what is pinned stays.
public final class LoadedObject implements AutoCloseable {
  private final BpfObject object;
  private final Map<String, LoadedProgram> programs;
  private final Map<String, BpfMap> maps;
  private final Map<String, BpfMap> data;
  private final List<Problem> notes;
  private final List<Link> links = Collections.synchronizedList(new ArrayList<>());

  LoadedObject(
      BpfObject object,
      Map<String, LoadedProgram> programs,
      Map<String, BpfMap> maps,
      Map<String, BpfMap> data,
      List<Problem> notes) {
    this.object = object;
    this.programs = Collections.unmodifiableMap(new LinkedHashMap<>(programs));
    this.maps = Collections.unmodifiableMap(new LinkedHashMap<>(maps));
    this.data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    this.notes = List.copyOf(notes);
  }

  /// The object that was loaded.
  public BpfObject object() {
    return object;
  }

  /// Warnings: what was loaded differently from what the object says.
  public List<Problem> notes() {
    return notes;
  }

  /// The loaded programs, in the object's order.
  public Collection<LoadedProgram> programs() {
    return programs.values();
  }

  /// The maps, in the object's order; without those of global data.
  public Collection<BpfMap> maps() {
    return maps.values();
  }

  /// A program.
  ///
  /// @throws BpfException when no such program is loaded
  public LoadedProgram program(String name) {
    return find(programs, "program", name);
  }

  /// A map.
  ///
  /// @throws BpfException when there is none of that name
  public BpfMap map(String name) {
    return find(maps, "map", name);
  }

  /// The map behind a section of global variables, such as `.bss`.
  ///
  /// @throws BpfException when there is none of that name
  public BpfMap dataMap(String section) {
    return find(data, "data section", section);
  }

  /// The contents of a map, decoded by the object's types; raw bytes where it has none.
  ///
  /// @throws BpfException when there is none of that name
  public MapDump dump(String map) {
    MapSpec spec = object.map(map).orElseThrow(() -> missing(maps, "map", map));
    return MapDump.of(map(map), spec, object.btf().orElseGet(() -> new Btf(List.of())));
  }

  /// A global variable.
  ///
  /// @throws BpfException when there is none of that name
  public GlobalVariable variable(String name) {
    Map<String, GlobalVariable> known = new LinkedHashMap<>();
    for (DataSection section : object.data()) {
      BpfMap map = data.get(section.name());
      if (map != null) {
        section
            .variables()
            .forEach(v -> known.put(v.name(), new GlobalVariable(map, v, section.readOnly())));
      }
    }
    return find(known, "global variable", name);
  }

  /// A program together with the means to attach it: what the handles of [dev.weir.loader.hook] are
  /// made of. The program need not be loaded until it is used.
  ///
  /// @throws BpfException when the object has no such program
  public Attachable attachable(String name) {
    if (object.program(name).isEmpty()) {
      throw missing(programs, "program", name);
    }
    return new Attachable() {
      @Override
      public LoadedProgram program() {
        return LoadedObject.this.program(name);
      }

      @Override
      public Link attach(AttachTarget target, AttachOptions options) {
        return LoadedObject.this.attach(name, target, options);
      }
    };
  }

  /// Makes a new inner map for a map of maps. The caller closes it.
  ///
  /// @param outer name of the map of maps
  /// @throws BpfException when it is no map of maps, or the kernel refuses
  public BpfMap createInner(String outer) {
    MapSpec inner =
        object
            .map(outer)
            .flatMap(MapSpec::inner)
            .orElseThrow(() -> missing(maps, "map of maps", outer));
    return new MapCreator(Optional.empty(), Optional.empty()).create(inner);
  }

  /// Attaches a program with default options. The link is closed with this object, if not before.
  ///
  /// @throws dev.weir.loader.error.LoaderException when the kernel refuses, or the target does not
  ///   fit
  public Link attach(String program, AttachTarget target) {
    return attach(program, target, AttachOptions.defaults());
  }

  /// Attaches a program. The link is closed with this object, if not before.
  ///
  /// @throws dev.weir.loader.error.LoaderException when the kernel refuses, or the target does not
  ///   fit
  public Link attach(String program, AttachTarget target, AttachOptions options) {
    Link link = Attacher.attach(program(program), target, options);
    links.add(link);
    return link;
  }

  @Override
  public void close() {
    synchronized (links) {
      links.reversed().forEach(Link::close);
      links.clear();
    }
    programs.values().forEach(LoadedProgram::close);
    maps.values().forEach(BpfMap::close);
    data.values().forEach(BpfMap::close);
  }

  private <T> T find(Map<String, T> known, String what, String name) {
    T found = known.get(name);
    if (found == null) {
      throw missing(known, what, name);
    }
    return found;
  }

  private BpfException missing(Map<String, ?> known, String what, String name) {
    return BpfException.of(
        LoaderProblem.BAD_OBJECT,
        "object `" + object.name() + "` has no " + what + " `" + name + "`",
        known.isEmpty() ? "it has none" : "it has: " + String.join(", ", known.keySet()));
  }
}
