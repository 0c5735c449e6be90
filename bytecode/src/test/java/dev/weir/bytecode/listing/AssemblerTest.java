// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.TextRenderer;
import dev.weir.bytecode.isa.Codec;
import dev.weir.bytecode.isa.Disassembler;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.InsnArbitraries;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssemblerTest {

  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void printedCodeReadsBack(@ForAll("code") List<Insn<Reg>> code) {
    assertEquals(code, read(Disassembler.print(code)));
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void printedCodeReadsBackWithSlotsBytesLabelsAndNames(@ForAll("code") List<Insn<Reg>> code) {
    Disassembler.Options options =
        Disassembler.Options.PLAIN
            .withSlots()
            .withBytes()
            .withHelperNames(id -> Helpers.byId(id).map(Helper::name))
            .withLabels(slot -> Optional.of("L" + slot));
    assertEquals(code, read(Disassembler.print(code, options)));
    assertEquals(code, read(Disassembler.print(code, options.withIndent("  "))));
  }

  @Property(tries = 1000)
  void anyWordsReadBack(@ForAll List<Long> words) {
    ByteBuffer bytes = ByteBuffer.allocate(words.size() * 8).order(ByteOrder.LITTLE_ENDIAN);
    words.forEach(bytes::putLong);
    List<Insn<Reg>> code = Codec.decode(bytes.array());
    assertEquals(code, read(Disassembler.print(code)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0: (61) r1 = *(u32 *)(r6 +4)       | r1 = *(u32 *)(r6 + 0x4)
          (63) *(u32 *)(r10 -4) = r0         | *(u32 *)(r10 - 0x4) = r0
          (7a) *(u64 *)(r10 -16) = -1        | *(u64 *)(r10 - 0x10) = -0x1
          (18) r1 = 0xffff888100a30e00       | r1 = -0x777eff5cf200 ll
          (85) call bpf_map_lookup_elem#1    | call 0x1
          (85) call bpf_iter_num_new#71234   | call kfunc#71234
          (85) call pc+5                     | call pc+0x5
          (15) if r0 == 0x0 goto pc+3        | if r0 == 0x0 goto +0x3
          (55) if w0 != 0xffffffff goto pc-3 | if w0 != -0x1 goto -0x3
          (05) goto pc+0                     | goto +0x0
          (06) gotol pc-70000                | gotol -0x11170
          (e5) may_goto pc+2                 | may_goto +0x2
          (db) r2 = atomic64_fetch_add((u64 *)(r1 +8), r2)   | r2 = atomic_fetch_add((u64 *)(r1 + 0x8), r2)
          (db) r0 = atomic64_cmpxchg((u64 *)(r1 +0), r0, r2) | r0 = cmpxchg_64(r1 + 0x0, r0, r2)
          (c3) r0 = atomic_cmpxchg((u32 *)(r1 +0), r0, r2)   | w0 = cmpxchg32_32(r1 + 0x0, w0, w2)
          (db) r2 = atomic64_xchg((u64 *)(r1 +0), r2)        | r2 = xchg_64(r1 + 0x0, r2)
          (db) r2 = load_acquire((u64 *)(r1 +0))             | r2 = load_acquire((u64 *)(r1 + 0x0))
          (d3) store_release((u8 *)(r1 -1), r2)              | store_release((u8 *)(r1 - 0x1), r2)
          (50) r0 = *(u16 *)skb[r3 + 4]      | r0 = *(u16 *)skb[r3 + 0x4]
          (bf) r1 = addr_space_cast(r2, 0, 1)| r1 = addr_space_cast(r2, 0x0, 0x1)
          (d7) r1 = bswap32 r1               | r1 = bswap32 r1
          w1 = *(u8 *)(r2 + 0)               | r1 = *(u8 *)(r2 + 0x0)
          *(u8 *)(r2 + 0) = w1               | *(u8 *)(r2 + 0x0) = r1
          12: 61 64 04 00 00 00 00 00 r4 = *(u32 *)(r6 + 0x4) | r4 = *(u32 *)(r6 + 0x4)
          3: if r1 > 0x7 goto +0x5 <foo+0x58>| if r1 > 0x7 goto +0x5
          call map_lookup_elem               | call 0x1
          r1 = subprog[+7]                   | r1 = subprog[+0x7]
          .raw b700000001000000              | r0 = 0x1
          .raw 18010000010000000000000002000000 | r1 = 0x200000001 ll
          """)
  void otherSpellingsReadAsTheSame(String text, String ours) {
    assertEquals(ours + "\n", Disassembler.print(read(text)));
  }

  @Test
  void labelsAndCommentsAndEmptyLines() {
    List<Insn<Reg>> code =
        read(
            """
            ; counts down
            r1 = 0xa
            loop:
              r1 += -1        // one less
              r2 = 0 ll
              if r1 != 0 goto loop

            LBB0_2: call tail ; R0=scalar()
            gotol LBB0_2
            tail: exit
            """);
    assertEquals(
        """
        r1 = 0xa
        r1 += -0x1
        r2 = 0x0 ll
        if r1 != 0x0 goto -0x4
        call pc+0x1
        gotol -0x2
        exit
        """,
        Disassembler.print(code));
  }

  @Test
  void rawLinesThatMakeA64BitImmediateJoin() {
    assertEquals(
        "r1 = 0x200000001 ll\nexit\n",
        Disassembler.print(
            read(".raw 1801000001000000\n.raw 0000000002000000\n.raw 9500000000000000")));
  }

  @Test
  void namesOfThingsOutsideComeBackAsReferences() {
    Assembler.Body body =
        assemble(
            """
            r1 = map flows ll
            r2 = map_value config + 8 ll
            r3 = data .rodata + 0x10 ll
            r4 = function each ll
            call function work
            call kfunc bpf_dynptr_from_skb weak
            r5 = extern bpf_prog_active ll
            """,
            new Diagnostics());
    assertEquals(
        List.of(
            "0 MAP flows 0 false",
            "2 MAP_VALUE config 8 false",
            "4 DATA .rodata 16 false",
            "6 FUNCTION each 0 false",
            "8 FUNCTION work 0 false",
            "9 KFUNC bpf_dynptr_from_skb 0 true",
            "10 EXTERN bpf_prog_active 0 false"),
        body.references().stream()
            .map(
                r -> r.slot() + " " + r.kind() + " " + r.name() + " " + r.offset() + " " + r.weak())
            .toList());
    assertEquals(Map.of(), body.labels());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          r1 =                         | W0601 expected a value, the line ends
          r11 = 5                      | W0605 `r11` is no instruction
          r1 = w2                      | W0603 `w2` has 32 bits, expected 64
          w1 = 5 ll                    | W0603 `w1` has 32 bits, expected 64
          r1 += 0x100000000            | W0602 0x100000000 is out of range
          r1 = *(u32 *)(r2 + 40000)    | W0602 offset 40000 is out of range
          r1 = *(u24 *)(r2 + 0)        | W0601 `u24` is no size of a memory access
          r1 = *(s64 *)(r2 + 0)        | W0604 no load extends the sign of 8 bytes
          r1 = be16 r2                 | W0604 the operation works in place
          r3 = xchg_64(r1 + 0, r2)     | W0604 the old value replaces the operand
          goto somewhere               | W0606 label `somewhere` is not there
          call map_lokup_elem          | W0606 `map_lokup_elem` is neither a helper nor a label
          call map_lookup_elem#2       | W0604 helper `map_lookup_elem` has the number 1
          goto +40000                  | W0602 +40000 is out of range
          if r1 = 5 goto +1            | W0601 `=` is no comparison
          exit now                     | W0601 expected the end of the line, found `now`
          .raw 95                      | W0601 `.raw` takes 16 hexadecimal digits, or 32 for a 64-bit immediate
          .map a                       | W0605 `.map` is no instruction
          5x += 1                      | W0601 expected an instruction, found `5x`
          r1 = 5x                      | W0601 `5x` is no number
          """)
  void mistakesAreReported(String text, String expected) {
    Diagnostics sink = new Diagnostics();
    assemble(text, sink);
    assertEquals(
        List.of(expected),
        sink.problems().stream().map(p -> p.code() + " " + p.message()).toList());
  }

  @Test
  void severalMistakesAreReportedWithTheirPlaces() {
    Diagnostics sink = new Diagnostics();
    assemble(
        """
        loop:
          r1 = *(u32 *)(r2 + 99999)
          exit
          if w1 > r2 goto lop
        loop:
          goto lop
        """,
        sink);
    assertEquals(
        """
        error[W0602]: offset 99999 is out of range
         --> a.bpfasm:2:20
          |
        2 |   r1 = *(u32 *)(r2 + 99999)
          |                    ^^^^^^^ must lie in -32768..32767

        error[W0603]: `r2` has 64 bits, expected 32
         --> a.bpfasm:4:11
          |
        4 |   if w1 > r2 goto lop
          |           ^^ write `w2`

        error[W0607]: label `loop` is there twice
         --> a.bpfasm:5:1
          |
        1 | loop:
          | ---- first here
        ...
        5 | loop:
          | ^^^^ again here

        error[W0606]: label `lop` is not there
         --> a.bpfasm:6:8
          |
        6 |   goto lop
          |        ^^^ no line `lop:`
          = help: a similar label exists: `loop`
        """,
        TextRenderer.render(sink.problems(), false));
  }

  @Test
  void aLabelOutOfReachIsAMistakeWithTheWayOut() {
    Diagnostics sink = new Diagnostics();
    assemble("goto far\n" + "r0 = 0\n".repeat(32768) + "far: exit\n", sink);
    assertEquals("W0608", sink.problems().getFirst().code());
    assertEquals(List.of("`gotol far` reaches it (Linux 6.6)"), sink.problems().getFirst().help());
  }

  @Provide
  Arbitrary<List<Insn<Reg>>> code() {
    return InsnArbitraries.insn().list().ofMaxSize(20);
  }

  private static List<Insn<Reg>> read(String text) {
    Diagnostics sink = new Diagnostics();
    Assembler.Body body = assemble(text, sink);
    assertEquals("", TextRenderer.render(sink.problems(), false));
    assertEquals(body.insns().size(), body.spans().size());
    return body.insns();
  }

  private static Assembler.Body assemble(String text, Diagnostics sink) {
    return Assembler.assemble(new SourceFile("a.bpfasm", text), sink);
  }
}
