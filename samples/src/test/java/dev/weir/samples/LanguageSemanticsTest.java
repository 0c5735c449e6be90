// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.TextRenderer;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.compiler.CompileOptions;
import dev.weir.compiler.Compiler;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.host.KernelRelease;
import dev.weir.loader.program.TestRun;
import dev.weir.loader.sys.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongBinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What expressions and statements of the language mean, in the running kernel: each case is a body
/// of `fn f(a: u64, b: u64) -> u64` and the same in Java, compared on edge values and random ones.
@Tag("kernel")
final class LanguageSemanticsTest {
  private static final String PROGRAM =
      """
      module test.semantics
      license "GPL"
      map inputs: array<u64>[2]
      map results: array<u64>[1]
      struct Pair { small: u8, large: u64, middle: u16 }
      packed struct Wire { tag: u8, number: u32, wide: i64, short: i16 }
      enum Color: u8 { Red = 1, Green = 5, Blue = 9 }
      noinline fn scramble(x: u32, y: u32) -> u32 { x * 31 + (y ^ x >> 7) }
      fn f(a: u64, b: u64) -> u64 {
      %s
      }
      on tc ingress test(packet) {
          let a = inputs[0] else return drop
          let b = inputs[1] else return drop
          results.put(0, f(a, b))
          pass
      }
      """;

  private static final byte[] PACKET = new byte[64];
  private static final long[] EDGES = {
    0,
    1,
    2,
    3,
    7,
    8,
    31,
    32,
    33,
    63,
    64,
    127,
    128,
    200,
    255,
    256,
    32767,
    32768,
    65535,
    65536,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    0x1_0000_0000L,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -2,
    -128,
    -129
  };

  record Case(String body, LongBinaryOperator meaning) {
    @Override
    public String toString() {
      return body.strip();
    }
  }

  private static Case c(String body, LongBinaryOperator meaning) {
    return new Case(body, meaning);
  }

  static Stream<Case> arithmetic() {
    return Stream.of(
        c("a + b", Long::sum),
        c("a - b", (a, b) -> a - b),
        c("a * b", (a, b) -> a * b),
        c("a / b", (a, b) -> b == 0 ? 0 : Long.divideUnsigned(a, b)),
        c("a % b", (a, b) -> b == 0 ? a : Long.remainderUnsigned(a, b)),
        c(
            "a / 10 + a % 10 + b / 8 + b % 8",
            (a, b) ->
                Long.divideUnsigned(a, 10) + Long.remainderUnsigned(a, 10) + (b >>> 3) + (b & 7)),
        c("a << b ^ a >> b", (a, b) -> a << (b & 63) ^ a >>> (b & 63)),
        c("((a as u32) << (b as u32)) as u64", (a, b) -> (int) a << (b & 31) & 0xffff_ffffL),
        c("((a as i32) >> (b as u32)) as u64", (a, b) -> (int) a >> (b & 31)),
        c("((a as u8) + (b as u8)) as u64", (a, b) -> a + b & 0xff),
        c("((a as u16) * (b as u16)) as u64", (a, b) -> (a & 0xffff) * (b & 0xffff) & 0xffff),
        c("((a as i8) - (b as i8)) as u64", (a, b) -> (byte) (a - b)),
        c("((a as u32) * (b as u32) - 1) as u64", (a, b) -> a * b - 1 & 0xffff_ffffL),
        c("(-(a as i16)) as u64 ^ (~(b as u8)) as u64", (a, b) -> (short) -a ^ (~b & 0xff)),
        c("(a & b | a ^ 0xff00ff00ff) - (~b)", (a, b) -> (a & b | a ^ 0xff00ff00ffL) - ~b),
        c("a as i8 as i64 as u64 + b as u16 as u64", (a, b) -> (byte) a + (b & 0xffff)));
  }

