// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.map.Codec;
import dev.weir.loader.program.TestRun;
import dev.weir.loader.sys.Syscalls;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Methods give in the kernel what they give on the JVM.
@Tag("kernel")
final class JavaSemanticsTest {
  private static final int INPUTS = 24;

  @BeforeAll
  static void needsBpf() {
    Assumptions.assumeTrue(
        Syscalls.unavailable().isEmpty(), () -> Syscalls.unavailable().orElse(""));
    Assumptions.assumeTrue(
        Capabilities.current().networkPrograms(),
        "needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON (run as root)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return a + b * 31 - (a ^ b);",
        "return (a << b) + (a >> b) + (a >>> b) + (a & b | 7);",
        "return ((int) a << (int) b) + ((int) a >> (int) b) + ((int) a >>> (int) b);",
        "return (byte) a + (short) b + (char) a + (int) b;",
        "return b == 0 ? 1 : a / b + a % b;",
        "int x = (int) a; int y = (int) b; return y == 0 ? 1 : x / y + x % y;",
        "return a < b ? a == 3 ? 5 : 6 : a > b ? -1 : 0;",
        "return Long.compareUnsigned(a, b) < 0 ? 1 : Integer.compareUnsigned((int) a, (int) b) > 0"
            + " ? 2 : 3;",
        "return Math.min(a, b) + Math.max((int) a, (int) b) + Long.compare(a, b);",
        "return Long.rotateLeft(a, (int) b) ^ Integer.rotateRight((int) a, (int) b)"
            + " ^ Long.reverseBytes(b) ^ Integer.toUnsignedLong((int) b);",
        "long s = 0; for (int i = 0; i < 20; i++) { if ((a >> i & 1) == 0) continue; s += i * b; }"
            + " return s;",
        "long s = a; int n = (int) b & 15; while (n > 0) { n--; s = s * 31 + n; } return s;",
        "switch ((int) a & 15) { case 0: return b; case 1: case 2: return 7; case 9: a++; default:"
            + " return a; }",
        "return switch ((int) a) { case -5 -> 1; case 1000 -> 2; case 7 -> b; case 8, 9 -> 3;"
            + " case 100 -> 4; case 200 -> 5; case 300 -> 6; default -> 9; };",
        "int[] t = {3, 1, 4, 1, 5, 9, 2, 6}; t[(int) a & 7] = (int) b; int s = 0;"
            + " for (int v : t) s = s * 10 + v; return s;",
        "byte[] t = new byte[8]; t[(int) a & 7] = (byte) b; return t[0] + 3 * t[5] + t.length;",
        "P p = new P((int) a, b); return p.sum() + new P(3, p.y()).sum();",
        "C c = new C(a); c.add(b); c.add(b); return c.total;",
        "boolean p = a > 5, q = b > 5; boolean r = p & !q | p ^ q; return r && p ? 1 : q ? 2 : 3;",
        "E e = (a & 3) == 0 ? E.A : (a & 3) == 1 ? E.B : E.D; return switch (e) { case A -> 10;"
            + " case B -> b; case D -> 30; };",
        "long s = 0; for (int i = 0; i < 4; i++) for (int j = i; j < 5; j++) s += a * i + b * j;"
            + " return s;",
        "return sub(a, (int) b) + sub(b, 3);",
        "return Math.abs(a) + Math.abs((int) b) + Long.signum(a) + Integer.signum((int) b);",
        "long d = b == 0 ? 3 : b; return Math.floorMod(a, d) * 7 + Math.floorDiv(a, d)"
            + " + Math.floorMod((int) a, 13) + Math.ceilDiv((int) a, 7);",
        "return Long.bitCount(a) * 100 + Integer.numberOfLeadingZeros((int) a)"
            + " + Long.numberOfTrailingZeros(b) * 1000L + Integer.numberOfTrailingZeros((int) b);",
        "return Long.highestOneBit(a) ^ Integer.lowestOneBit((int) b) ^ Integer.reverse((int) a)"
            + " ^ Long.reverse(b) ^ Long.numberOfLeadingZeros(a);",
        "return Math.multiplyHigh(a, b) + Math.multiplyFull((int) a, (int) b)"
            + " + Short.reverseBytes((short) a) + Character.compare((char) a, (char) b)"
            + " + (Boolean.logicalXor(a > 3, b > 3) ? 1 : 0);",
        "return (new P((int) a, b).equals(new P((int) b, b)) ? 1 : 2)"
            + " + (new P((int) a, 3).equals(new P((int) a, a)) ? 10 : 20);",
        "Proto p = (a & 1) == 0 ? Proto.TCP : (a & 2) == 0 ? Proto.UDP : Proto.ICMP;"
            + " return p.number + p.weight() * 100 + p.ordinal() * 10_000 + (p.answers ? 1 : 0)"
            + " + (p.kin == E.B ? 5 : p.kin.ordinal()) + (p.equals(Proto.UDP) ? 1_000_000 : 0);",
        "Proto p = (a & 1) == 0 ? Proto.TCP : (a & 2) == 0 ? Proto.UDP : Proto.ICMP;"
            + " return switch (p) { case UDP -> b; case TCP -> 30; case ICMP -> a; };",
        "Speed p = (a & 1) == 0 ? Speed.SLOW : Speed.FAST; return p.rate(3) + p.ordinal() + p.port.host();",
        "return switch (act(a)) { case Drop d -> 3; case Mark(long v) -> v * 5; };",
        "return pick(new P(1, a), new P(2, b)).y() + area(new Square((int) a)) + area(new Rect(2, b));",
        "assert a > 0; return T[(int) a & 3] + (a != b ? 1 : 0);"
      })
  void resultsAreThoseOfTheJvm(String body) throws ReflectiveOperationException {
    JavaSources sources = new JavaSources().add("Subject.java", source(body));
    Map<String, byte[]> classes = sources.classes();
    Method onJvm = load(classes).getDeclaredMethod("f", long.class, long.class);
    onJvm.setAccessible(true);
    Diagnostics diagnostics = new Diagnostics();
    List<BpfObject> objects = sources.compile(diagnostics);
    assertFalse(diagnostics.hasErrors(), () -> diagnostics.problems().toString());
    Random random = new Random(body.hashCode());
    try (LoadedObject loaded = Loader.load(objects.getFirst())) {
      for (int i = 0; i < INPUTS; i++) {
        long a = input(random);
        long b = input(random);
        loaded.variable("a").set(Codec.u64(), a);
        loaded.variable("b").set(Codec.u64(), b);
        TestRun.run(loaded.program("run"), new byte[64], new byte[192], 1);
        long found = loaded.variable("r").get(Codec.u64());
        assertEquals(onJvm.invoke(null, a, b), found, () -> "f(" + a + ", " + b + ") of " + body);
      }
    }
  }

