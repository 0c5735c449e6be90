// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.link;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.bytecode.link.LinkException.Kind;
import dev.weir.bytecode.object.Program;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a program's section says about it.
///
/// @param type what it is loaded as
/// @param attachType where it attaches; empty when the section does not tell
/// @param flags `BPF_F_*` load flags
/// @param kernelType name of the kernel function or type that it is loaded for, such as
///   `bpf_lsm_socket_sendmsg`; empty for most
/// @param hook the row of the table of hooks; empty for types that the table leaves out
public record ProgramKind(
    ProgramType type,
    Optional<AttachType> attachType,
    int flags,
    Optional<String> kernelType,
    Optional<Hook> hook) {
  private static final int BPF_F_SLEEPABLE = 1 << 4;
  private static final int BPF_F_XDP_HAS_FRAGS = 1 << 5;

  /// Sections of types that are loaded for a kernel function, which the table of hooks leaves out.
  private static final List<Traced> TRACED =
      List.of(
          Traced.by("iter/", AttachType.TRACE_ITER, "bpf_iter_"),
          Traced.by("iter.s/", AttachType.TRACE_ITER, "bpf_iter_"),
          Traced.by("tp_btf/", AttachType.TRACE_RAW_TP, "btf_trace_"),
          Traced.by("fentry/", AttachType.TRACE_FENTRY, ""),
          Traced.by("fentry.s/", AttachType.TRACE_FENTRY, ""),
          Traced.by("fexit/", AttachType.TRACE_FEXIT, ""),
          Traced.by("fexit.s/", AttachType.TRACE_FEXIT, ""),
          Traced.by("fmod_ret/", AttachType.MODIFY_RETURN, ""),
          Traced.by("fmod_ret.s/", AttachType.MODIFY_RETURN, ""),
          new Traced("lsm/", ProgramType.LSM, AttachType.LSM_MAC, "bpf_lsm_"),
          new Traced("lsm.s/", ProgramType.LSM, AttachType.LSM_MAC, "bpf_lsm_"));

  /// Sections of types that see into the kernel without a function of it to be loaded for.
  private static final Map<String, ProgramType> PROBES =
      Map.ofEntries(
          Map.entry("kprobe", ProgramType.KPROBE),
          Map.entry("kretprobe", ProgramType.KPROBE),
          Map.entry("ksyscall", ProgramType.KPROBE),
          Map.entry("kretsyscall", ProgramType.KPROBE),
          Map.entry("uprobe", ProgramType.KPROBE),
          Map.entry("uretprobe", ProgramType.KPROBE),
          Map.entry("usdt", ProgramType.KPROBE),
          Map.entry("tp", ProgramType.TRACEPOINT),
          Map.entry("tracepoint", ProgramType.TRACEPOINT),
          Map.entry("raw_tp", ProgramType.RAW_TRACEPOINT),
          Map.entry("raw_tracepoint", ProgramType.RAW_TRACEPOINT),
          Map.entry("raw_tp.w", ProgramType.RAW_TRACEPOINT_WRITABLE),
          Map.entry("raw_tracepoint.w", ProgramType.RAW_TRACEPOINT_WRITABLE),
          Map.entry("perf_event", ProgramType.PERF_EVENT));

  private record Traced(
      String prefix, ProgramType type, AttachType attachType, String kernelPrefix) {
    static Traced by(String prefix, AttachType attachType, String kernelPrefix) {
      return new Traced(prefix, ProgramType.TRACING, attachType, kernelPrefix);
    }

    int flags() {
      return prefix.endsWith(".s/") ? BPF_F_SLEEPABLE : 0;
    }
  }

  /// What a program's section says.
  ///
  /// @throws LinkException when it names no hook
  public static ProgramKind of(Program program) throws LinkException {
    return ofSection(program.section())
        .orElseThrow(() ->
            new LinkException(
                Kind.UNKNOWN_SECTION,
                "program `"
                    + program.name()
                    + "`: section `"
                    + program.section()
                    + "` names no hook",
                "sections are named as libbpf does: `tcx/ingress`, `cgroup/connect4`, `xdp`"));
  }

  /// What a section says about the programs in it; empty when it names no hook.
  public static Optional<ProgramKind> ofSection(String text) {
    String section = name(text);
    return Hooks.bySection(section)
        .map(hook -> of(hook, section))
        .or(() -> traced(section))
        .or(() -> probe(section));
  }

  /// Whether a program is to be loaded only when it is asked for by name.
  public static boolean optional(Program program) {
    return program.section().startsWith("?");
  }

  private static ProgramKind of(Hook hook, String section) {
    int flags = section.startsWith("xdp.frags") ? BPF_F_XDP_HAS_FRAGS : 0;
    if (hook.program() == ProgramType.SYSCALL) {
      flags |= BPF_F_SLEEPABLE;
    }
    Optional<AttachType> attach = section.equals("cgroup/skb") ? Optional.empty() : hook.attach();
    return new ProgramKind(
        hook.program(), attach, flags, lsmFunction(hook, section), Optional.of(hook));
  }

  private static Optional<String> lsmFunction(Hook hook, String section) {
    return hook.program() == ProgramType.LSM
        ? Optional.of("bpf_lsm_" + section.substring(section.indexOf('/') + 1))
        : Optional.empty();
  }

  private static Optional<ProgramKind> traced(String section) {
    return TRACED.stream()
        .filter(row -> section.startsWith(row.prefix()))
        .findFirst()
        .map(row ->
            new ProgramKind(
                row.type(),
                Optional.of(row.attachType()),
                row.flags(),
                Optional.of(row.kernelPrefix() + section.substring(row.prefix().length())),
                Optional.empty()));
  }

  private static Optional<ProgramKind> probe(String section) {
    int slash = section.indexOf('/');
    String prefix = slash < 0 ? section : section.substring(0, slash);
    return Optional.ofNullable(PROBES.get(prefix))
        .map(
            type -> new ProgramKind(type, Optional.empty(), 0, Optional.empty(), Optional.empty()));
  }

  private static String name(String section) {
    return section.startsWith("?") ? section.substring(1) : section;
  }
}
