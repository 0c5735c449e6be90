// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples.meaning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.compiler.CompilerBug;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.sys.Syscalls;
import dev.weir.samples.parity.JavaSource;
import dev.weir.testkit.Bench;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.packet.Packet;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random methods give the same results on the JVM, in the virtual machine and in the kernel: what
/// the Java Language Specification says is what programs do.
///
/// Runs for some seconds in every build; `-Dweir.meaning.seconds=600` for longer,
/// `-Dweir.meaning.seed=N` to repeat.
final class JavaMeaningTest {
  private static final int METHODS = 3;
  private static final int INPUTS = 12;
  private static final Packet PACKET =
      Packet.ethernet().ipv4("10.0.0.1", "10.0.0.2").udp(1, 2).build();

  @Test
  void randomMethodsMeanTheSameInTheVirtualMachine() throws Exception {
    compare(false);
  }

  @Tag("kernel")
  @Test
  void randomMethodsMeanTheSameInTheKernel() throws Exception {
    Assumptions.assumeTrue(
        Syscalls.unavailable().isEmpty(), () -> Syscalls.unavailable().orElse(""));
    Assumptions.assumeTrue(
        Capabilities.current().networkPrograms(),
        "needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON (run as root)");
    compare(true);
  }

  private static void compare(boolean kernel) throws Exception {
    long seed = Long.getLong("weir.meaning.seed", System.nanoTime());
    long end = System.nanoTime() + Long.getLong("weir.meaning.seconds", 7) * 1_000_000_000L;
    int compared = 0;
    for (int round = 0; compared == 0 || System.nanoTime() < end; round++) {
      compared += compare(kernel, seed + round);
    }
  }

  private static int compare(boolean kernel, long seed) throws Exception {
    Random random = new Random(seed);
    JavaSource source = new JavaSource("Subject", source(random));
    Map<String, byte[]> classes = source.classes();
    Class<?> onJvm = load(classes);
    return compare(kernel, seed, random, source, onJvm, compiled(source, classes, seed));
  }

  private static BpfObject compiled(JavaSource source, Map<String, byte[]> classes, long seed) {
    try {
      return source.compile(List.copyOf(classes.values()), KernelVersion.V6_1);
    } catch (AssertionError | CompilerBug e) {
      throw new AssertionError("seed " + seed + "\n" + source.text(), e);
    }
  }

  private static int compare(
      boolean kernel, long seed, Random random, JavaSource source, Class<?> onJvm, BpfObject object)
      throws Exception {
    int compared = 0;
    try (Bench bench = kernel ? Bench.kernel(object) : Bench.virtual(object)) {
      for (int m = 0; m < METHODS; m++) {
        Method method = onJvm.getDeclaredMethod("f" + m, long.class, long.class);
        method.setAccessible(true);
        for (int i = 0; i < INPUTS; i++) {
          long a = input(random);
          long b = input(random);
          bench.map("io").put(Bytes.u32(0), numbers(a, b));
          bench.run("run" + m, PACKET).returns("pass");
          byte[] io = bench.map("io").get(Bytes.u32(0)).orElseThrow();
          long found = ByteBuffer.wrap(io).order(ByteOrder.LITTLE_ENDIAN).getLong(16);
          String call = "f" + m + "(" + a + "L, " + b + "L), seed " + seed;
          assertEquals(method.invoke(null, a, b), found, () -> call + "\n" + source.text());
          compared++;
        }
      }
    } catch (BpfException e) {
      if (!String.valueOf(e.getMessage()).contains("too large")) {
        throw new AssertionError("seed " + seed + "\n" + source.text(), e);
      }
    }
    return compared;
  }

  private static byte[] numbers(long a, long b) {
    return ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putLong(a).putLong(b).array();
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

  private static String source(Random random) {
    StringBuilder text = new StringBuilder();
    text.append("import dev.weir.dsl.*;\n\n@Bpf(license = \"GPL\", module = \"subject\")\n");
    text.append("public final class Subject {\n").append(RandomJava.shared());
    text.append("  static final class Io { long a; long b; long r; }\n");
    text.append("  static final ArrayMap<Io> IO = ArrayMap.withCapacity(1);\n\n");
    for (int m = 0; m < METHODS; m++) {
      text.append(RandomJava.method("f" + m, random));
      text.append(
          """
            @TcIngress static Verdict run%d(Packet packet) {
              Io io = IO.lookup(0);
              if (io == null) return Verdict.DROP;
              io.r = f%d(io.a, io.b);
              return Verdict.PASS;
            }

          """
              .formatted(m, m));
    }
    return text.append("}\n").toString();
  }

  private static Class<?> load(Map<String, byte[]> classes) throws ClassNotFoundException {
    ClassLoader loader =
        new ClassLoader(JavaMeaningTest.class.getClassLoader()) {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name + ".class");
            if (bytes == null) {
              throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
          }
        };
    return Class.forName("Subject", false, loader);
  }
}
