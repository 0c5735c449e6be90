// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm;

import dev.weir.bytecode.object.LineInfo;
import dev.weir.verifier.image.ProgramImage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a program did that no program may do, or that the machine does not simulate.
///
/// @param program the program, after tail calls the last one
/// @param slot the instruction's slot
/// @param line the source line; null where the object has no lines
/// @param reason what happened, lower case, such as `read of 4 bytes at offset 14 of the packet,
///   which has 14 bytes`
public record Fault(String program, int slot, @Nullable LineInfo line, String reason) {
  /// Checks for null.
  public Fault {
    Objects.requireNonNull(program);
    Objects.requireNonNull(reason);
  }

  static Fault of(ProgramImage image, int slot, String reason) {
    LineInfo found = null;
    for (LineInfo line : image.lines()) {
      if (line.slot() <= slot) {
        found = line;
      }
    }
    return new Fault(image.name(), slot, found, reason);
  }

  /// Whether the program is not to blame: it used something that the machine leaves out.
  public boolean notSimulated() {
    return reason.startsWith("not simulated");
  }

  /// The place and the reason in one line.
  @Override
  public String toString() {
    String place = line == null ? "" : " (" + line.file() + ":" + line.line() + ")";
    return program + ", instruction " + slot + place + ": " + reason;
  }
}
