// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.DataSection;
import dev.weir.bytecode.object.DataSection.Variable;
import dev.weir.loader.LoadOptions.Constant;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Initial values of global variables: what the object says, with the overrides of load-time
/// constants.
final class GlobalData {
  private GlobalData() {}

  /// The section's contents with the overrides applied.
  ///
  /// @throws BpfException when a value does not fit its variable
  static byte[] contents(DataSection section, Map<String, Constant> overrides) {
    byte[] bytes = section.content();
    for (Variable variable : section.variables()) {
      Constant value = overrides.get(variable.name());
      if (value != null && section.readOnly()) {
        byte[] encoded = encode(variable, value);
        System.arraycopy(encoded, 0, bytes, variable.offset(), encoded.length);
      }
    }
    return bytes;
  }

  /// Checks that every override names a variable in read-only data.
  ///
  /// @throws BpfException when one does not
  static void checkNames(BpfObject object, Set<String> overrides) {
    Set<String> known = new LinkedHashSet<>();
    for (DataSection section : object.data()) {
      if (section.readOnly()) {
        section.variables().forEach(v -> known.add(v.name()));
      }
    }
    for (String name : overrides) {
      if (!known.contains(name)) {
        throw BpfException.of(
            LoaderProblem.BAD_CONSTANT,
            "object `" + object.name() + "` has no load-time constant `" + name + "`",
            known.isEmpty() ? "it has none at all" : "it has: " + String.join(", ", known));
      }
    }
  }

  private static byte[] encode(Variable variable, Constant value) {
    return switch (value) {
      case Constant.Number(long number) -> encode(variable, number);
      case Constant.Bytes(byte[] bytes) -> {
        if (bytes.length != variable.size()) {
          throw misfit(variable, bytes.length + " bytes");
        }
        yield bytes;
      }
    };
  }

  private static byte[] encode(Variable variable, long number) {
    int bits = variable.size() * Byte.SIZE;
    boolean integer = List.of(8, 16, 32, 64).contains(bits);
    boolean fits =
        integer && (bits == Long.SIZE || (number >= -(1L << (bits - 1)) && number < 1L << bits));
    if (!fits) {
      throw misfit(variable, Long.toString(number));
    }
    byte[] eight = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
    byte[] bytes = Arrays.copyOf(eight, variable.size());
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? bytes : reversed(bytes);
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] result = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      result[i] = bytes[bytes.length - 1 - i];
    }
    return result;
  }

  private static BpfException misfit(Variable variable, String found) {
    return BpfException.of(
        LoaderProblem.BAD_CONSTANT,
        "load-time constant `"
            + variable.name()
            + "`: found "
            + found
            + ", expected a value of "
            + variable.size()
            + " bytes");
  }
}
