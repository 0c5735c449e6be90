// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import dev.weir.bytecode.core.CoreRelocator;
import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.kernel.Errno;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.bytecode.link.ProgramKind;
import dev.weir.bytecode.link.ProgramLinker.Linked;
import dev.weir.bytecode.link.SourcePlace;
import dev.weir.bytecode.object.LineInfo;
import dev.weir.bytecode.object.Program;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.Hint;
import dev.weir.loader.error.LoaderException;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.loader.error.UnsupportedFeature;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.host.KernelRelease;
import dev.weir.loader.program.VerifierLog;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Says why the kernel did not load a program, in the user's own lines where the verifier blames
/// one.
final class Rejection {
  private final List<SourceFile> sources;

  Rejection(List<SourceFile> sources) {
    this.sources = sources;
  }

  /// What to throw for a refused load.
  ///
  /// @param errno of the attempt without a log, positive
  LoaderException of(Program program, ProgramKind kind, Linked linked, int errno, VerifierLog log) {
    if (!log.message().isEmpty()) {
      return BpfException.rejected(problem(program, linked, errno, log), errno, log.raw());
    }
    String asked = "load program `" + program.name() + "` (" + kind.type().kernelName() + ")";
    if (errno == Errno.EPERM.number() && Capabilities.current().networkPrograms()) {
      return BpfException.refused(
          "BPF_PROG_LOAD",
          errno,
          asked,
          Hint.of(
              LoaderProblem.REFUSED_BY_POLICY,
              "the process has the capabilities; a policy of this kernel refuses programs of"
                  + " type "
                  + kind.type().kernelName(),
              "run it on a stock kernel, for example in a virtual machine"));
    }
    Optional<KernelVersion> since = since(kind);
    KernelRelease kernel = KernelRelease.running();
    if (errno == Errno.EINVAL.number()
        && since.isPresent()
        && !kernel.version().atLeast(since.get())) {
      return new UnsupportedFeature(
          "program `" + program.name() + "` of section `" + program.section() + "`",
          since,
          kernel.release(),
          "");
    }
    return BpfException.refused("BPF_PROG_LOAD", errno, asked);
  }

  private static Optional<KernelVersion> since(ProgramKind kind) {
    KernelVersion type = kind.type().since();
    boolean checked = kind.type() != ProgramType.SCHED_CLS;
    return Optional.of(
        kind.attachType().filter(_ -> checked).map(AttachType::since).map(type::max).orElse(type));
  }

  private Problem problem(Program program, Linked linked, int errno, VerifierLog log) {
    if (log.message().contains("unknown#" + CoreRelocator.POISON)) {
      return Problem.error(
              LoaderProblem.NO_KERNEL_TYPE.code(),
              "program `"
                  + program.name()
                  + "` uses a type or field that the running kernel does not have")
          .help("test for it first, as with bpf_core_field_exists()");
    }
    boolean large = errno == Errno.E2BIG.number() || log.message().contains("too large");
    LoaderProblem kind = large ? LoaderProblem.TOO_COMPLEX : LoaderProblem.REJECTED;
    String message =
        "the verifier rejects program `" + program.name() + "`: " + lowerCase(log.message());
    Optional<LineInfo> line =
        log.slot().isPresent() ? lineAt(linked, log.slot().getAsInt()) : Optional.empty();
    Problem problem =
        line.map(at -> Problem.error(kind.code(), message, SourcePlace.of(at, sources), label(log)))
            .orElseGet(() -> Problem.error(kind.code(), message));
    if (line.isEmpty() && log.slot().isPresent()) {
      problem =
          problem.help("at instruction " + log.slot().getAsInt() + " of `" + program.name() + "`");
    }
    if (log.block().isPresent() && !log.block().get().suggestion().isEmpty()) {
      problem = problem.help(log.block().get().suggestion());
    }
    if (large) {
      problem = problem.help("bound loops more tightly, or split the program");
    }
    return problem;
  }

  private static String label(VerifierLog log) {
    return log.block().map(VerifierLog.Block::reason).orElse("");
  }

  private static Optional<LineInfo> lineAt(Linked linked, int slot) {
    return linked.lines().stream()
        .filter(line -> line.slot() <= slot)
        .reduce((_, later) -> later)
        .filter(line -> line.line() > 0);
  }

  private static String lowerCase(String message) {
    String first = message.substring(0, 1);
    boolean word = message.length() > 1 && Character.isLowerCase(message.charAt(1));
    return word ? first.toLowerCase(Locale.ROOT) + message.substring(1) : message;
  }
}