  static Stream<Case> byteOrder() {
    return Stream.of(
        c("be32(a as u32).raw() as u64", (a, _) -> Integer.reverseBytes((int) a) & 0xffff_ffffL),
        c("be16(a as u16).raw() as u64", (a, _) -> Short.reverseBytes((short) a) & 0xffffL),
        c("u64(be64(a)) ^ be64(b).raw()", (a, b) -> a ^ Long.reverseBytes(b)),
        c(
            "if be16(a as u16) == 80 { 1 } else if be32(b as u32) == 10.0.0.1 { 2 } else { 3 }",
            (a, b) -> (a & 0xffff) == 80 ? 1 : (int) b == 0x0a000001 ? 2 : 3),
        c(
            "match be16(a as u16) { 7 | 8 -> 1, 255 -> 2, _ -> 3 }",
            (a, _) -> (a & 0xffff) == 7 || (a & 0xffff) == 8 ? 1 : (a & 0xffff) == 255 ? 2 : 3));
  }

  static Stream<Case> comparisons() {
    return Stream.of(
        c("if a < b { 1 } else { 0 }", (a, b) -> Long.compareUnsigned(a, b) < 0 ? 1 : 0),
        c("if (a as i64) < (b as i64) { 1 } else { 0 }", (a, b) -> a < b ? 1 : 0),
        c("if (a as i32) >= (b as i32) { 1 } else { 0 }", (a, b) -> (int) a >= (int) b ? 1 : 0),
        c("if (a as i8) > (b as i8) { 1 } else { 0 }", (a, b) -> (byte) a > (byte) b ? 1 : 0),
        c(
            "if (a as u16) <= (b as u16) { 1 } else { 0 }",
            (a, b) -> (a & 0xffff) <= (b & 0xffff) ? 1 : 0),
        c(
            "let low = a < 100 && b < 100 || a == b\nif !low { 5 } else { 6 }",
            (a, b) ->
                !(Long.compareUnsigned(a, 100) < 0 && Long.compareUnsigned(b, 100) < 0 || a == b)
                    ? 5
                    : 6),
        c(
            "match a as u8 { 0 -> 10, 1..8 -> 20, 8..=63 | 200 -> 30, _ -> 40 }",
            (a, _) -> {
              int x = (int) (a & 0xff);
              return x == 0 ? 10 : x < 8 ? 20 : x <= 63 || x == 200 ? 30 : 40;
            }),
        c(
            "match a as i8 { -128..=-1 -> 1, 0 -> 2, _ -> 3 }",
            (a, _) -> (byte) a < 0 ? 1 : (byte) a == 0 ? 2 : 3));
  }

  static Stream<Case> control() {
    return Stream.of(
        c(
            "var sum: u64 = 0\nfor i in 0..10 {\nif i == 3 { continue }\nif i as u64 > b { break }\n"
                + "sum += a + i as u64\n}\nsum",
            (a, b) -> {
              long sum = 0;
              for (int i = 0; i < 10; i++) {
                if (i == 3) {
                  continue;
                }
                if (Long.compareUnsigned(i, b) > 0) {
                  break;
                }
                sum += a + i;
              }
              return sum;
            }),
        c(
            "var n = a % 50\nvar steps: u64 = 0\nwhile n != 0 max 64 {\nn = n / 2\nsteps += 1\n}\nsteps",
            (a, _) -> 64 - Long.numberOfLeadingZeros(Long.remainderUnsigned(a, 50))),
        c(
            "var steps: u64 = 0\nloop max 5 {\nsteps += 1\nif steps == b { return 100 }\n}\nsteps",
            (_, b) -> b >= 1 && b <= 5 ? 100 : 5),
        c(
            "var all: u64 = 0\nfor i in 0..=3 {\nfor j in i..4 max 4 {\nall = all * 3 + (a ^ j as u64)\n}\n}\nall",
            (a, _) -> {
              long all = 0;
              for (int i = 0; i <= 3; i++) {
                for (int j = i; j < 4; j++) {
                  all = all * 3 + (a ^ j);
                }
              }
              return all;
            }),
        c(
            "scramble(a as u32, b as u32) as u64 + scramble(b as u32, 9) as u64",
            (a, b) -> scramble(a, b) + scramble(b, 9)));
  }

  private static long scramble(long x, long y) {
    int a = (int) x;
    return a * 31 + ((int) y ^ a >>> 7) & 0xffff_ffffL;
  }

