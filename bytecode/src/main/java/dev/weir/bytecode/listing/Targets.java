// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.object.DataSection;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.Relocation.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What names in the code of a listing can mean.
///
/// @param maps its maps
/// @param data its data sections
/// @param functions its functions
/// @param programs its programs, which code cannot refer to
/// @param defined all names that something defines, even what could not be read
/// @param sink where undefined names are reported
record Targets(
    List<MapSpec> maps,
    List<DataSection> data,
    List<String> functions,
    List<String> programs,
    Set<String> defined,
    Diagnostics sink) {

  /// What a reference means; empty when nothing has the name.
  Optional<Target> of(Reference reference) {
    String name = reference.name();
    return switch (reference.kind()) {
      case KFUNC -> Optional.of(new Target.KfuncRef(name, reference.weak()));
      case EXTERN -> Optional.of(new Target.ExternRef(name, reference.weak()));
      case MAP -> map(reference, new Target.MapRef(name));
      case MAP_VALUE -> map(reference, new Target.MapValueRef(name, reference.offset()));
      case DATA -> data(reference);
      case FUNCTION ->
          functions.contains(name)
              ? Optional.of(new Target.FunctionRef(name))
              : undefined(reference, "function", functions);
    };
  }

  private Optional<Target> map(Reference reference, Target target) {
    List<String> names = maps.stream().map(MapSpec::name).toList();
    return names.contains(reference.name())
        ? Optional.of(target)
        : undefined(reference, "map", names);
  }

  /// A section, or a variable in one.
  private Optional<Target> data(Reference reference) {
    List<String> names = new ArrayList<>();
    for (DataSection section : data) {
      if (section.name().equals(reference.name())) {
        return Optional.of(new Target.DataRef(section.name(), reference.offset()));
      }
      names.add(section.name());
      for (DataSection.Variable variable : section.variables()) {
        if (variable.name().equals(reference.name())) {
          int offset = variable.offset() + reference.offset();
          return Optional.of(new Target.DataRef(section.name(), offset));
        }
        names.add(variable.name());
      }
    }
    return undefined(reference, "data section or variable", names);
  }

  private Optional<Target> undefined(Reference reference, String what, List<String> known) {
    String name = reference.name();
    if (defined.contains(name) && !known(name)) {
      return Optional.empty();
    }
    List<String> candidates = new ArrayList<>(known);
    defined.stream().filter(other -> !known(other)).forEach(candidates::add);
    List<String> near = Similar.to(name, candidates);
    Problem problem =
        ListingProblem.UNDEFINED.error(
            what + " `" + name + "` is not defined",
            reference.span(),
            programs.contains(name) ? "a program, which only the kernel calls" : "not found");
    sink.report(
        near.isEmpty()
            ? problem
            : problem.help("a similar name exists: `" + near.getFirst() + "`"));
    return Optional.empty();
  }

  /// Whether the definition of a name was read, so that it is known what it means.
  private boolean known(String name) {
    return functions.contains(name)
        || programs.contains(name)
        || maps.stream().anyMatch(map -> map.name().equals(name))
        || data.stream().anyMatch(section -> section.name().equals(name));
  }
}
