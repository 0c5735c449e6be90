// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.state;

import dev.weir.verifier.image.ImageMap;
import dev.weir.verifier.scalar.Scalar;
import java.util.ArrayList;
import java.util.List;

/// A state as a line of text, close to what the kernel's log prints:
///
/// ```text
/// R0=map_value(flows)+8 R1=scalar(0..255) R10=fp fp-8=ctx fp-16=misc
/// ```
public final class StateText {
  private StateText() {}

  /// The registers and stack of the frame that runs; registers without a value are left out.
  public static String of(State state) {
    return of(state.current());
  }

  /// The registers and stack of a frame.
  public static String of(Frame frame) {
    List<String> parts = new ArrayList<>();
    for (int reg = 0; reg < Frame.REGS; reg++) {
      RegState value = frame.reg(reg);
      if (value.type() != RegType.NOT_INIT) {
        parts.add("R" + reg + "=" + of(value));
      }
    }
    for (int i = 0; i < frame.slotCount(); i++) {
      String text = of(frame.slot(i));
      if (!text.isEmpty()) {
        parts.add("fp-" + Long.BYTES * (i + 1) + "=" + text);
      }
    }
    return String.join(" ", parts);
  }

  /// The value of a register.
  public static String of(RegState value) {
    if (value.isScalar()) {
      return range(value.scalar());
    }
    StringBuilder text = new StringBuilder(value.type().kernelName());
    text.append(target(value));
    if (value.maybeNull()) {
      text.append("_or_null");
    }
    if (value.off() != 0) {
      text.append(String.format("%+d", value.off()));
    }
    if (!value.scalar().isConstant()) {
      text.append('+').append(range(value.scalar()));
    } else if (value.scalar().value() != 0) {
      text.append(String.format("%+d", value.scalar().value()));
    }
    boolean packet = value.type() == RegType.PACKET || value.type() == RegType.PACKET_META;
    return packet && value.range() > 0
        ? text + "(" + value.range() + " bytes proven)"
        : text.toString();
  }

  private static String target(RegState value) {
    return value.target() instanceof ImageMap map ? "(" + map.name() + ")" : "";
  }

  /// A number: itself, its range, or that nothing is known.
  private static String range(Scalar scalar) {
    if (scalar.isConstant()) {
      return Long.toString(scalar.value());
    }
    if (scalar.umin() >= 0 && scalar.umax() >= 0) {
      return "scalar(" + scalar.umin() + ".." + scalar.umax() + ")";
    }
    boolean unknown = scalar.smin() == Long.MIN_VALUE && scalar.smax() == Long.MAX_VALUE;
    return unknown ? "scalar" : "scalar(" + scalar.smin() + ".." + scalar.smax() + ")";
  }

  private static String of(StackSlot slot) {
    RegState spilled = slot.spilled();
    if (spilled != null && slot.kind(Long.BYTES - 1) == StackSlot.ByteKind.SPILL) {
      return of(spilled);
    }
    StringBuilder bytes = new StringBuilder();
    for (int i = Long.BYTES - 1; i >= 0; i--) {
      bytes.append(letter(slot.kind(i)));
    }
    String text = bytes.toString();
    return switch (text) {
      case "????????" -> "";
      case "mmmmmmmm" -> "misc";
      case "00000000" -> "0";
      case "dddddddd" -> "dynptr";
      case "iiiiiiii" -> "iterator";
      case "ffffffff" -> "irq_flag";
      default -> text;
    };
  }

  private static char letter(StackSlot.ByteKind kind) {
    return switch (kind) {
      case INVALID, POISON -> '?';
      case SPILL -> 'r';
      case MISC -> 'm';
      case ZERO -> '0';
      case DYNPTR -> 'd';
      case ITER -> 'i';
      case IRQ_FLAG -> 'f';
    };
  }
}
