// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.Scenario.Timed;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.Code;
import dev.weir.bytecode.object.Function;
import dev.weir.bytecode.object.Linkage;
import dev.weir.bytecode.object.Program;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import dev.weir.loader.map.RingBuffer;
import dev.weir.loader.program.LoadedProgram;
import dev.weir.loader.program.TestRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How long programs run, by the kernel's own clock around its loop over `BPF_PROG_TEST_RUN`.
///
/// The two programs take turns, in an order that alternates, so that what else the machine does
/// hits both; each round gives one ratio, and the median of the ratios counts. Nothing is
/// subtracted: an empty program shows what the loop itself takes.
final class TimeComparison {
  private static final String EMPTY = "empty";

  private final LoadedProgram program;
  private final Optional<RingBuffer> events;
  private final Timed timed;
  private final int repeat;

  private TimeComparison(
      LoadedProgram program, Optional<RingBuffer> events, Timed timed, int repeat) {
    this.program = program;
    this.events = events;
    this.timed = timed;
    this.repeat = repeat;
  }

  /// How often to measure.
  ///
  /// @param rounds rounds, each with both programs
  /// @param repeat runs of a program in a round
  record Effort(int rounds, int repeat) {}

  /// A path through a program.
  ///
  /// @param sample the sample's name
  /// @param program the program's name
  /// @param path what is done on the path
  /// @param weirNs median nanoseconds of a run of ours
  /// @param clangNs median nanoseconds of a run of clang's
  /// @param ratio median of the rounds' ratios of ours to clang's
  record Row(
      String sample, String program, String path, double weirNs, double clangNs, double ratio) {}

  /// Times the paths of a sample.
  ///
  /// @throws dev.weir.loader.error.LoaderException when an object does not load
  static List<Row> compare(Pair pair, Scenario scenario, Lab lab, Effort effort) {
    List<Row> rows = new ArrayList<>();
    for (Timed timed : scenario.timed()) {
      try (LoadedObject weir = Loader.load(pair.weir(), timed.options());
          LoadedObject clang = Loader.load(pair.clang(), timed.options())) {
        scenario.prepare().accept(weir);
        scenario.prepare().accept(clang);
        String sample = pair.sample().name();
        rows.add(lab.call(() -> compare(sample, timed, weir, clang, effort)));
      }
    }
    return rows;
  }

  /// Median nanoseconds of a run of a program that does nothing.
  static double empty(Lab lab, Effort effort) {
    Timed timed = Scenario.of("protocol_count").orElseThrow().timed().getFirst();
    try (LoadedObject loaded = Loader.load(emptyObject())) {
      var runs =
          new TimeComparison(loaded.program(EMPTY), Optional.empty(), timed, effort.repeat());
      List<Double> times = new ArrayList<>();
      for (int round = 0; round < effort.rounds(); round++) {
        times.add(lab.call(runs::meanNs));
      }
      return Statistics.median(times);
    }
  }

  private static Row compare(
      String sample, Timed timed, LoadedObject weir, LoadedObject clang, Effort effort) {
    try (Buffers ours = Buffers.of(weir);
        Buffers theirs = Buffers.of(clang)) {
      var a =
          new TimeComparison(weir.program(timed.program()), ours.buffer(), timed, effort.repeat());
      var b =
          new TimeComparison(
              clang.program(timed.program()), theirs.buffer(), timed, effort.repeat());
      a.meanNs();
      b.meanNs();
      return rounds(sample, timed, a, b, effort.rounds());
    }
  }

  private static Row rounds(
      String sample, Timed timed, TimeComparison weir, TimeComparison clang, int rounds) {
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      boolean weirFirst = round % 2 == 0;
      double first = weirFirst ? weir.meanNs() : clang.meanNs();
      double second = weirFirst ? clang.meanNs() : weir.meanNs();
      ours.add(weirFirst ? first : second);
      theirs.add(weirFirst ? second : first);
      ratios.add(ours.getLast() / theirs.getLast());
    }
    return new Row(
        sample,
        timed.program(),
        timed.path(),
        Statistics.median(ours),
        Statistics.median(theirs),
        Statistics.median(ratios));
  }

  /// Mean nanoseconds of a run. The kernel tells whole nanoseconds: more calls than one where runs
  /// are few.
  private double meanNs() {
    double total = 0;
    int left = repeat;
    while (left > 0) {
      int runs = Math.min(left, timed.limit());
      TestRun.Result result = TestRun.run(program, timed.packet(), new byte[0], runs);
      total += (double) result.durationNs() * runs;
      left -= runs;
      events.ifPresent(buffer -> buffer.poll(Duration.ZERO, _ -> {}));
    }
    return total / repeat;
  }

  /// The ring buffer of an object that has one, emptied between measurements.
  private record Buffers(Optional<RingBuffer> buffer) implements AutoCloseable {
    static Buffers of(LoadedObject loaded) {
      return new Buffers(
          loaded.maps().stream()
              .filter(map -> map.info().typeName().equals("ringbuf"))
              .findFirst()
              .map(RingBuffer::open));
    }

    @Override
    public void close() {
      buffer.ifPresent(RingBuffer::close);
    }
  }

  private static BpfObject emptyObject() {
    List<Insn<Reg>> code =
        List.of(new Insn.Mov<>(Width.W32, Reg.R0, Operand.imm(0)), new Insn.Exit<>());
    Function function =
        new Function(EMPTY, Linkage.GLOBAL, new Code(code, List.of(), List.of()), 0);
    return new BpfObject(
        EMPTY,
        "GPL",
        List.of(new Program("tc", function)),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        List.of());
  }
}