  private static long input(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextInt();
      case 2 -> List.of(0L, -1L, 1L, Long.MIN_VALUE, Long.MAX_VALUE).get(random.nextInt(5));
      case 3 -> List.of((long) Integer.MIN_VALUE, 255L, 65_536L, 1000L).get(random.nextInt(4));
      default -> random.nextInt(20) - 8;
    };
  }

  private static String source(String body) {
    return """
    import dev.weir.dsl.*;

    @Bpf(license = "GPL")
    final class Subject {
      static long a;
      static long b;
      static long r;
      static final int[] T = {5, -6, 7, 80000};

      enum E { A, B, D }

      @Repr(bytes = 1)
      enum Proto {
        TCP(6, 40L, true, E.B), UDP(17, 50L, false, E.D), ICMP(1, -3L, true, E.A);
        final int number;
        private final short weight;
        final boolean answers;
        final E kin;

        Proto(int number, long weight, boolean answers, E kin) {
          this.number = number;
          this.weight = (short) weight;
          this.answers = answers;
          this.kin = kin;
        }

        int weight() { return weight; }
      }

      enum Speed {
        SLOW(10, Be16.of(80)), FAST(1L << 40, Be16.of(443));
        private final long rate;
        final Be16 port;
        Speed(long rate, Be16 port) { this.rate = rate + 1; this.port = port; }
        long rate(int times) { return rate * times; }
      }

      sealed interface Act permits Drop, Mark {}
      record Drop() implements Act {}
      record Mark(long value) implements Act {}
      static Act act(long n) { return n > 10 ? new Mark(n) : new Drop(); }

      interface Shape { long area(); }
      record Square(int side) implements Shape {
        public long area() { return (long) side * side; }
      }
      record Rect(int width, long height) implements Shape {
        public long area() { return width * height; }
      }
      static long area(Shape shape) { return shape.area(); }
      static <T> T pick(T a, T b) { return b; }

      record P(int x, long y) {
        long sum() { return x + y; }
      }

      static final class C {
        long total;
        C(long start) { total = start; }
        void add(long more) { total += more; }
      }

      @Noinline
      static long sub(long x, int y) { return x > y ? x - y : y * 3L; }

      static long f(long a, long b) {
        %s
      }

      @TcIngress
      static Verdict run(Packet packet) {
        r = f(a, b);
        return Verdict.PASS;
      }
    }
    """
        .formatted(body);
  }

  private static Class<?> load(Map<String, byte[]> classes) throws ClassNotFoundException {
    ClassLoader loader =
        new ClassLoader(JavaSemanticsTest.class.getClassLoader()) {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name.replace('.', '/') + ".class");
            if (bytes == null) {
              throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
          }
        };
    return Class.forName("Subject", false, loader);
  }
}
