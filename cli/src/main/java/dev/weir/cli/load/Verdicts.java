// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.load;

import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.Program;
import dev.weir.loader.LoadOptions;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import dev.weir.loader.error.LoaderException;
import dev.weir.loader.error.LoaderProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Asks the running kernel about every program of an object, without attaching any.
public final class Verdicts {
  /// What goes wrong alike for every program.
  private static final Set<LoaderProblem> HOPELESS =
      Set.of(LoaderProblem.NOT_PERMITTED, LoaderProblem.NO_NATIVE_ACCESS);

  private Verdicts() {}

  /// The verdicts, in the object's order. All programs are loaded together; when that fails, one by
  /// one, so that one rejection does not hide others.
  ///
  /// @throws LoaderException when this process may load nothing at all
  public static List<ProgramVerdict> of(BpfObject object, LoadOptions options) {
    List<Program> programs = object.programs();
    String[] names = programs.stream().map(Program::name).toArray(String[]::new);
    try (LoadedObject loaded = Loader.load(object, options.only(names))) {
      return of(loaded);
    } catch (LoaderException e) {
      if (HOPELESS.contains(e.kind())) {
        throw e;
      }
      if (programs.size() == 1) {
        return List.of(ProgramVerdict.rejected(programs.getFirst(), e));
      }
      return oneByOne(withoutTables(object), options);
    }
  }

  /// The verdicts on what is loaded already.
  public static List<ProgramVerdict> of(LoadedObject loaded) {
    return loaded.programs().stream()
        .map(p -> ProgramVerdict.accepted(loaded.object().program(p.name()).orElseThrow(), p))
        .toList();
  }

  private static List<ProgramVerdict> oneByOne(BpfObject object, LoadOptions options) {
    List<ProgramVerdict> verdicts = new ArrayList<>();
    for (Program program : object.programs()) {
      try (LoadedObject loaded = Loader.load(object, options.only(program.name()))) {
        verdicts.add(ProgramVerdict.accepted(program, loaded.program(program.name())));
      } catch (LoaderException e) {
        verdicts.add(ProgramVerdict.rejected(program, e));
      }
    }
    return verdicts;
  }

  /// The object with empty tail-call tables, because a table holds programs that are not loaded
  /// with the one at hand.
  private static BpfObject withoutTables(BpfObject object) {
    List<MapSpec> maps =
        object.maps().stream()
            .map(map -> map.type() == MapType.PROG_ARRAY.number() ? emptied(map) : map)
            .toList();
    return new BpfObject(
        object.name(),
        object.license(),
        object.programs(),
        object.functions(),
        maps,
        object.data(),
        object.btf(),
        object.coreRelocations());
  }

  private static MapSpec emptied(MapSpec map) {
    return new MapSpec(
        map.name(),
        map.type(),
        map.keySize(),
        map.valueSize(),
        map.maxEntries(),
        map.flags(),
        map.keyTypeId(),
        map.valueTypeId(),
        map.pinning(),
        map.numaNode(),
        map.extra(),
        map.inner(),
        List.of());
  }
}
