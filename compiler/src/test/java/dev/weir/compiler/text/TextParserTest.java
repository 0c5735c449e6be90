// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.compiler.text.ast.Declaration;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Statement;
import dev.weir.compiler.text.ast.Unit;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TextParserTest {
  private static Unit parse(String source) {
    Diagnostics diagnostics = new Diagnostics();
    Unit unit = TextParser.parse(new SourceFile("test.weir", source), diagnostics);
    assertEquals(List.of(), diagnostics.problems());
    return unit;
  }

  private static List<Statement> statements(String body) {
    Declaration declaration = parse("fn f() {\n" + body + "\n}\n").declarations().getFirst();
    return ((Declaration.Function) declaration).body().statements();
  }

  @Test
  void lineEndsAndSemicolonsEndStatements() {
    assertEquals(3, statements("a()\nb(); c()").size());
    assertEquals(1, statements("a(1,\n  2\n)").size());
    assertEquals(1, statements("let x = a +\n  b").size());
    assertEquals(1, statements("let x = a\n  + b").size());
    assertEquals(2, statements("let x = a\n-b").size());
    assertEquals(1, statements("let x = packet\n  .ethernet()\n  .ipv4()").size());
    assertEquals(1, statements("if a { b() }\nelse { c() }").size());
  }

  @Test
  void aConditionDoesNotTakeTheBlockForAStructure() {
    Statement.Evaluate statement =
        (Statement.Evaluate) statements("if a == LIMIT { b }").getFirst();
    assertEquals(1, ((Expression.If) statement.expression()).then().statements().size());
  }

  @Test
  void documentationBelongsToWhatFollows() {
    Unit unit =
        parse("/// Of the module.\nmodule a\n\n/// One.\n/// Two.\nstruct S { /// F.\n x: u8 }");
    assertEquals("Of the module.", unit.doc());
    Declaration.Struct struct = (Declaration.Struct) unit.declarations().getFirst();
    assertEquals("One.\nTwo.", struct.doc());
    assertEquals("F.", struct.fields().getFirst().doc());
  }

  @Test
  void spansCountUtf16UnitsBehindOtherPlanes() {
    Unit unit = parse("// \uD83D\uDE00\nstruct Later { x: u8 }");
    Declaration.Struct struct = (Declaration.Struct) unit.declarations().getFirst();
    assertEquals("Later", struct.name().span().text());
  }

  @Test
  void addressesAreRead() {
    assertEquals(16, Literals.ip6("fd00::1").orElseThrow().size());
    assertEquals((byte) 0xfd, Literals.ip6("fd00::1").orElseThrow().getFirst());
    assertEquals((byte) 10, Literals.ip6("::ffff:10.0.0.1").orElseThrow().get(12));
    assertTrue(Literals.ip6("1:2:3:4:5:6:7:8").isPresent());
    for (String bad :
        List.of("", ":", "1::2::3", "1:2:3:4:5:6:7", "12345::", "::10.0.0.256", "1:::2")) {
      assertFalse(Literals.ip6(bad).isPresent(), bad);
    }
  }

  @Test
  void eachBadLineCostsOneMessage() {
    Checked checked =
        Checked.of(
            """
            struct { x: u8 }
            struct Foo { x: u8 y: u16 }
            on connect4 (ctx) {
                let x =
                let y = 1 + * 3
                if x = 3 { return allow }
                while x { }
                allow
            }
            fn f(x) -> { 3 }
            on tc ingress {
            }
            """);
    assertEquals(List.of(1, 2, 4, 5, 6, 7, 10, 11), checked.lines(), checked.text());
  }

  @Test
  void aMissingBracketCostsOneMessage() {
    Checked checked =
        Checked.of(
            """
            map a: hash<u32, u64>[10
            fn f() {
                g(1, 2
                let x = 3
            fn g(a: u32, b: u32) {
            }
            """);
    assertEquals(List.of(1, 3, 2), checked.lines(), checked.text());
  }

  @Test
  void messagesAreInTheUsersWords() {
    Checked checked = Checked.of("on connect4 (ctx) {\n    let x = = 3\n    @\n}");
    assertFalse(checked.text().contains("viable"), checked.text());
    assertFalse(checked.text().contains("IDENTIFIER"), checked.text());
    assertTrue(checked.text().contains("unexpected `=`, expected an expression"), checked.text());
  }
}
