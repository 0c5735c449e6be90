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
/// Decoding never fails on whole slots: what is no instruction becomes [Insn.Raw], and encoding gives
/// the same bytes back.
///
/// @rfc 9669 section 3 (instruction encoding)
public final class Codec {
  private Codec() {}

  /// The little-endian bytes of instructions.
  public static byte[] encode(List<Insn<Reg>> insns) {
    int slots = insns.stream().mapToInt(Insn::slots).sum();
    ByteBuffer out = ByteBuffer.allocate(slots * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (Insn<Reg> insn : insns) {
      if (insn instanceof Insn.LoadImm64<Reg>(Reg dst, Pseudo pseudo, long imm)) {
        out.putLong(Encoder.word(0x18, dst.number(), pseudo.code(), 0, (int) imm));
        out.putLong(Encoder.word(0, 0, 0, 0, (int) (imm >>> 32)));
      } else {
        out.putLong(Encoder.encode(insn));
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
      long word = word(in, order);
      Insn<Reg> insn = Decoder.decode(word);
      if (insn == null) {
        insn = wide(word, in, order);
      }
      insns.add(insn);
    }
    return insns;
  }

  private static Insn<Reg> wide(long word, ByteBuffer in, ByteOrder order) {
    if (!in.hasRemaining()) {
      return new Insn.Raw<>(word);
    }
    int at = in.position();
    long second = word(in, order);
    Reg dst = Decoder.reg(word >>> 8 & 0xf);
    int pseudo = (int) (word >>> 12 & 0xf);
    if ((second & 0xffff_ffffL) != 0 || dst == null || pseudo >= Pseudo.values().length) {
      in.position(at);
      return new Insn.Raw<>(word);
    }
    long imm = (word >>> 32) | (second & 0xffff_ffff_0000_0000L);
    return new Insn.LoadImm64<>(dst, Pseudo.values()[pseudo], imm);
  }

  /// A slot in the little-endian arrangement, whatever the order of the input.
  private static long word(ByteBuffer in, ByteOrder order) {
    if (order == ByteOrder.LITTLE_ENDIAN) {
      return in.getLong();
    }
    int opcode = Byte.toUnsignedInt(in.get());
    int registers = Byte.toUnsignedInt(in.get());
    int offset = in.getShort();
    int imm = in.getInt();
    return Encoder.word(opcode, registers >>> 4, registers & 0xf, offset, imm);
  }
}
