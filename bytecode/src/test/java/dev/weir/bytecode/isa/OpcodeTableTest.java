// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The opcode table of RFC 9669, appendix A, and Linux's additions to it, row by row: opcode,
/// register fields, offset, immediate, text.
class OpcodeTableTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          # opcode ; dst ; src ; offset ; imm ; text
          0x04 ; 1 ; 0 ; 0 ; 0x7 ; w1 += 0x7
          0x05 ; 0 ; 0 ; 5 ; 0x0 ; goto +0x5
          0x06 ; 0 ; 0 ; 0 ; 0x7 ; gotol +0x7
          0x07 ; 1 ; 0 ; 0 ; 0x7 ; r1 += 0x7
          0x0c ; 1 ; 2 ; 0 ; 0x0 ; w1 += w2
          0x0f ; 1 ; 2 ; 0 ; 0x0 ; r1 += r2
          0x14 ; 1 ; 0 ; 0 ; 0x7 ; w1 -= 0x7
          0x15 ; 1 ; 0 ; 5 ; 0x7 ; if r1 == 0x7 goto +0x5
          0x16 ; 1 ; 0 ; 5 ; 0x7 ; if w1 == 0x7 goto +0x5
          0x17 ; 1 ; 0 ; 0 ; 0x7 ; r1 -= 0x7
          0x1c ; 1 ; 2 ; 0 ; 0x0 ; w1 -= w2
          0x1d ; 1 ; 2 ; 5 ; 0x0 ; if r1 == r2 goto +0x5
          0x1e ; 1 ; 2 ; 5 ; 0x0 ; if w1 == w2 goto +0x5
          0x1f ; 1 ; 2 ; 0 ; 0x0 ; r1 -= r2
          0x20 ; 0 ; 0 ; 0 ; 0x7 ; r0 = *(u32 *)skb[0x7]
          0x24 ; 1 ; 0 ; 0 ; 0x7 ; w1 *= 0x7
          0x25 ; 1 ; 0 ; 5 ; 0x7 ; if r1 > 0x7 goto +0x5
          0x26 ; 1 ; 0 ; 5 ; 0x7 ; if w1 > 0x7 goto +0x5
          0x27 ; 1 ; 0 ; 0 ; 0x7 ; r1 *= 0x7
          0x28 ; 0 ; 0 ; 0 ; 0x7 ; r0 = *(u16 *)skb[0x7]
          0x2c ; 1 ; 2 ; 0 ; 0x0 ; w1 *= w2
          0x2d ; 1 ; 2 ; 5 ; 0x0 ; if r1 > r2 goto +0x5
          0x2e ; 1 ; 2 ; 5 ; 0x0 ; if w1 > w2 goto +0x5
          0x2f ; 1 ; 2 ; 0 ; 0x0 ; r1 *= r2
          0x30 ; 0 ; 0 ; 0 ; 0x7 ; r0 = *(u8 *)skb[0x7]
          0x34 ; 1 ; 0 ; 0 ; 0x7 ; w1 /= 0x7
          0x34 ; 1 ; 0 ; 1 ; 0x7 ; w1 s/= 0x7
          0x35 ; 1 ; 0 ; 5 ; 0x7 ; if r1 >= 0x7 goto +0x5
          0x36 ; 1 ; 0 ; 5 ; 0x7 ; if w1 >= 0x7 goto +0x5
          0x37 ; 1 ; 0 ; 0 ; 0x7 ; r1 /= 0x7
          0x37 ; 1 ; 0 ; 1 ; 0x7 ; r1 s/= 0x7
          0x3c ; 1 ; 2 ; 0 ; 0x0 ; w1 /= w2
          0x3c ; 1 ; 2 ; 1 ; 0x0 ; w1 s/= w2
          0x3d ; 1 ; 2 ; 5 ; 0x0 ; if r1 >= r2 goto +0x5
          0x3e ; 1 ; 2 ; 5 ; 0x0 ; if w1 >= w2 goto +0x5
          0x3f ; 1 ; 2 ; 0 ; 0x0 ; r1 /= r2
          0x3f ; 1 ; 2 ; 1 ; 0x0 ; r1 s/= r2
          0x40 ; 0 ; 2 ; 0 ; 0x7 ; r0 = *(u32 *)skb[r2 + 0x7]
          0x44 ; 1 ; 0 ; 0 ; 0x7 ; w1 |= 0x7
          0x45 ; 1 ; 0 ; 5 ; 0x7 ; if r1 & 0x7 goto +0x5
          0x46 ; 1 ; 0 ; 5 ; 0x7 ; if w1 & 0x7 goto +0x5
          0x47 ; 1 ; 0 ; 0 ; 0x7 ; r1 |= 0x7
          0x48 ; 0 ; 2 ; 0 ; 0x7 ; r0 = *(u16 *)skb[r2 + 0x7]
          0x4c ; 1 ; 2 ; 0 ; 0x0 ; w1 |= w2
          0x4d ; 1 ; 2 ; 5 ; 0x0 ; if r1 & r2 goto +0x5
          0x4e ; 1 ; 2 ; 5 ; 0x0 ; if w1 & w2 goto +0x5
          0x4f ; 1 ; 2 ; 0 ; 0x0 ; r1 |= r2
          0x50 ; 0 ; 2 ; 0 ; 0x7 ; r0 = *(u8 *)skb[r2 + 0x7]
          0x54 ; 1 ; 0 ; 0 ; 0x7 ; w1 &= 0x7
          0x55 ; 1 ; 0 ; 5 ; 0x7 ; if r1 != 0x7 goto +0x5
          0x56 ; 1 ; 0 ; 5 ; 0x7 ; if w1 != 0x7 goto +0x5
          0x57 ; 1 ; 0 ; 0 ; 0x7 ; r1 &= 0x7
          0x5c ; 1 ; 2 ; 0 ; 0x0 ; w1 &= w2
          0x5d ; 1 ; 2 ; 5 ; 0x0 ; if r1 != r2 goto +0x5
          0x5e ; 1 ; 2 ; 5 ; 0x0 ; if w1 != w2 goto +0x5
          0x5f ; 1 ; 2 ; 0 ; 0x0 ; r1 &= r2
          0x61 ; 1 ; 2 ; 5 ; 0x0 ; r1 = *(u32 *)(r2 + 0x5)
          0x62 ; 1 ; 0 ; 5 ; 0x7 ; *(u32 *)(r1 + 0x5) = 0x7
          0x63 ; 1 ; 2 ; 5 ; 0x0 ; *(u32 *)(r1 + 0x5) = r2
          0x64 ; 1 ; 0 ; 0 ; 0x7 ; w1 <<= 0x7
          0x65 ; 1 ; 0 ; 5 ; 0x7 ; if r1 s> 0x7 goto +0x5
          0x66 ; 1 ; 0 ; 5 ; 0x7 ; if w1 s> 0x7 goto +0x5
          0x67 ; 1 ; 0 ; 0 ; 0x7 ; r1 <<= 0x7
          0x69 ; 1 ; 2 ; 5 ; 0x0 ; r1 = *(u16 *)(r2 + 0x5)
          0x6a ; 1 ; 0 ; 5 ; 0x7 ; *(u16 *)(r1 + 0x5) = 0x7
          0x6b ; 1 ; 2 ; 5 ; 0x0 ; *(u16 *)(r1 + 0x5) = r2
          0x6c ; 1 ; 2 ; 0 ; 0x0 ; w1 <<= w2
          0x6d ; 1 ; 2 ; 5 ; 0x0 ; if r1 s> r2 goto +0x5
          0x6e ; 1 ; 2 ; 5 ; 0x0 ; if w1 s> w2 goto +0x5
          0x6f ; 1 ; 2 ; 0 ; 0x0 ; r1 <<= r2
          0x71 ; 1 ; 2 ; 5 ; 0x0 ; r1 = *(u8 *)(r2 + 0x5)
          0x72 ; 1 ; 0 ; 5 ; 0x7 ; *(u8 *)(r1 + 0x5) = 0x7
          0x73 ; 1 ; 2 ; 5 ; 0x0 ; *(u8 *)(r1 + 0x5) = r2
          0x74 ; 1 ; 0 ; 0 ; 0x7 ; w1 >>= 0x7
          0x75 ; 1 ; 0 ; 5 ; 0x7 ; if r1 s>= 0x7 goto +0x5
          0x76 ; 1 ; 0 ; 5 ; 0x7 ; if w1 s>= 0x7 goto +0x5
          0x77 ; 1 ; 0 ; 0 ; 0x7 ; r1 >>= 0x7
          0x79 ; 1 ; 2 ; 5 ; 0x0 ; r1 = *(u64 *)(r2 + 0x5)
          0x7a ; 1 ; 0 ; 5 ; 0x7 ; *(u64 *)(r1 + 0x5) = 0x7
          0x7b ; 1 ; 2 ; 5 ; 0x0 ; *(u64 *)(r1 + 0x5) = r2
          0x7c ; 1 ; 2 ; 0 ; 0x0 ; w1 >>= w2
          0x7d ; 1 ; 2 ; 5 ; 0x0 ; if r1 s>= r2 goto +0x5
          0x7e ; 1 ; 2 ; 5 ; 0x0 ; if w1 s>= w2 goto +0x5
          0x7f ; 1 ; 2 ; 0 ; 0x0 ; r1 >>= r2
          0x81 ; 1 ; 2 ; 5 ; 0x0 ; r1 = *(s32 *)(r2 + 0x5)
          0x84 ; 1 ; 0 ; 0 ; 0x0 ; w1 = -w1
          0x85 ; 0 ; 0 ; 0 ; 0x7 ; call 0x7
          0x85 ; 0 ; 1 ; 0 ; 0x7 ; call pc+0x7
          0x85 ; 0 ; 2 ; 0 ; 0x7 ; call kfunc#7
          0x87 ; 1 ; 0 ; 0 ; 0x0 ; r1 = -r1
          0x89 ; 1 ; 2 ; 5 ; 0x0 ; r1 = *(s16 *)(r2 + 0x5)
          0x91 ; 1 ; 2 ; 5 ; 0x0 ; r1 = *(s8 *)(r2 + 0x5)
          0x94 ; 1 ; 0 ; 0 ; 0x7 ; w1 %= 0x7
          0x94 ; 1 ; 0 ; 1 ; 0x7 ; w1 s%= 0x7
          0x95 ; 0 ; 0 ; 0 ; 0x0 ; exit
          0x97 ; 1 ; 0 ; 0 ; 0x7 ; r1 %= 0x7
          0x97 ; 1 ; 0 ; 1 ; 0x7 ; r1 s%= 0x7
          0x9c ; 1 ; 2 ; 0 ; 0x0 ; w1 %= w2
          0x9c ; 1 ; 2 ; 1 ; 0x0 ; w1 s%= w2
          0x9f ; 1 ; 2 ; 0 ; 0x0 ; r1 %= r2
          0x9f ; 1 ; 2 ; 1 ; 0x0 ; r1 s%= r2
          0xa4 ; 1 ; 0 ; 0 ; 0x7 ; w1 ^= 0x7
          0xa5 ; 1 ; 0 ; 5 ; 0x7 ; if r1 < 0x7 goto +0x5
          0xa6 ; 1 ; 0 ; 5 ; 0x7 ; if w1 < 0x7 goto +0x5
          0xa7 ; 1 ; 0 ; 0 ; 0x7 ; r1 ^= 0x7
          0xac ; 1 ; 2 ; 0 ; 0x0 ; w1 ^= w2
          0xad ; 1 ; 2 ; 5 ; 0x0 ; if r1 < r2 goto +0x5
          0xae ; 1 ; 2 ; 5 ; 0x0 ; if w1 < w2 goto +0x5
          0xaf ; 1 ; 2 ; 0 ; 0x0 ; r1 ^= r2
          0xb4 ; 1 ; 0 ; 0 ; 0x7 ; w1 = 0x7
          0xb5 ; 1 ; 0 ; 5 ; 0x7 ; if r1 <= 0x7 goto +0x5
          0xb6 ; 1 ; 0 ; 5 ; 0x7 ; if w1 <= 0x7 goto +0x5
          0xb7 ; 1 ; 0 ; 0 ; 0x7 ; r1 = 0x7
          0xbc ; 1 ; 2 ; 0 ; 0x0 ; w1 = w2
          0xbc ; 1 ; 2 ; 8 ; 0x0 ; w1 = (s8)w2
          0xbc ; 1 ; 2 ; 16 ; 0x0 ; w1 = (s16)w2
          0xbd ; 1 ; 2 ; 5 ; 0x0 ; if r1 <= r2 goto +0x5
          0xbe ; 1 ; 2 ; 5 ; 0x0 ; if w1 <= w2 goto +0x5
          0xbf ; 1 ; 2 ; 0 ; 0x0 ; r1 = r2
          0xbf ; 1 ; 2 ; 8 ; 0x0 ; r1 = (s8)r2
          0xbf ; 1 ; 2 ; 16 ; 0x0 ; r1 = (s16)r2
          0xbf ; 1 ; 2 ; 32 ; 0x0 ; r1 = (s32)r2
          0xc3 ; 1 ; 2 ; 5 ; 0x0 ; lock *(u32 *)(r1 + 0x5) += w2
          0xc3 ; 1 ; 2 ; 5 ; 0x1 ; w2 = atomic_fetch_add((u32 *)(r1 + 0x5), w2)
          0xc3 ; 1 ; 2 ; 5 ; 0x40 ; lock *(u32 *)(r1 + 0x5) |= w2
          0xc3 ; 1 ; 2 ; 5 ; 0x41 ; w2 = atomic_fetch_or((u32 *)(r1 + 0x5), w2)
          0xc3 ; 1 ; 2 ; 5 ; 0x50 ; lock *(u32 *)(r1 + 0x5) &= w2
          0xc3 ; 1 ; 2 ; 5 ; 0x51 ; w2 = atomic_fetch_and((u32 *)(r1 + 0x5), w2)
          0xc3 ; 1 ; 2 ; 5 ; 0xa0 ; lock *(u32 *)(r1 + 0x5) ^= w2
          0xc3 ; 1 ; 2 ; 5 ; 0xa1 ; w2 = atomic_fetch_xor((u32 *)(r1 + 0x5), w2)
          0xc3 ; 1 ; 2 ; 5 ; 0xe1 ; w2 = xchg32_32(r1 + 0x5, w2)
          0xc3 ; 1 ; 2 ; 5 ; 0xf1 ; w0 = cmpxchg32_32(r1 + 0x5, w0, w2)
          0xc4 ; 1 ; 0 ; 0 ; 0x7 ; w1 s>>= 0x7
          0xc5 ; 1 ; 0 ; 5 ; 0x7 ; if r1 s< 0x7 goto +0x5
          0xc6 ; 1 ; 0 ; 5 ; 0x7 ; if w1 s< 0x7 goto +0x5
          0xc7 ; 1 ; 0 ; 0 ; 0x7 ; r1 s>>= 0x7
          0xcc ; 1 ; 2 ; 0 ; 0x0 ; w1 s>>= w2
          0xcd ; 1 ; 2 ; 5 ; 0x0 ; if r1 s< r2 goto +0x5
          0xce ; 1 ; 2 ; 5 ; 0x0 ; if w1 s< w2 goto +0x5
          0xcf ; 1 ; 2 ; 0 ; 0x0 ; r1 s>>= r2
          0xd4 ; 1 ; 0 ; 0 ; 0x10 ; r1 = le16 r1
          0xd4 ; 1 ; 0 ; 0 ; 0x20 ; r1 = le32 r1
          0xd4 ; 1 ; 0 ; 0 ; 0x40 ; r1 = le64 r1
          0xd5 ; 1 ; 0 ; 5 ; 0x7 ; if r1 s<= 0x7 goto +0x5
          0xd6 ; 1 ; 0 ; 5 ; 0x7 ; if w1 s<= 0x7 goto +0x5
          0xd7 ; 1 ; 0 ; 0 ; 0x10 ; r1 = bswap16 r1
          0xd7 ; 1 ; 0 ; 0 ; 0x20 ; r1 = bswap32 r1
          0xd7 ; 1 ; 0 ; 0 ; 0x40 ; r1 = bswap64 r1
          0xdb ; 1 ; 2 ; 5 ; 0x0 ; lock *(u64 *)(r1 + 0x5) += r2
          0xdb ; 1 ; 2 ; 5 ; 0x1 ; r2 = atomic_fetch_add((u64 *)(r1 + 0x5), r2)
          0xdb ; 1 ; 2 ; 5 ; 0x40 ; lock *(u64 *)(r1 + 0x5) |= r2
          0xdb ; 1 ; 2 ; 5 ; 0x41 ; r2 = atomic_fetch_or((u64 *)(r1 + 0x5), r2)
          0xdb ; 1 ; 2 ; 5 ; 0x50 ; lock *(u64 *)(r1 + 0x5) &= r2
          0xdb ; 1 ; 2 ; 5 ; 0x51 ; r2 = atomic_fetch_and((u64 *)(r1 + 0x5), r2)
          0xdb ; 1 ; 2 ; 5 ; 0xa0 ; lock *(u64 *)(r1 + 0x5) ^= r2
          0xdb ; 1 ; 2 ; 5 ; 0xa1 ; r2 = atomic_fetch_xor((u64 *)(r1 + 0x5), r2)
          0xdb ; 1 ; 2 ; 5 ; 0xe1 ; r2 = xchg_64(r1 + 0x5, r2)
          0xdb ; 1 ; 2 ; 5 ; 0xf1 ; r0 = cmpxchg_64(r1 + 0x5, r0, r2)
          0xdc ; 1 ; 0 ; 0 ; 0x10 ; r1 = be16 r1
          0xdc ; 1 ; 0 ; 0 ; 0x20 ; r1 = be32 r1
          0xdc ; 1 ; 0 ; 0 ; 0x40 ; r1 = be64 r1
          0xdd ; 1 ; 2 ; 5 ; 0x0 ; if r1 s<= r2 goto +0x5
          0xde ; 1 ; 2 ; 5 ; 0x0 ; if w1 s<= w2 goto +0x5
          """)
  void rfc9669(String opcode, int dst, int src, short offset, String imm, String text) {
    check(opcode, dst, src, offset, imm, text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          # opcode ; dst ; src ; offset ; imm ; text
          0x0d ; 1 ; 0 ; 0 ; 0x0 ; gotox r1
          0x8d ; 1 ; 0 ; 0 ; 0x0 ; callx r1
          0xe5 ; 0 ; 0 ; 5 ; 0x0 ; may_goto +0x5
          0xbf ; 1 ; 2 ; 1 ; 0x10000 ; r1 = addr_space_cast(r2, 0x1, 0x0)
          0xbf ; 1 ; 2 ; -1 ; 0x0 ; r1 = &(void __percpu *)(r2)
          0xc3 ; 1 ; 2 ; 5 ; 0x100 ; r1 = load_acquire((u32 *)(r2 + 0x5))
          0xc3 ; 1 ; 2 ; 5 ; 0x110 ; store_release((u32 *)(r1 + 0x5), r2)
          0xcb ; 1 ; 2 ; 5 ; 0x100 ; r1 = load_acquire((u16 *)(r2 + 0x5))
          0xcb ; 1 ; 2 ; 5 ; 0x110 ; store_release((u16 *)(r1 + 0x5), r2)
          0xd3 ; 1 ; 2 ; 5 ; 0x100 ; r1 = load_acquire((u8 *)(r2 + 0x5))
          0xd3 ; 1 ; 2 ; 5 ; 0x110 ; store_release((u8 *)(r1 + 0x5), r2)
          0xdb ; 1 ; 2 ; 5 ; 0x100 ; r1 = load_acquire((u64 *)(r2 + 0x5))
          0xdb ; 1 ; 2 ; 5 ; 0x110 ; store_release((u64 *)(r1 + 0x5), r2)
          """)
  void linux(String opcode, int dst, int src, short offset, String imm, String text) {
    check(opcode, dst, src, offset, imm, text);
  }

  /// The second half of the table is as important: no other opcode is an instruction.
  @Test
  void otherOpcodesAreNoInstructions() {
    Set<Integer> known = new TreeSet<>(Set.of(0x18));
    for (int first = 0; first < 0x10000; first++) {
      for (long offset : new long[] {0, 1, 8, 0xffff}) {
        for (long imm : new long[] {0, 1, 16, 0x40, 0xa1, 0xe1, 0xf1, 0x100, 0x110}) {
          List<Insn<Reg>> insns = Codec.decode(bytes(first | offset << 16 | imm << 32));
          if (!(insns.getFirst() instanceof Insn.Raw)) {
            known.add(first & 0xff);
          }
        }
      }
    }
    assertEquals(OPCODES, known);
  }

  @ParameterizedTest
  @CsvSource({
    "0x04, 2, 0, 0",
    "0x04, 0, 2, 0",
    "0x0c, 2, 0, 7",
    "0xbc, 2, 32, 0",
    "0xbf, 2, 24, 0",
    "0x87, 0, 0, 7",
    "0x8f, 2, 0, 0",
    "0xd4, 0, 0, 8",
    "0xdf, 0, 0, 16",
    "0x05, 0, 0, 7",
    "0x06, 0, 5, 7",
    "0x85, 3, 0, 7",
    "0x85, 1, 5, 7",
    "0x95, 0, 0, 7",
    "0x15, 2, 5, 7",
    "0x1d, 2, 5, 7",
    "0x61, 2, 5, 7",
    "0x62, 2, 5, 7",
    "0x63, 2, 5, 7",
    "0x30, 0, 5, 7",
    "0xc3, 2, 5, 2",
    "0xc3, 2, 5, 0xe0",
    "0xcb, 2, 5, 0",
    "0x91, 2, 5, 7",
    "0x07, 11, 0, 7"
  })
  void reservedFieldsThatAreNotZeroMakeNoInstruction(
      String opcode, int src, short offset, String imm) {
    long word = Encoder.word(Integer.decode(opcode), 1, src, offset, Integer.decode(imm));
    List<Insn<Reg>> insns = Codec.decode(bytes(word));
    assertInstanceOf(Insn.Raw.class, insns.getFirst(), insns::toString);
    assertArrayEquals(bytes(word), Codec.encode(insns));
  }

  private static final Set<Integer> OPCODES =
      Set.of(
          0x04, 0x05, 0x06, 0x07, 0x0c, 0x0d, 0x0f, 0x14, 0x15, 0x16, 0x17, 0x18, 0x1c, 0x1d, 0x1e,
          0x1f, 0x20, 0x24, 0x25, 0x26, 0x27, 0x28, 0x2c, 0x2d, 0x2e, 0x2f, 0x30, 0x34, 0x35, 0x36,
          0x37, 0x3c, 0x3d, 0x3e, 0x3f, 0x40, 0x44, 0x45, 0x46, 0x47, 0x48, 0x4c, 0x4d, 0x4e, 0x4f,
          0x50, 0x54, 0x55, 0x56, 0x57, 0x5c, 0x5d, 0x5e, 0x5f, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66,
          0x67, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77,
          0x79, 0x7a, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f, 0x81, 0x84, 0x85, 0x87, 0x89, 0x8d, 0x91, 0x94,
          0x95, 0x97, 0x9c, 0x9f, 0xa4, 0xa5, 0xa6, 0xa7, 0xac, 0xad, 0xae, 0xaf, 0xb4, 0xb5, 0xb6,
          0xb7, 0xbc, 0xbd, 0xbe, 0xbf, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xcb, 0xcc, 0xcd, 0xce, 0xcf,
          0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xdb, 0xdc, 0xdd, 0xde, 0xe5);

  private static void check(
      String opcode, int dst, int src, short offset, String imm, String text) {
    byte[] bytes =
        bytes(Encoder.word(Integer.decode(opcode), dst, src, offset, Integer.decode(imm)));
    List<Insn<Reg>> insns = Codec.decode(bytes);
    assertEquals(text + "\n", Disassembler.print(insns));
    assertArrayEquals(bytes, Codec.encode(insns));
  }

  private static byte[] bytes(long word) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(word).array();
  }
}
