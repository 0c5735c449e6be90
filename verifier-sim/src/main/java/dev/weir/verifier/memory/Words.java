// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.verifier.image.ImageMap;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.BtfTarget;
import dev.weir.verifier.state.RegState;

/// Words for findings about memory.
public final class Words {
  private Words() {}

  /// `1 byte`, `4 bytes`.
  public static String bytes(long count) {
    return count == 1 ? "1 byte" : count + " bytes";
  }

  /// `offset 14..18`, or `offset 14 plus 0..255` where it varies.
  static String place(long offset, Scalar variable, long size) {
    if (variable.isConstant()) {
      long start = offset + variable.value();
      return "offset " + start + ".." + (start + size);
    }
    return "offset " + (offset == 0 ? "" : offset + " plus ") + range(variable);
  }

  /// `0..255`, or what of it is known.
  public static String range(Scalar number) {
    if (number.isConstant()) {
      return Long.toString(number.value());
    }
    boolean signed = number.smin() != Long.MIN_VALUE || number.smax() != Long.MAX_VALUE;
    boolean unsigned = number.umin() != 0 || number.umax() != -1;
    if (signed && (number.smin() < 0 || !unsigned)) {
      return number.smin() + ".." + number.smax();
    }
    if (unsigned) {
      return Long.toUnsignedString(number.umin()) + ".." + Long.toUnsignedString(number.umax());
    }
    return "any number";
  }

  /// What a pointer leads to: `the packet`, `a value of map counters`.
  public static String region(RegState pointer) {
    return switch (pointer.type()) {
      case CTX -> "the context";
      case STACK -> "the stack";
      case PACKET, PACKET_END -> "the packet";
      case PACKET_META -> "the packet's metadata";
      case MAP_VALUE -> "a value of map " + map(pointer);
      case MAP_KEY -> "a key of map " + map(pointer);
      case MAP_PTR -> "map " + map(pointer);
      case FLOW_KEYS -> "the flow keys";
      case SOCKET -> "the socket";
      case SOCK_COMMON -> "the socket's common part";
      case TCP_SOCK -> "the TCP socket";
      case XDP_SOCK -> "the XDP socket";
      case BTF_ID -> struct(pointer);
      case MEM -> "the memory";
      case BUF, TP_BUFFER -> "the buffer";
      case ARENA -> "the arena";
      case SCALAR -> "a number";
      case FUNC -> "a function";
      case DYNPTR -> "a dynptr";
      case INSN -> "an instruction address";
      case NOT_INIT -> "nothing";
    };
  }

  /// What is in a register, for evidence.
  public static String register(RegState value) {
    if (value.isScalar()) {
      return "the number " + range(value.scalar());
    }
    StringBuilder text = new StringBuilder("a pointer to ").append(region(value));
    if (value.maybeNull()) {
      text.append(" or null");
    }
    if (value.off() != 0 || !value.scalar().isConstant() || value.scalar().value() != 0) {
      text.append(" at ");
      if (value.scalar().isConstant()) {
        text.append("offset ").append(value.off() + value.scalar().value());
      } else {
        text.append(place(value.off(), value.scalar(), 0));
      }
    }
    return text.toString();
  }

  /// The name of the map that a pointer belongs to.
  public static String map(RegState pointer) {
    return pointer.target() instanceof ImageMap map ? map.name() : "?";
  }

  private static String struct(RegState pointer) {
    return pointer.target() instanceof BtfTarget target
        ? "struct " + target.btf().type(target.typeId()).name()
        : "a kernel object";
  }
}
