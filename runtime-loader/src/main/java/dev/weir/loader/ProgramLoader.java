// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.weir.bytecode.isa.Codec;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.link.ProgramKind;
import dev.weir.bytecode.link.ProgramLinker.Linked;
import dev.weir.bytecode.link.ProgramLinker.Placed;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.LineInfo;
import dev.weir.bytecode.object.Program;
import dev.weir.loader.program.LoadedProgram;
import dev.weir.loader.program.VerifierLog;
import dev.weir.loader.program.VerifierStatistics;
import dev.weir.loader.sys.Bpf;
import dev.weir.loader.sys.BpfCommand.ProgLoad;
import dev.weir.loader.sys.Fd;
import dev.weir.loader.types.LoadedTypes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Gives one program to the verifier; when it refuses, again with a log that is large enough.
///
/// A log costs: with one, a valid program fails when the buffer is too small for all that was ever
/// printed. So the first attempt is without.
final class ProgramLoader {
  private static final int ENOSPC = 28;
  private static final int FIRST_LOG = 1 << 18;
  private static final int LARGEST_LOG = 1 << 24;
  private static final int STATISTICS_LOG = 1 << 16;
  private static final int LOG_ERRORS = 1;
  private static final int LOG_STATISTICS = 4;

  private final BpfObject object;
  private final Optional<LoadedTypes> types;
  private final KernelSymbols kernel;
  private final LoadOptions options;
  private final Rejection rejection;

  ProgramLoader(
      BpfObject object, Optional<LoadedTypes> types, KernelSymbols kernel, LoadOptions options) {
    this.object = object;
    this.types = types;
    this.kernel = kernel;
    this.options = options;
    this.rejection = new Rejection(options.sources());
  }

  /// Loads a program.
  ///
  /// @param insns the linked and relocated instructions
  /// @throws dev.weir.loader.error.LoaderException when the kernel refuses
  LoadedProgram load(Program program, ProgramKind kind, Linked linked, List<Insn<Reg>> insns) {
    int attachBtfId =
        kind.kernelType().map(name -> kernel.attachPoint(name, program.name())).orElse(0);
    try (Arena arena = Arena.ofConfined()) {
      Request request = request(arena, program, kind, linked, insns, attachBtfId);
      long start = System.nanoTime();
      Attempt attempt = options.statistics() ? withStatistics(request) : plain(request);
      if (attempt.result() < 0) {
        int errno = (int) -attempt.result();
        attempt = withLog(request);
        if (attempt.result() < 0) {
          throw rejection.of(program, kind, linked, errno, VerifierLog.parse(attempt.log()));
        }
      }
      return new LoadedProgram(
          program.name(),
          kind.type(),
          kind.attachType(),
          new Fd((int) attempt.result()),
          Duration.ofNanos(System.nanoTime() - start),
          options.statistics() ? VerifierStatistics.parse(attempt.log()) : Optional.empty());
    }
  }

  private record Attempt(long result, String log) {}

  private static Attempt plain(Request request) {
    return new Attempt(Bpf.call(request.with(MemorySegment.NULL, 0)), "");
  }

  /// The statistics alone are a few lines, which always fit.
  private static Attempt withStatistics(Request request) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment log = arena.allocate(STATISTICS_LOG);
      long result = Bpf.call(request.with(log, LOG_STATISTICS));
      return new Attempt(result, log.getString(0));
    }
  }

  private record Request(ProgLoad command) {
    ProgLoad with(MemorySegment log, int level) {
      ProgLoad c = command;
      return new ProgLoad(
          c.type(),
          c.insns(),
          c.license(),
          log,
          level,
          c.flags(),
          c.name(),
          c.expectedAttachType(),
          c.btfFd(),
          c.funcInfo(),
          c.lineInfo(),
          c.attachBtfId(),
          c.attachFd(),
          c.fdArray());
    }
  }

  private Request request(
      Arena arena,
      Program program,
      ProgramKind kind,
      Linked linked,
      List<Insn<Reg>> insns,
      int attachBtfId) {
    byte[] code = Codec.encode(insns);
    MemorySegment codeSegment = arena.allocate(code.length, Long.BYTES);
    codeSegment.copyFrom(MemorySegment.ofArray(code));
    return new Request(
        new ProgLoad(
            kind.type().number(),
            codeSegment,
            arena.allocateFrom(object.license()),
            MemorySegment.NULL,
            0,
            kind.flags(),
            KernelName.of(program.name()),
            kind.attachType().map(AttachType::number).orElse(0),
            types.map(t -> t.fd().number()).orElse(0),
            funcInfo(arena, linked),
            lineInfo(arena, linked),
            attachBtfId,
            0,
            MemorySegment.NULL));
  }

  /// One record per function, or none at all when any function has no type.
  private MemorySegment funcInfo(Arena arena, Linked linked) {
    boolean all = linked.functions().stream().allMatch(f -> f.function().btfId() != 0);
    if (types.isEmpty() || object.btf().isEmpty() || !all) {
      return MemorySegment.NULL;
    }
    MemorySegment records = arena.allocate(8L * linked.functions().size(), Long.BYTES);
    int at = 0;
    for (Placed placed : linked.functions()) {
      records.set(JAVA_INT_UNALIGNED, at, placed.slot());
      records.set(JAVA_INT_UNALIGNED, at + 4, placed.function().btfId());
      at += 8;
    }
    return records;
  }

  private MemorySegment lineInfo(Arena arena, Linked linked) {
    boolean any = linked.lines().stream().anyMatch(line -> line.line() != 0);
    if (types.isEmpty() || !any) {
      return MemorySegment.NULL;
    }
    LoadedTypes texts = types.get();
    MemorySegment records = arena.allocate(16L * linked.lines().size(), Long.BYTES);
    int at = 0;
    for (LineInfo line : linked.lines()) {
      records.set(JAVA_INT_UNALIGNED, at, line.slot());
      records.set(JAVA_INT_UNALIGNED, at + 4, texts.offset(line.file()));
      records.set(JAVA_INT_UNALIGNED, at + 8, texts.offset(line.text()));
      records.set(JAVA_INT_UNALIGNED, at + 12, line.line() << 10 | Math.min(line.column(), 0x3ff));
      at += 16;
    }
    return records;
  }

  /// Repeats the load until the whole log fits. Kernels from 6.4 on say how much that is, and
  /// otherwise keep the end, which is what matters; so a log that is far too long is not asked for
  /// again.
  private static Attempt withLog(Request request) {
    int size = FIRST_LOG;
    while (true) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment log = arena.allocate(size);
        Bpf.Reply reply = Bpf.call(request.with(log, LOG_ERRORS), arena);
        int wanted = reply.u32(ProgLoad.LOG_TRUE_SIZE_OFFSET);
        boolean tooLong = wanted < 0 || wanted > LARGEST_LOG || size >= LARGEST_LOG;
        if (reply.errno() != ENOSPC || tooLong) {
          return new Attempt(reply.result(), log.getString(0));
        }
        size = wanted > size ? wanted : Math.min(size * 4, LARGEST_LOG);
      }
    }
  }
}
