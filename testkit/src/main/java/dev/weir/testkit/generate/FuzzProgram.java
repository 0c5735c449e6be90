// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.Code;
import dev.weir.bytecode.object.DataSection;
import dev.weir.bytecode.object.Function;
import dev.weir.bytecode.object.Linkage;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.Program;
import dev.weir.bytecode.object.Relocation;
import dev.weir.bytecode.object.Relocation.Target;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A random program.
///
/// @param seed what it was made from
/// @param hook what it is written for
/// @param license of the program
/// @param typed whether its functions carry types, which callbacks and global functions need
/// @param bodies its functions, the program itself first
/// @param idioms the shapes it is made of, by name
/// @param changes what the mutator did to it, in order; empty for a program left as made
public record FuzzProgram(
    long seed,
    Hook hook,
    String license,
    boolean typed,
    List<Body> bodies,
    List<String> idioms,
    List<String> changes) {
  /// Copies the lists.
  public FuzzProgram {
    bodies = List.copyOf(bodies);
    idioms = List.copyOf(idioms);
    changes = List.copyOf(changes);
  }

  /// This with other functions.
  public FuzzProgram withBodies(List<Body> other) {
    return new FuzzProgram(seed, hook, license, typed, other, idioms, changes);
  }

  /// This after one more change.
  public FuzzProgram changed(List<Body> other, String what) {
    List<String> more = new ArrayList<>(changes);
    more.add(what);
    return new FuzzProgram(seed, hook, license, typed, other, idioms, more);
  }

  /// The number of instructions of all functions.
  public int size() {
    return bodies.stream().mapToInt(b -> b.steps().size()).sum();
  }

  /// The program as an object with the maps, data and types it refers to.
  public BpfObject toObject(Palette palette) {
    List<Function> functions = new ArrayList<>();
    for (Body body : bodies) {
      int type = typed ? palette.functions().function(body.name()) : 0;
      functions.add(new Function(body.name(), body.linkage(), body.code(), type));
    }
    Set<String> maps = new LinkedHashSet<>();
    Set<String> sections = new LinkedHashSet<>();
    for (Function function : functions) {
      collect(function.code(), maps, sections);
    }
    List<MapSpec> specs = maps.stream().map(palette::map).toList();
    List<DataSection> data = new ArrayList<>();
    if (sections.contains(palette.rodata().name())) {
      data.add(palette.rodata());
    }
    if (sections.contains(palette.bss().name())) {
      data.add(palette.bss());
    }
    boolean types = typed || specs.stream().anyMatch(m -> m.valueTypeId() != 0);
    Program program = new Program(hook.section(), functions.getFirst());
    return new BpfObject(
        "fuzz" + Long.toHexString(seed),
        license,
        List.of(program),
        functions.subList(1, functions.size()),
        specs,
        data,
        types ? Optional.of(palette.types()) : Optional.empty(),
        List.of());
  }

  private static void collect(Code code, Set<String> maps, Set<String> sections) {
    for (Relocation relocation : code.relocations()) {
      switch (relocation.target()) {
        case Target.MapRef(String map) -> maps.add(map);
        case Target.MapValueRef(String map, int _) -> maps.add(map);
        case Target.DataRef(String section, int _) -> sections.add(section);
        case Target.FunctionRef _, Target.KfuncRef _, Target.ExternRef _ -> {}
      }
    }
  }

  /// Whether any function is global, besides the program.
  public boolean hasGlobals() {
    return bodies.stream().skip(1).anyMatch(b -> b.linkage() == Linkage.GLOBAL);
  }
}