  static Stream<Case> data() {
    return Stream.of(
        c(
            "let p = Pair { small: a as u8, large: b, middle: 77 }\nvar q = p\nq.large += 1\n"
                + "q.small as u64 + q.large + p.large + q.middle as u64",
            (a, b) -> (a & 0xff) + b + 1 + b + 77),
        c(
            "var w = Wire { tag: 7, number: a as u32, wide: b as i64, short: a as i16 }\n"
                + "w.number += 1\nw.number as u64 + w.wide as u64 + w.short as u64 + w.tag as u64",
            (a, b) -> (a + 1 & 0xffff_ffffL) + b + (short) a + 7),
        c(
            "var table: [u32; 4] = [1, 2, 3, 4]\ntable[a as u32 % 4] = b as u32\n"
                + "(table[0] + table[1] * 2 + table[2] * 3 + table[3] * 4) as u64",
            (a, b) -> {
              int[] t = {1, 2, 3, 4};
              t[(int) ((a & 0xffff_ffffL) % 4)] = (int) b;
              return t[0] + t[1] * 2 + t[2] * 3 + t[3] * 4 & 0xffff_ffffL;
            }),
        c(
            "let color = match a as u8 { 1 -> Color.Red, 5 -> Color.Green, _ -> Color.Blue }\n"
                + "if color == Color.Green { b } else { color as u64 }",
            (a, b) -> (a & 0xff) == 5 ? b : (a & 0xff) == 1 ? 1 : 9),
        c(
            "var x: ip6 = ip6\"2001:db8::1\"\nx.w3 = be32(a as u32)\n"
                + "if x == ip6\"2001:db8::7\" { 1 } else if x != ip6\"2001:db8::1\" { 2 } else { 3 }",
            (a, _) -> (int) a == 7 ? 1 : (int) a != 1 ? 2 : 3));
  }

  @ParameterizedTest
  @MethodSource({"arithmetic", "byteOrder", "comparisons", "control", "data"})
  void meansTheSameInJavaAndInTheKernel(Case example) {
    Assumptions.assumeTrue(
        Syscalls.unavailable().isEmpty() && Capabilities.current().networkPrograms(),
        "needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON (run as root)");
    KernelVersion running = KernelRelease.running().version();
    for (KernelVersion target : KernelVersion.TARGETS) {
      if (running.atLeast(target)) {
        compare(example, target);
      }
    }
  }

  private static void compare(Case example, KernelVersion target) {
    String text = PROGRAM.formatted(example.body());
    Diagnostics diagnostics = new Diagnostics();
    Optional<BpfObject> object =
        Compiler.compile(
            new SourceFile("test.weir", text),
            CompileOptions.defaults().withTarget(target).checked(),
            diagnostics);
    assertTrue(object.isPresent(), () -> TextRenderer.render(diagnostics.problems(), false));
    try (LoadedObject loaded = Loader.load(object.get())) {
      for (long[] input : inputs(example)) {
        loaded.map("inputs").update(bytes4(0), bytes8(input[0]));
        loaded.map("inputs").update(bytes4(1), bytes8(input[1]));
        TestRun.run(loaded.program("test"), PACKET);
        long found =
            ByteBuffer.wrap(loaded.map("results").lookup(bytes4(0)).orElseThrow())
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        long expected = example.meaning().applyAsLong(input[0], input[1]);
        assertEquals(
            expected, found, () -> "a = " + input[0] + ", b = " + input[1] + ", target " + target);
      }
    }
  }

  private static List<long[]> inputs(Case example) {
    List<long[]> inputs = new ArrayList<>();
    Random random = new Random(example.body().hashCode());
    for (int i = 0; i < EDGES.length; i++) {
      inputs.add(new long[] {EDGES[i], EDGES[(i * 7 + 3) % EDGES.length]});
      inputs.add(new long[] {EDGES[i], EDGES[random.nextInt(EDGES.length)]});
      inputs.add(new long[] {random.nextLong(), random.nextLong() >>> random.nextInt(64)});
    }
    return inputs;
  }

  private static byte[] bytes4(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private static byte[] bytes8(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }
}
