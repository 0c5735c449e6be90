// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Instructions to and from their 8-byte slots.
///
/// ```text
/// byte  0       opcode
/// byte  1       dst (low nibble), src (high nibble); swapped in big-endian objects
/// bytes 2..3    offset, signed
/// bytes 4..7    immediate, signed
/// ```
///
/// Decoding never fails on whole slots: what is no instruction becomes [Insn.Raw], and encoding
/// gives the same bytes back.
///
/// @rfc 9669 section 3 (instruction encoding)
public final class Codec {
  private Codec() {}

  /// The little-endian bytes of instructions.
  public static byte[] encode(List<Insn<Reg>> insns) {
    return encode(insns, ByteOrder.LITTLE_ENDIAN);
  }

  /// The bytes of instructions in a byte order.
  public static byte[] encode(List<Insn<Reg>> insns, ByteOrder order) {
    int slots = 0;
    for (Insn<Reg> insn : insns) {
      slots += insn.slots();
    }
    ByteBuffer out = ByteBuffer.allocate(slots * 8).order(order);
    for (Insn<Reg> insn : insns) {
      if (insn instanceof Insn.LoadImm64<Reg>(Reg dst, Pseudo pseudo, long imm)) {
        put(out, Encoder.word(Encoder.LOAD_IMM64, dst.number(), pseudo.code(), 0, (int) imm));
        put(out, Encoder.word(0, 0, 0, 0, (int) (imm >>> 32)));
      } else {
        put(out, Encoder.encode(insn));
      }
    }
    return out.array();
  }

  /// The instructions of little-endian bytes.
  ///
  /// @throws IllegalArgumentException when the length is no multiple of 8
  public static List<Insn<Reg>> decode(byte[] bytes) {
    return decode(bytes, ByteOrder.LITTLE_ENDIAN);
  }

  /// The instructions of bytes in a byte order.
  ///
  /// @throws IllegalArgumentException when the length is no multiple of 8
  public static List<Insn<Reg>> decode(byte[] bytes, ByteOrder order) {
    if (bytes.length % 8 != 0) {
      throw new IllegalArgumentException(
          "code of " + bytes.length + " bytes is no sequence of 8-byte slots");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(order);
    List<Insn<Reg>> insns = new ArrayList<>(bytes.length / 8);
    while (in.hasRemaining()) {
      long word = take(in);
      Insn<Reg> insn = Decoder.decode(word);
      insns.add(insn != null ? insn : wide(word, in));
    }
    return insns;
  }

  private static Insn<Reg> wide(long first, ByteBuffer in) {
    if (!in.hasRemaining()) {
      return new Insn.Raw<>(first);
    }
    int at = in.position();
    long second = take(in);
    Insn<Reg> insn = Decoder.decode(first, second);
    if (insn instanceof Insn.Raw) {
      in.position(at);
    }
    return insn;
  }

  /// Writes a slot given in the little-endian arrangement.
  private static void put(ByteBuffer out, long word) {
    if (out.order() == ByteOrder.LITTLE_ENDIAN) {
      out.putLong(word);
    } else {
      out.put((byte) word);
      out.put((byte) ((word >>> 12 & 0xf) | (word >>> 4 & 0xf0)));
      out.putShort((short) (word >>> 16));
      out.putInt((int) (word >>> 32));
    }
  }

  /// Reads a slot into the little-endian arrangement.
  private static long take(ByteBuffer in) {
    if (in.order() == ByteOrder.LITTLE_ENDIAN) {
      return in.getLong();
    }
    int opcode = Byte.toUnsignedInt(in.get());
    int registers = Byte.toUnsignedInt(in.get());
    int offset = in.getShort();
    int imm = in.getInt();
    return Encoder.word(opcode, registers >>> 4, registers & 0xf, offset, imm);
  }
}
