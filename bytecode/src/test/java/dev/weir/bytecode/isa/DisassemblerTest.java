// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisassemblerTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          6164 0400 00000000 | r4 = *(u32 *)(r6 + 0x4)
          b400 0000 01000000 | w0 = 0x1
          2d32 0500 00000000 | if r2 > r3 goto +0x5
          8500 0000 01000000 | call 0x1
          8510 0000 ffffffff | call pc-0x1
          8520 0000 7b000000 | call kfunc#123
          8520 0200 7b000000 | call kfunc#123 module 2
          db21 0000 00000000 | lock *(u64 *)(r1 + 0x0) += r2
          c321 f8ff a1000000 | w2 = atomic_fetch_xor((u32 *)(r1 - 0x8), w2)
          db21 0800 e1000000 | r2 = xchg_64(r1 + 0x8, r2)
          c321 0800 f1000000 | w0 = cmpxchg32_32(r1 + 0x8, w0, w2)
          c321 0000 00010000 | r1 = load_acquire((u32 *)(r2 + 0x0))
          d321 0000 10010000 | store_release((u8 *)(r1 + 0x0), r2)
          bf21 0800 00000000 | r1 = (s8)r2
          bc21 1000 00000000 | w1 = (s16)w2
          d701 0000 10000000 | r1 = bswap16 r1
          dc01 0000 10000000 | r1 = be16 r1
          d401 0000 40000000 | r1 = le64 r1
          0600 0000 00000100 | gotol +0x10000
          e500 fdff 00000000 | may_goto -0x3
          0d03 0000 00000000 | gotox r3
          8d03 0000 00000000 | callx r3
          9500 0000 00000000 | exit
          8701 0000 00000000 | r1 = -r1
          3f21 0100 00000000 | r1 s/= r2
          9401 0100 ffffffff | w1 s%= -0x1
          9121 0300 00000000 | r1 = *(s8 *)(r2 + 0x3)
          7a0a f8ff fdffffff | *(u64 *)(r10 - 0x8) = -0x3
          3000 0000 17000000 | r0 = *(u8 *)skb[0x17]
          4830 0000 00000000 | r0 = *(u16 *)skb[r3]
          4830 0000 04000000 | r0 = *(u16 *)skb[r3 + 0x4]
          bf10 0100 01000000 | r0 = addr_space_cast(r1, 0x0, 0x1)
          bf21 ffff 00000000 | r1 = &(void __percpu *)(r2)
          ff21 ffff 00000000 | .raw ff21ffff00000000
          """)
  void oneSlotForms(String hex, String text) {
    assertEquals(text, Disassembler.print(decode(hex).getFirst()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 | 0x1122334455667788 | r1 = 0x1122334455667788 ll
          0 | 0xffffffffffffffff | r1 = -0x1 ll
          1 | 7                  | r1 = map[fd:7]
          2 | 0x800000007        | r1 = map[fd:7][0]+8
          3 | 9                  | r1 = btf_id[9]
          4 | 0xfffffffe         | r1 = subprog[-0x2]
          5 | 1                  | r1 = map[idx:1]
          6 | 0x400000001        | r1 = map[idx:1][0]+4
          1 | 0x800000007        | ld_pseudo r1, 0x1, 0x800000007
          """)
  void wideImmediates(int pseudo, String imm, String text) {
    long value = Long.parseUnsignedLong(imm.replace("0x", ""), imm.startsWith("0x") ? 16 : 10);
    assertEquals(
        text, Disassembler.print(new Insn.LoadImm64<>(Reg.R1, Pseudo.values()[pseudo], value)));
  }

  @Test
  void optionsAddSlotsBytesLabelsNamesAndLines() {
    List<Insn<Reg>> code =
        decode(
            "1801000000000000 0000000000000000 8500000001000000 1500010000000000"
                + " b700000001000000 9500000000000000");
    Map<Integer, String> labels = Map.of(5, "done");
    Disassembler.Options options =
        Disassembler.Options.PLAIN
            .withSlots()
            .withBytes()
            .withHelperNames(id -> Optional.of("bpf_map_lookup_elem").filter(_ -> id == 1))
            .withLabels(slot -> Optional.ofNullable(labels.get(slot)))
            .withOperands(slot -> Optional.of("map flows").filter(_ -> slot == 0))
            .withBefore(slot -> slot == 2 ? List.of("; let f = flows[key]") : List.of());
    assertEquals(
        """
               0:\t18 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00\tr1 = map flows ll
        ; let f = flows[key]
               2:\t85 00 00 00 01 00 00 00\tcall bpf_map_lookup_elem#1
               3:\t15 00 01 00 00 00 00 00\tif r0 == 0x0 goto +0x1 <done>
               4:\tb7 00 00 00 01 00 00 00\tr0 = 0x1
        done:
               5:\t95 00 00 00 00 00 00 00\texit
        """,
        Disassembler.print(code, options));
    assertEquals(
        "if r0 == 0x0 goto done",
        Disassembler.print(
                code,
                Disassembler.Options.PLAIN.withNamedJumps(
                    slot -> Optional.ofNullable(labels.get(slot))))
            .lines()
            .toList()
            .get(2));
  }

  private static List<Insn<Reg>> decode(String hex) {
    return Codec.decode(HexFormat.of().parseHex(hex.replace(" ", "")));
  }
}
