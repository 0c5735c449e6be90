// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.btf.Btf;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// One compiled unit.
///
/// @param name the unit's name, for messages; from the file or module name
/// @param license licence string of all its programs, such as `GPL`
/// @param programs entry points, in source order
/// @param functions functions that programs call, in source order
/// @param maps map definitions
/// @param data global data sections
/// @param btf type information; empty when the object has none
/// @param coreRelocations field and type relocations against the running kernel's types
/// @param documentation what the source says about its parts
public record BpfObject(
    String name,
    String license,
    List<Program> programs,
    List<Function> functions,
    List<MapSpec> maps,
    List<DataSection> data,
    Optional<Btf> btf,
    List<CoreRelocation> coreRelocations,
    Documentation documentation) {
  /// Copies the lists.
  public BpfObject {
    Objects.requireNonNull(name);
    Objects.requireNonNull(license);
    programs = List.copyOf(programs);
    functions = List.copyOf(functions);
    maps = List.copyOf(maps);
    data = List.copyOf(data);
    Objects.requireNonNull(btf);
    coreRelocations = List.copyOf(coreRelocations);
    Objects.requireNonNull(documentation);
  }

  /// A unit without documentation.
  public BpfObject(
      String name,
      String license,
      List<Program> programs,
      List<Function> functions,
      List<MapSpec> maps,
      List<DataSection> data,
      Optional<Btf> btf,
      List<CoreRelocation> coreRelocations) {
    this(name, license, programs, functions, maps, data, btf, coreRelocations, Documentation.NONE);
  }

  /// This with other documentation.
  public BpfObject withDocumentation(Documentation newDocumentation) {
    return new BpfObject(
        name, license, programs, functions, maps, data, btf, coreRelocations, newDocumentation);
  }

  /// The same object with other programs.
  public BpfObject withPrograms(List<Program> others) {
    return new BpfObject(
        name, license, others, functions, maps, data, btf, coreRelocations, documentation);
  }

  /// The map of a name.
  public Optional<MapSpec> map(String mapName) {
    return maps.stream().filter(m -> m.name().equals(mapName)).findFirst();
  }

  /// The program of a name.
  public Optional<Program> program(String programName) {
    return programs.stream().filter(p -> p.name().equals(programName)).findFirst();
  }

  /// The function of a name; programs are not among them.
  public Optional<Function> function(String functionName) {
    return functions.stream().filter(f -> f.name().equals(functionName)).findFirst();
  }
}
