// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.compiler.CompileOptions;
import dev.weir.compiler.Compiler;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import dev.weir.loader.error.LoaderException;
import dev.weir.loader.program.TestRun;
import dev.weir.vm.Input;
import dev.weir.vm.Outcome;
import dev.weir.vm.Vm;
import dev.weir.vm.VmOptions;
import dev.weir.vm.VmProgram;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The entry point of `bench/machine`: how long the virtual machine takes to run a program, beside
/// the running kernel's BPF_PROG_TEST_RUN on the same packet.
public final class MachineBench {
  private static final int KERNEL_RUNS = 20_000;
  private static final int VM_RUNS = 20_000;
  private static final int ROUNDS = 11;
  private static final int WARM_UP = 10;
  private static final String LOOP =
      """
      module bench.loop
      license "GPL"
      on tcx ingress mix(packet) {
          var hash: u32 = packet.len
          for i in 0..1000 { hash = (hash ^ i) * 16_777_619 }
          if hash == 1 { return drop }
          next
      }
      """;

  private MachineBench() {}

  private record Row(String program, long instructions, double vm, double kernel, double ratio) {}

  /// Runs the comparison and prints a table; the system property `weir.root` is the checkout's top
  /// folder.
  public static void main(String[] arguments) throws IOException, LinkException {
    Path samples = Path.of(System.getProperty("weir.root"), "samples/src/main/weir");
    Grid grid = new Grid("program", "instructions", "machine ns", "kernel ns", "ratio");
    for (String name : List.of("egress_policy", "host_route", "port_redirect", "protocol_count")) {
      SourceFile source =
          new SourceFile(name + ".weir", Files.readString(samples.resolve(name + ".weir")));
      add(grid, name, source);
    }
    add(grid, "loop of 1000", new SourceFile("loop.weir", LOOP));
    System.out.print(grid.markdown());
  }

  private static void add(Grid grid, String name, SourceFile source) throws LinkException {
    Diagnostics diagnostics = new Diagnostics();
    BpfObject object =
        Compiler.compile(
                source, CompileOptions.defaults().withTarget(KernelVersion.V6_1), diagnostics)
            .orElseThrow(() -> new IllegalStateException(name + ": " + diagnostics.problems()));
    try (LoadedObject kernel = Loader.load(object)) {
      VmProgram program =
          Vm.load(object, VmOptions.standard()).programs().stream().findFirst().orElseThrow();
      Row row = measure(name, program, kernel);
      grid.row(
          row.program,
          Long.toString(row.instructions),
          format(row.vm),
          format(row.kernel),
          format(row.ratio));
    } catch (LoaderException e) {
      throw new IllegalStateException(name + ": " + e.getMessage(), e);
    }
  }

  private static Row measure(String name, VmProgram program, LoadedObject kernel) {
    byte[] packet = packet();
    Input input = Input.packet(packet);
    Outcome outcome = program.run(input);
    for (int i = 0; i < WARM_UP; i++) {
      run(program, input);
    }
    List<Double> machines = new ArrayList<>();
    List<Double> kernels = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      double own = run(program, input);
      TestRun.Result result =
          TestRun.run(kernel.program(program.image().name()), packet, new byte[192], KERNEL_RUNS);
      machines.add(own);
      kernels.add((double) result.durationNs());
      ratios.add(own / result.durationNs());
    }
    return new Row(
        name,
        outcome.instructions(),
        Statistics.median(machines),
        Statistics.median(kernels),
        Statistics.median(ratios));
  }

  /// Nanoseconds of processor time a run takes.
  private static double run(VmProgram program, Input input) {
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    long start = clock.getCurrentThreadCpuTime();
    for (int i = 0; i < VM_RUNS; i++) {
      program.run(input);
    }
    return (clock.getCurrentThreadCpuTime() - start) / (double) VM_RUNS;
  }

  /// A TCP segment over IPv4.
  private static byte[] packet() {
    byte[] frame = new byte[98];
    frame[12] = 8;
    frame[14] = 0x45;
    frame[17] = 84;
    frame[22] = 64;
    frame[23] = 6;
    frame[26] = 10;
    frame[30] = 10;
    frame[33] = 1;
    frame[36] = 31;
    frame[46] = 0x50;
    return frame;
  }

  private static String format(double number) {
    return String.format(Locale.ROOT, number < 100 ? "%.1f" : "%.0f", number);
  }
}
