// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrCheck;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IrTextTest {
  private static final String ALL =
      """
      module "a b" license "Dual \\"GPL\\"" target "6.12"

      map events ringbuf entries 4096 flags 0 doc "line\\nline"
      map jumps prog_array key u32:4 value u32:4 entries 2 flags 0 pinned programs ["next", ""]
      map keys hash key struct key 8 align 4 { 0 address named ip4 be32:4, 4 port be16:2 "net order" } \
      value enum action:1 signed { Deny -1, Allow 1 } entries 16 flags 1

      global table [u64:8; 2] = "000102030405060708090a0b0c0d0e0f" doc ""
      global on readonly bool:1 bool = "01"

      entry "tc" f(v0 ctx: ptr ctx, v1: i64) -> i32 {
        signature (ctx *opaque __sk_buff, "odd name" s64:8 signed) -> void
        slot s0 "a b" 16 align 8
      b3:
        v2: i64 = const -9223372036854775808
        v3: i64 = arsh v1, v2
        v4: i64 = swap64 v3
        v5: i32 = trunc v4
        v6: i64 = sext32 v5
        v7: i32 = compare v6 s>= v1
        v8: ptr stack = stack s0 + 8
        v9: ptr map_value = global table + 8
        v10: ptr function = function g
        v11: ptr map = map keys
        v12: ptr? map_value = helper 1(v11, v8)
        v13: i64 = sload.h map_value v9 - 4
        store.b volatile v9 + 1, v7
        v14: i64 = atomic.dw cmpxchg v9, v13 expect v2
        atomic.w add v9 + 4, v7
        helper 39(v0, v1) invalidates
        v15: i64 = kfunc bpf_now()
        call g(v8) invalidates
        v16: ptr stack = ptradd v8, v2
        v17: ptr? map_value = const 0
        branch v12 != v17, b1(v7, v7), b2 likely
      b1(v18 a: i32, v19: i32):
        v20: ptr map_value = refine v12
        branch v1 & v2, b2, b2 unlikely
      b2:
        return v7
      }

      subprogram global g(v0: ptr stack) {
        signature (p *[u8:1; 4]) -> s32:4 signed
      b0:
        jump b1
      b1:
        return
      }

      inline h() {
        signature ()
      b0:
        return
      }
      """;

  @Test
  void everyFormIsPrintedAsItWasRead() {
    assertEquals(ALL, IrPrinter.print(IrParser.parse(ALL)));
  }

  @Test
  void theExampleOfTheDocumentationIsGood() throws IOException {
    Path page = Path.of(System.getProperty("weir.root", ".."), "docs/ir.md");
    String text = Files.readString(page);
    int start = text.indexOf("```text\n") + "```text\n".length();
    IrModule module = IrParser.parse(text.substring(start, text.indexOf("```", start)));
    assertEquals(List.of(), IrCheck.check(module));
    assertEquals(module, IrParser.parse(IrPrinter.print(module)));
  }

  @Test
  void sourceLinesAreComments() {
    IrFunction plain = IrParser.parse(ALL).functions().get(1);
    SourceFile file = new SourceFile("g.weir", "one\ntwo\n");
    IrBlock block = plain.blocks().getFirst();
    IrFunction spanned =
        plain.with(
            List.of(
                new IrBlock(
                    0,
                    List.of(),
                    List.<Operation>of(),
                    block.terminator().withSpan(new Span(file, 4, 7))),
                plain.blocks().get(1)));
    String text = IrPrinter.printWithLines(spanned);
    assertEquals(true, text.contains("  jump b1  ; g.weir:2:1\n"), text);
    assertEquals(spanned.withoutSpans(), IrParser.parseFunction(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          module                          | line 1: expected a word, found the end
          module m license GPL            | line 1: expected a string, found `GPL`
          inline f() { signature () b0: } | line 1: expected a word, found `}`
          inline f() { signature () b0: v1: i32 = frob v2, v2 return } | line 1: no AluOp `frob`, before, found `v2`
          inline f() { signature () b0: return v9 } | v9 is used but not defined
          inline f(v1: i8) { signature () b0: return } | line 1: expected `ptr`, found `i8`
          inline f() { signature () b0: jump c } | line 1: expected `b` and a number, found `c`
          inline f() { ? } | line 1: expected `signature`, found `?`
          inline f() { ~ } | line 1: not IR text: ~ }
          inline f(v0: i32, v0: i32) { } | line 1: v0 is defined twice, before, found `)`
          """)
  void mistakesNameTheLine(String text, String message) {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> {
              if (text.startsWith("module")) {
                IrParser.parse(text);
              } else {
                IrParser.parseFunction(text);
              }
            });
    assertEquals(message, e.getMessage());
  }
}
