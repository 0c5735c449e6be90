// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.compiler.Backend;
import dev.weir.compiler.BackendOptions;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.text.IrPrinter;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.program.TestRun;
import dev.weir.loader.sys.Syscalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The kernel accepts the code of the golden files, and runs random modules as the IR says.
@Tag("kernel")
final class CodeOnKernelTest {
  private static final BackendOptions CHECKED = new BackendOptions(true, (_, _, _) -> {});
  private static final int PACKET_BYTES = 64;

  @BeforeAll
  static void needsBpf() {
    Assumptions.assumeTrue(
        Syscalls.unavailable().isEmpty(), () -> Syscalls.unavailable().orElse(""));
    Assumptions.assumeTrue(
        Capabilities.current().networkPrograms(),
        "needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON (run as root)");
  }

  static List<Path> programs() throws IOException {
    List<Path> programs = new ArrayList<>();
    for (Path file : GoldenCodeTest.files()) {
      boolean entry =
          GoldenCodeTest.module(file).functions().stream()
              .anyMatch(function -> function.kind() instanceof IrFunction.Kind.Entry);
      if (entry) {
        programs.add(file);
      }
    }
    return programs;
  }

  @ParameterizedTest
  @MethodSource("programs")
  void goldenProgramsLoad(Path file) throws IOException {
    IrModule module = GoldenCodeTest.module(file);
    Diagnostics diagnostics = new Diagnostics();
    BpfObject object = Backend.compile(module, CHECKED, diagnostics);
    assertFalse(diagnostics.hasErrors());
    try (LoadedObject loaded = Loader.load(object)) {
      assertEquals(object.programs().size(), loaded.programs().size());
    }
  }

  @Test
  void smallProgramsRunAsTheIrSays() {
    compare(60, new RandomModule.Shape(3, 15, 2, false), KernelVersion.V6_12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.1", "6.6", "6.18"})
  void programsUnderPressureRunAsTheIrSays(String target) {
    compare(40, new RandomModule.Shape(9, 30, 2, false), KernelVersion.parse(target));
  }

  private static void compare(int count, RandomModule.Shape shape, KernelVersion target) {
    for (long seed = 0; seed < count; seed++) {
      IrModule module = RandomModule.of(seed, shape, target);
      BpfObject object = Backend.compile(module, CHECKED, new Diagnostics());
      byte[] packet = new byte[PACKET_BYTES];
      new Random(seed).nextBytes(packet);
      try (LoadedObject loaded = Loader.load(object)) {
        int actual = TestRun.run(loaded.program("main"), packet, new byte[192], 1).retval();
        Memory memory = BackendSemanticsTest.memory(module, testRunContext());
        long expected = new IrMachine(module, memory).run("main", List.of(Memory.CONTEXT));
        assertEquals((int) expected, actual, () -> IrPrinter.print(module));
      }
    }
  }

  /// What a test run shows of an empty context: the length of the packet and the loopback device.
  private static byte[] testRunContext() {
    byte[] context = new byte[192];
    ByteBuffer fields = ByteBuffer.wrap(context).order(ByteOrder.LITTLE_ENDIAN);
    fields.putInt(0, PACKET_BYTES).putInt(40, 1);
    return context;
  }
}
