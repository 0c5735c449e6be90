// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import java.util.List;
import java.util.Random;

/// Random programs, as listings, that the kernel accepts and that ask much of its exploration:
/// branches, bounded loops, spills and fills, calls, and numbers that matter only on some paths.
final class RandomPaths {
  private static final List<String> REGS = List.of("r0", "r2", "r3", "r4", "r5", "r7", "r8", "r9");
  private static final List<String> FIELDS = List.of("0x0", "0x4", "0x8", "0x10", "0x18");
  private static final String FUNCTIONS =
      """
      .function masked static
        r0 = r1
        r0 &= 0x3
        if r1 > 0x10 goto a
        r0 += 0x1
      a:
        *(u64 *)(r10 - 0x8) = r0
        r2 = *(u64 *)(r10 - 0x8)
        if r2 == 0x2 goto b
        r0 = r2
      b:
        exit
      .function small static
        r0 = 0x5
        if r1 == 0x0 goto a
        r0 = r1
        r0 &= 0xf
      a:
        exit
      """;

  private final StringBuilder text = new StringBuilder();
  private final Random random;
  private int labels;

  private RandomPaths(long seed) {
    this.random = new Random(seed);
  }

  /// The listing of one program, `p`, with so many statements.
  static String listing(long seed, int statements) {
    RandomPaths paths = new RandomPaths(seed);
    paths.text.append(".license \"GPL\"\n.program p hook \"tcx ingress\"\n");
    paths.line("r6 = r1");
    REGS.forEach(reg -> paths.line(reg + " = *(u32 *)(r6 + " + paths.pick(FIELDS) + ")"));
    for (int slot = 1; slot <= 8; slot++) {
      paths.line("*(u64 *)(r10 - " + 8 * slot + ") = " + paths.pick(REGS));
    }
    for (int i = 0; i < statements; i++) {
      paths.statement(2);
    }
    paths.line("r1 = r9");
    paths.line("call function masked");
    paths.line("r1 = r0");
    paths.line("call function small");
    paths.line("exit");
    return paths.text + FUNCTIONS;
  }

  private void statement(int depth) {
    int kind = random.nextInt(100);
    if (kind < 25) {
      line(pick(REGS) + pick(List.of(" += ", " -= ", " &= ", " |= ", " *= ", " = ")) + pick(REGS));
    } else if (kind < 40) {
      line(
          pick(REGS)
              + pick(List.of(" += ", " &= ", " = ", " >>= ", " <<= "))
              + pick(List.of("1", "3", "7", "15", "2")));
    } else if (kind < 48) {
      line(pick(REGS) + " = *(u32 *)(r6 + " + pick(FIELDS) + ")");
    } else if (kind < 58) {
      line("*(u64 *)(r10 - " + slot() + ") = " + pick(REGS));
    } else if (kind < 66) {
      line(pick(REGS) + " = *(u64 *)(r10 - " + slot() + ")");
    } else if (kind < 90) {
      branch(depth);
    } else if (kind < 94 && depth > 0) {
      loop();
    } else {
      call();
    }
    if (random.nextInt(8) == 0) {
      storeAtUnknownOffset();
    }
  }

  private void branch(int depth) {
    String label = label();
    String right = random.nextBoolean() ? pick(REGS) : pick(List.of("0", "1", "5", "16"));
    String condition = pick(List.of(" == ", " != ", " > ", " < ", " s> ", " s< ", " >= "));
    line("if " + pick(REGS) + condition + right + " goto " + label);
    for (int i = random.nextInt(4); i >= 0; i--) {
      if (depth > 0) {
        statement(depth - 1);
      } else {
        line(pick(REGS) + " += 1");
      }
    }
    text.append(label).append(":\n");
  }

  private void loop() {
    String counter = pick(List.of("r7", "r8", "r9"));
    List<String> others = REGS.stream().filter(reg -> !reg.equals(counter)).toList();
    String label = label();
    line(counter + " = 0");
    text.append(label).append(":\n");
    line(counter + " += 1");
    for (int i = random.nextInt(3); i >= 0; i--) {
      if (random.nextInt(5) < 2) {
        line(pick(others) + " += " + pick(REGS));
      } else {
        String over = label();
        line("if " + pick(REGS) + " > 4 goto " + over);
        line(pick(others) + " = 2");
        text.append(over).append(":\n");
      }
    }
    line("if " + counter + " < " + pick(List.of("3", "10", "30")) + " goto " + label);
  }

  private void call() {
    line("r1 = " + pick(REGS));
    line("call function " + pick(List.of("masked", "small")));
    for (String reg : List.of("r2", "r3", "r4", "r5")) {
      line(reg + " = " + pick(List.of("0", "1", "7")));
    }
  }

  private void storeAtUnknownOffset() {
    line("r1 = " + pick(List.of("r7", "r8", "r9")));
    line("r1 &= 7");
    line("r2 = r10");
    line("r2 += -64");
    line("r2 += r1");
    line("*(u8 *)(r2 + 0x0) = 0x1");
    line("r2 = 0");
  }

  private int slot() {
    return 8 * (1 + random.nextInt(8));
  }

  private String label() {
    return "l" + labels++;
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private void line(String insn) {
    text.append("  ").append(insn).append('\n');
  }
}
