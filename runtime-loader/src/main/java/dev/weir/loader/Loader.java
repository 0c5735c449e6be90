// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfReader;
import dev.weir.bytecode.core.CoreRelocator;
import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.link.DataMap;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.link.ProgramKind;
import dev.weir.bytecode.link.ProgramLinker;
import dev.weir.bytecode.link.ProgramLinker.Linked;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.DataSection;
import dev.weir.bytecode.object.LineInfo;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.Program;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.loader.error.UnsupportedFeature;
import dev.weir.loader.map.BpfMap;
import dev.weir.loader.program.LoadedProgram;
import dev.weir.loader.types.LoadedTypes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Loads an object into the running kernel: types, maps, global data, programs.
///
/// ```text
/// BpfObject -> link -> load types -> create and fill maps -> relocate -> verify and load programs
/// ```
///
/// Either everything is loaded or nothing is left behind.
public final class Loader {
  private final BpfObject object;
  private final LoadOptions options;
  private final Diagnostics notes = new Diagnostics();
  private final Map<String, BpfMap> maps = new LinkedHashMap<>();
  private final Map<String, BpfMap> data = new LinkedHashMap<>();
  private final Map<String, Integer> settings = new LinkedHashMap<>();
  private final Map<String, LoadedProgram> programs = new LinkedHashMap<>();

  private Loader(BpfObject object, LoadOptions options) {
    this.object = object;
    this.options = options;
  }

  /// Loads an object with default options.
  ///
  /// @throws dev.weir.loader.error.LoaderException as the other form
  public static LoadedObject load(BpfObject object) {
    return load(object, LoadOptions.defaults());
  }

  /// Loads an object. Nothing is attached.
  ///
  /// @throws BpfException when the kernel refuses, the verifier rejects a program, or the object is
  ///   inconsistent
  /// @throws dev.weir.loader.error.UnsupportedFeature when the kernel is too old
  public static LoadedObject load(BpfObject object, LoadOptions options) {
    Loader loader = new Loader(object, options);
    try {
      return loader.load();
    } catch (RuntimeException | Error e) {
      loader.programs.values().forEach(LoadedProgram::close);
      loader.data.values().forEach(BpfMap::close);
      loader.maps.values().forEach(BpfMap::close);
      throw e;
    }
  }

  private LoadedObject load() {
    GlobalData.checkNames(object, options.constants().keySet());
    Map<Program, Linked> linked = link();
    List<LineInfo> lines = linked.values().stream().flatMap(l -> l.lines().stream()).toList();
    Optional<LoadedTypes> types = LoadedTypes.load(object, lines, notes);
    try {
      createMaps(types);
      loadPrograms(linked, types);
      fillTables();
    } finally {
      types.ifPresent(LoadedTypes::close);
    }
    return new LoadedObject(object, programs, maps, data, notes.problems());
  }

  private Map<Program, Linked> link() {
    Map<Program, Linked> linked = new LinkedHashMap<>();
    for (Program program : object.programs()) {
      boolean wanted =
          options.programs().isEmpty()
              ? !ProgramKind.optional(program)
              : options.programs().contains(program.name());
      if (wanted) {
        linked.put(program, link(program));
      }
    }
    for (String name : options.programs()) {
      if (object.program(name).isEmpty()) {
        throw BpfException.of(
            LoaderProblem.BAD_OBJECT,
            "object `" + object.name() + "` has no program `" + name + "`",
            "it has: " + String.join(", ", object.programs().stream().map(Program::name).toList()));
      }
    }
    return linked;
  }

  private Linked link(Program program) {
    try {
      return ProgramLinker.link(object, program);
    } catch (LinkException e) {
      throw BpfException.of(e);
    }
  }

  private static ProgramKind kind(Program program) {
    try {
      return ProgramKind.of(program);
    } catch (LinkException e) {
      throw BpfException.of(e);
    }
  }

  private void createMaps(Optional<LoadedTypes> types) {
    MapCreator creator = new MapCreator(types, options.pinPath());
    for (MapSpec spec : object.maps()) {
      maps.put(spec.name(), creator.create(spec));
    }
    for (DataSection section : object.data()) {
      createData(creator, section, section.readOnly());
    }
    Optional<DataSection> config = KernelConfig.of(object);
    config.ifPresent(section -> {
      createData(creator, section, true);
      section.variables().forEach(v -> settings.put(v.name(), v.offset()));
    });
  }

  private void createData(MapCreator creator, DataSection section, boolean readOnly) {
    if (section.content().length == 0) {
      return;
    }
    BpfMap map = creator.create(DataMap.of(object, section, readOnly));
    data.put(section.name(), map);
    map.update(new byte[Integer.BYTES], GlobalData.contents(section, options.constants()));
    if (readOnly) {
      map.freeze();
    }
  }

  private void loadPrograms(Map<Program, Linked> linked, Optional<LoadedTypes> types) {
    KernelSymbols kernel = new KernelSymbols(this::kernelTypes);
    ProgramLoader loader = new ProgramLoader(object, types, kernel, options);
    linked.forEach((program, code) -> {
      Relocator relocator = new Relocator(program.name(), maps, data, kernel, settings);
      List<Insn<Reg>> insns =
          adapted(program, code, relocator.apply(code.insns(), code.relocations()), kernel);
      programs.put(program.name(), loader.load(program, kind(program), code, insns));
    });
  }

  private List<Insn<Reg>> adapted(
      Program program, Linked code, List<Insn<Reg>> insns, KernelSymbols kernel) {
    if (code.coreRelocations().isEmpty()) {
      return insns;
    }
    Btf local = object.btf().orElseGet(() -> new Btf(List.of()));
    try {
      return CoreRelocator.apply(
          program.name(), insns, code.coreRelocations(), local, kernel.indexed());
    } catch (LinkException e) {
      throw BpfException.of(e);
    }
  }

  private Btf kernelTypes() {
    Path file = options.kernelTypes();
    try {
      return BtfReader.read(Files.readAllBytes(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new UnsupportedFeature(
          "object `" + object.name() + "` refers to kernel types, which",
          Optional.empty(),
          "no readable " + file + " (" + e.getMessage() + ")",
          "use a kernel built with CONFIG_DEBUG_INFO_BTF");
    }
  }

  /// Fills maps whose initial contents are programs (tail calls) or other maps.
  private void fillTables() {
    for (MapSpec spec : object.maps()) {
      for (int index = 0; index < spec.values().size(); index++) {
        String name = spec.values().get(index);
        if (!name.isEmpty()) {
          fill(spec, index, name);
        }
      }
    }
  }

  private void fill(MapSpec spec, int index, String name) {
    boolean holdsPrograms = spec.type() == MapType.PROG_ARRAY.number();
    Optional<Integer> fd =
        holdsPrograms
            ? Optional.ofNullable(programs.get(name)).map(p -> p.fd().number())
            : Optional.ofNullable(maps.get(name)).map(m -> m.fd().number());
    boolean leftOut = holdsPrograms && fd.isEmpty() && object.program(name).isPresent();
    if (leftOut) {
      return;
    }
    BpfMap map = maps.get(spec.name());
    if (map == null || fd.isEmpty()) {
      throw BpfException.of(
          LoaderProblem.BAD_OBJECT,
          "map `"
              + spec.name()
              + "` holds `"
              + name
              + "` at "
              + index
              + ", which is no "
              + (holdsPrograms ? "program" : "map"));
    }
    map.update(nativeInt(index), nativeInt(fd.get()));
  }

  private static byte[] nativeInt(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(value).array();
  }
}
