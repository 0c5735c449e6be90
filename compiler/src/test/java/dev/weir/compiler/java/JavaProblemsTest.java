// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Problem;
import dev.weir.compiler.CompileOptions;
import dev.weir.compiler.JavaCompiler;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the subset excludes is told as one problem at the user's line.
final class JavaProblemsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "W1009 | double d = a; return (long) (d / 3);",
        "W1010 | if (a > 3) throw new IllegalStateException(); return a;",
        "W1011 | return (long) System.nanoTime();",
        "W1012 | return f(a - 1, b);",
        "W1013 | long s = a; while (s != b) { s = s * 3; } return s;",
        "W1014 | return MAP.lookup(new Key(3)).x;",
        "W1015 | int[] t = new int[4]; return t[(int) a];",
        "W1016 | return a / b;",
        "W1020 | synchronized (MAP) { return a; }",
        "W1021 | String s = a + \"x\"; return s.hashCode();",
        "W1008 | int[] t = new int[(int) a]; return t.length;",
        "W1018 | Key k = new Key(1); Key l = new Key(2); return k == l ? 1 : 2;",
      })
  void isTold(String code, String body) {
    String source =
        """
        import dev.weir.dsl.*;

        @Bpf(license = "GPL")
        final class Subject {
          record Key(int x) {}

          static final HashMap<Key, Key> MAP = HashMap.withCapacity(4);
          static long a;
          static long b;

          static long f(long a, long b) {
            %s
          }

          @TcIngress
          static Verdict run(Packet packet) {
            a = f(a, b);
            return Verdict.PASS;
          }
        }
        """
            .formatted(body);
    Diagnostics diagnostics = new Diagnostics();
    new JavaSources().add("Subject.java", source).compile(diagnostics);
    Problem first = diagnostics.problems().getFirst();
    assertEquals(code, first.code(), () -> diagnostics.problems().toString());
    assertEquals(12, first.primary().orElseThrow().span().line());
  }

  @Test
  void bytesThatAreNoClassAreTold() {
    byte[] good =
        new JavaSources().add("Good.java", "class Good {}").classes().values().iterator().next();
    assertEquals("W1001", code(new byte[] {1, 2, 3}));
    assertEquals("W1001", code(java.util.Arrays.copyOf(good, good.length / 2)));
    good[7] = 99;
    assertEquals("W1002", code(good));
  }

  private static String code(byte[] bytes) {
    Diagnostics diagnostics = new Diagnostics();
    JavaCompiler.compile(
        List.of(bytes), ClassSources.none(), CompileOptions.defaults(), diagnostics);
    return diagnostics.problems().getFirst().code();
  }
}
