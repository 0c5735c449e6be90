// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.load;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.DataSection;
import dev.weir.bytecode.object.DataSection.Variable;
import dev.weir.cli.io.Failure;
import dev.weir.cli.io.ToolProblem;
import dev.weir.loader.LoadOptions;
import dev.weir.loader.LoadOptions.Constant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the user sets of an object's load-time constants.
public final class LoadTimeConstants {
  private LoadTimeConstants() {}

  /// Options with the constants set to what the user wrote, each as its type says.
  ///
  /// @param settings text by name
  /// @throws Failure when there is no such constant, or the text does not suit its type
  public static LoadOptions set(
      LoadOptions options, BpfObject object, Map<String, String> settings) {
    LoadOptions result = options;
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      Variable variable =
          find(object, setting.getKey()).orElseThrow(() -> unknown(object, setting.getKey()));
      result = result.with(variable.name(), value(object, variable, setting.getValue()));
    }
    return result;
  }

  private static Optional<Variable> find(BpfObject object, String name) {
    return constants(object).stream().filter(v -> v.name().equals(name)).findFirst();
  }

  private static List<Variable> constants(BpfObject object) {
    return object.data().stream()
        .filter(DataSection::readOnly)
        .flatMap(section -> section.variables().stream())
        .toList();
  }

  private static Constant value(BpfObject object, Variable variable, String text) {
    Optional<Btf> types = object.btf().filter(_ -> variable.btfId() != 0);
    try {
      return types.isPresent()
          ? new Constant.Bytes(TypedText.encode(types.get(), variable.btfId(), text))
          : new Constant.Number(Long.decode(text));
    } catch (NumberFormatException _) {
      throw unsuited(variable.name(), "`" + text + "` is no number");
    } catch (IllegalArgumentException e) {
      throw unsuited(variable.name(), String.valueOf(e.getMessage()));
    }
  }

  private static Failure unsuited(String name, String reason) {
    return Failure.unable(
        ToolProblem.USAGE.error("cannot set the load-time constant `" + name + "`: " + reason));
  }

  private static Failure unknown(BpfObject object, String name) {
    List<String> known = constants(object).stream().map(Variable::name).toList();
    return Failure.unable(
        ToolProblem.USAGE
            .error("there is no load-time constant `" + name + "`")
            .help(
                known.isEmpty()
                    ? "there is none at all"
                    : "there are: " + String.join(", ", known)));
  }
}
