// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.MapType;
import dev.weir.verifier.image.ImageMap;
import dev.weir.verifier.memory.AccessKind;
import dev.weir.verifier.memory.MemoryArgument;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.RegState;
import java.nio.charset.StandardCharsets;

/// Strings that are known when the program is loaded, and formats among them.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_reg_const_str
final class ConstantStrings {
  private ConstantStrings() {}

  /// Demands that a register points to a zero-terminated string in read-only data.
  static void check(CallFacts facts, int reg) {
    read(facts, reg);
  }

  /// The string a register points to.
  static String read(CallFacts facts, int reg) {
    RegState value = facts.reg(reg);
    String expected = "a constant string in read-only data";
    if (!(value.target() instanceof ImageMap map)
        || map.type() != MapType.ARRAY
        || map.spec().maxEntries() != 1
        || map.contents().isEmpty()
        || !map.frozen()
        || (map.spec().flags() & ImageMap.RDONLY_PROG) == 0
        || !value.scalar().isConstant()) {
      throw facts.refused(Rule.CONSTANT_STRING, reg, expected);
    }
    MemoryArgument.check(
        facts.walk, reg, map.valueSize() - value.off(), AccessKind.READ, false, false);
    byte[] bytes = map.contents().get();
    int start = (int) (value.off() + value.scalar().value());
    for (int end = start; end < map.valueSize(); end++) {
      if (end >= bytes.length || bytes[end] == 0) {
        int length = Math.min(end, bytes.length) - Math.min(start, bytes.length);
        return new String(
            bytes, Math.min(start, bytes.length), length, StandardCharsets.ISO_8859_1);
      }
    }
    throw facts.refused(Rule.CONSTANT_STRING, reg, expected + ", with a zero at its end");
  }

  /// Demands that the format of a print helper fits the number of its arguments.
  ///
  /// @param formatReg register with the format
  /// @param sizeReg register with the size in bytes of the arguments
  static void checkFormat(CallFacts facts, int formatReg, int sizeReg) {
    String format = read(facts, formatReg);
    long size = facts.reg(sizeReg).scalar().value();
    if (size % Long.BYTES != 0) {
      throw facts.refused(
          Rule.FORMAT_STRING, sizeReg, "a multiple of 8: the arguments are 8 bytes each");
    }
    FormatString.problem(format, size / Long.BYTES)
        .ifPresent(problem -> {
          throw new Violation(
              Rule.FORMAT_STRING, "the format \"" + format + "\" of " + facts.name + " " + problem);
        });
  }
}
