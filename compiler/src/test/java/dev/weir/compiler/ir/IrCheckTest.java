// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.compiler.ir.text.IrParser;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each broken invariant is found, and told in words of that invariant.
class IrCheckTest {
  private static final String HEADER =
      """
      subprogram f(v0 ctx: ptr ctx, v1: i32) -> i32 {
        signature (ctx *opaque __sk_buff, x u32:4) -> u32:4
        slot s0 key 8 align 4
      """;

  private static List<String> problems(String body) {
    return IrCheck.check(IrParser.parseFunction(HEADER + body.replace("; ", "\n") + "\n}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          b0(v2: i32): return v1                            | the entry has parameters
          b0: jump b0                                       | the entry has predecessors
          b0: return v1; b1: return v1                      | cannot be reached
          b0: jump b7                                       | jump to missing b7
          b0: jump b1; b1: return v1; b1: return v1         | second block of this number
          b0: v1: i32 = const 1; return v1                  | not read
          b0: v3: i32 = add v2, v1; v2: i32 = const 1; return v3 | used before it is defined
          b0: branch v1 == v1, b1, b2; b1: v2: i32 = const 1; return v2; b2: return v2 | does not dominate
          b0: v2: i64 = const 1; v3: i32 = add v1, v2; return v3 | scalars of one width
          b0: v2: i64 = zext32 v1; return v2                | instead of
          b0: return                                        | instead of
          b0: jump b1; b1(v2: i32): return v2               | which takes
          b0: v2: i64 = const 4; v3: ptr ctx = ptradd v0, v2; return v1 | pointer arithmetic
          b0: v2: i32 = const 4294967296; return v2         | zero-extended
          b0: v2: ptr stack = stack s1; return v1           | no stack slot s1
          b0: v2: ptr stack = stack s0 + 4; store.dw stack v2, v1; return v1 | too narrow
          b0: v2: ptr stack = stack s0 + 8; store.w stack v2, v1; return v1 | bytes 8..12 of stack slot s0
          b0: v2: ptr stack = stack s0; v3: i32 = load.w packet v2; return v3 | no load with effect PACKET
          b0: v2: ptr? map_value = helper 1(v1); v3: ptr map_value = refine v2; return v1 | without a check
          b0: v2: ptr? map_value = helper 1(v1); v3: i32 = load.w map_value v2; return v3 | may be null
          b0: v2: ptr packet_end = load.w ctx v0 + 80; v3: i32 = load.w packet v2; return v3 | no load with effect
          b0: helper 9(v1, v1, v1, v1, v1, v1); return v1   | at most five arguments
          b0: v2: ptr packet = load.w ctx v0 + 76; helper 9() invalidates; v3: i32 = load.b packet v2; return v3 | used after a call
          b0: v2: i32 = swap64 v1; return v2                | a swap of 64 bits
          b0: branch v0 < v0, b1, b1; b1: return v1         | no comparison
          b0: store.w ctx_constant v0 + 4, v1; return v1    | no store with effect
          """)
  void brokenInvariantsAreFound(String body, String told) {
    List<String> problems;
    try {
      problems = problems(body);
    } catch (IllegalArgumentException e) {
      problems = List.of("not read: " + e.getMessage());
    }
    List<String> found = problems;
    assertTrue(found.stream().anyMatch(p -> p.contains(told)), found::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          b1 | v2 != v3, b1, b2 | direct
          b1 | v2 == v3, b2, b1 | on the other way
          b1 | v3 != v2, b1, b2 | with null on the left
          """)
  void aNullCheckAllowsRefining(String refining, String branch, String what) {
    String body =
        "b0: v2: ptr? map_value = helper 1(v1); v3: ptr? map_value = const 0; branch %s; b1: v4: ptr map_value = refine v2; return v1; b2: return v1"
            .formatted(branch);
    assertEquals(List.of(), problems(body), what + refining);
    String wrong = body.replace("b1: v4: ptr map_value = refine v2; return v1", "b1: return v1");
    String moved = wrong.replace("b2: return", "b2: v4: ptr map_value = refine v2; return");
    assertEquals(1, problems(moved).size(), what);
  }

  @Test
  void aPacketPointerDiesOnAnyPath() {
    String body =
        "b0: v2: ptr packet = load.w ctx v0 + 76; branch v1 == v1, b1, b2; b1: helper 9() invalidates; jump b2; b2: v3: i32 = load.b packet v2; return v3";
    assertEquals(1, problems(body).size());
    assertEquals(List.of(), problems(body.replace(" invalidates", "")));
  }

  @Test
  void modulesAreCheckedAcrossFunctions() {
    String text =
        """
        module m license "GPL" target "6.1"
        map a hash key u32:4 value u32:4 entries 1 flags 0
        global a u32:4 = "00000000"
        entry "tc" main(v0: ptr ctx) -> i32 {
          signature (ctx *void) -> u32:4
        b0:
          v1: ptr map = map b
          v2: ptr map_value = global c
          v3: ptr map_value = global a + 5
          v4: i32 = call main(v0)
          v5: i32 = call helper(v0)
          return v5
        }
        subprogram helper(v0: i32) -> i32 {
          signature (x u32:4) -> u32:4
        b0:
          helper 9() invalidates
          v1: i32 = call helper(v0)
          return v1
        }
        """;
    List<String> problems = IrCheck.check(IrParser.parse(text));
    for (String told :
        List.of(
            "two declarations of a",
            "no map b",
            "no global c",
            "offset 5 of a",
            "main is no function to call",
            "call does not match helper",
            "does not say it invalidates",
            "helper: calls itself")) {
      assertTrue(problems.stream().anyMatch(p -> p.contains(told)), told + " in " + problems);
    }
  }
}
