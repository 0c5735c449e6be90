// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CodecTest {

  @Property(tries = 2000)
  void encodingUndoesDecoding(@ForAll("slots") byte[] bytes) {
    assertArrayEquals(bytes, Codec.encode(Codec.decode(bytes)));
  }

  @Property(tries = 2000)
  void encodingUndoesDecodingInBigEndianOrder(@ForAll("slots") byte[] bytes) {
    List<Insn<Reg>> insns = Codec.decode(bytes, ByteOrder.BIG_ENDIAN);
    assertArrayEquals(bytes, Codec.encode(insns, ByteOrder.BIG_ENDIAN));
  }

  @Property(tries = 2000)
  void decodingUndoesEncoding(@ForAll("insns") List<Insn<Reg>> insns) {
    assertEquals(insns, Codec.decode(Codec.encode(insns)));
    assertEquals(
        insns, Codec.decode(Codec.encode(insns, ByteOrder.BIG_ENDIAN), ByteOrder.BIG_ENDIAN));
  }

  @Test
  void everyOpcodeWithEveryRegisterPairSurvives() {
    for (int first = 0; first < 0x10000; first++) {
      for (long rest : new long[] {0, 1L << 16, 0x10L << 32, 0x100L << 32, 0xffff_ffffL << 16}) {
        byte[] bytes = littleEndian(first | rest, 0);
        assertArrayEquals(bytes, Codec.encode(Codec.decode(bytes)));
      }
    }
  }

  @Test
  void theSecondSlotOfA64BitImmediateIsCheckedBeforeTheyAreJoined() {
    byte[] joined = littleEndian(0x1122_3344_0000_0118L, 0x5566_7788_0000_0000L);
    assertEquals(
        List.of(new Insn.LoadImm64<>(Reg.R1, Pseudo.VALUE, 0x5566_7788_1122_3344L)),
        Codec.decode(joined));
    byte[] reserved = littleEndian(0x1122_3344_0000_0118L, 0x5566_7788_0001_0000L);
    List<Insn<Reg>> apart = Codec.decode(reserved);
    assertEquals(2, apart.size());
    assertEquals(new Insn.Raw<Reg>(0x1122_3344_0000_0118L), apart.get(0));
    assertInstanceOf(Insn.Raw.class, apart.get(1));
  }

  @Test
  void aTruncated64BitImmediateIsRaw() {
    assertEquals(
        List.of(new Insn.Raw<Reg>(0x18L)),
        Codec.decode(HexFormat.of().parseHex("1800000000000000")));
  }

  @Test
  void partOfASlotIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Codec.decode(new byte[7]));
  }

  @Test
  void bigEndianObjectsSwapRegisterNibblesAndFields() {
    byte[] bytes = HexFormat.of().parseHex("0712000011223344" + "6134fffc00000000");
    assertEquals(
        List.of(
            new Insn.Raw<Reg>(0x1122_3344_0000_2107L),
            new Insn.Load<>(MemSize.W, false, Reg.R3, Reg.R4, (short) -4)),
        Codec.decode(bytes, ByteOrder.BIG_ENDIAN));
  }

  /// Slots with likely opcodes and field values, so that many are instructions.
  @Provide
  Arbitrary<byte[]> slots() {
    Arbitrary<Long> random = Arbitraries.longs();
    Arbitrary<Long> likely =
        Arbitraries.integers()
            .between(0, 0xffff)
            .flatMap(head ->
                Arbitraries.of(0L, 0L, 1L, 8L, 16L, 32L, 0xffffL)
                    .flatMap(offset ->
                        Arbitraries.of(0L, 0L, 1L, 16L, 64L, 0x51L, 0xe1L, 0xf1L, 0x100L)
                            .map(imm -> head | offset << 16 | imm << 32)));
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, likely),
            net.jqwik.api.Tuple.of(1, Arbitraries.just(0x18L)),
            net.jqwik.api.Tuple.of(1, random))
        .list()
        .ofMaxSize(12)
        .map(words -> littleEndian(words.stream().mapToLong(Long::longValue).toArray()));
  }

  @Provide
  Arbitrary<List<Insn<Reg>>> insns() {
    return InsnArbitraries.insn().list().ofMaxSize(20);
  }

  private static byte[] littleEndian(long... words) {
    ByteBuffer out = ByteBuffer.allocate(words.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (long word : words) {
      out.putLong(word);
    }
    return out.array();
  }
}
