// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.load;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.bytecode.object.Program;
import dev.weir.cli.io.Failure;
import dev.weir.cli.io.ToolProblem;
import dev.weir.loader.link.AttachTarget;
import dev.weir.loader.link.AttachTarget.Direction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where the user wants programs attached.
///
/// @param cgroup for socket programs
/// @param devices for packet programs, each on all of them
/// @param direction for packet programs whose section names none
public record Placement(
    Optional<Path> cgroup, List<String> devices, Optional<Direction> direction) {
  private static final Path OWN_NAMESPACE = Path.of("/proc/self/ns/net");

  /// Copies the list.
  public Placement {
    devices = List.copyOf(devices);
  }

  /// The targets of a program.
  ///
  /// @throws Failure when the user named none of the kind it needs
  public List<AttachTarget> of(Program program) {
    String section = program.section().replaceFirst("^\\?", "");
    Optional<Hook> hook = Hooks.bySection(section);
    if (hook.isEmpty()) {
      if (section.startsWith("iter/") || section.startsWith("iter.s/")) {
        return List.of(new AttachTarget.Everywhere());
      }
      throw unattachable(program);
    }
    return switch (hook.get().program()) {
      case CGROUP_SKB,
          CGROUP_SOCK,
          CGROUP_SOCK_ADDR,
          CGROUP_DEVICE,
          CGROUP_SYSCTL,
          CGROUP_SOCKOPT,
          SOCK_OPS,
          LSM ->
          List.of(AttachTarget.cgroup(group(program)));
      case SCHED_CLS -> interfaces(program, hook.get());
      case XDP -> devices(program).stream().map(AttachTarget::device).toList();
      case SK_LOOKUP, FLOW_DISSECTOR -> List.of(new AttachTarget.NetworkNamespace(OWN_NAMESPACE));
      case UNSPEC,
          SOCKET_FILTER,
          KPROBE,
          SCHED_ACT,
          TRACEPOINT,
          PERF_EVENT,
          LWT_IN,
          LWT_OUT,
          LWT_XMIT,
          LWT_SEG6LOCAL,
          SK_SKB,
          SK_MSG,
          RAW_TRACEPOINT,
          RAW_TRACEPOINT_WRITABLE,
          LIRC_MODE2,
          SK_REUSEPORT,
          TRACING,
          STRUCT_OPS,
          EXT,
          SYSCALL,
          NETFILTER ->
          throw unattachable(program);
    };
  }

  private Path group(Program program) {
    Path path =
        cgroup.orElseThrow(() ->
            missing(program, "a control group", "--cgroup PATH", "a folder below /sys/fs/cgroup"));
    if (!Files.isDirectory(path)) {
      throw Failure.unable(
          ToolProblem.NO_TARGET
              .error("`" + path + "` is no control group: there is no such folder")
              .help("make one with `mkdir`, in the cgroup v2 hierarchy"));
    }
    return path;
  }

  private List<AttachTarget> interfaces(Program program, Hook hook) {
    boolean directed =
        hook.attach()
            .filter(type ->
                type == AttachType.TCX_INGRESS
                    || type == AttachType.TCX_EGRESS
                    || type == AttachType.NETKIT_PRIMARY
                    || type == AttachType.NETKIT_PEER)
            .isPresent();
    List<String> names = devices(program);
    if (directed || hook.program() == ProgramType.XDP) {
      return names.stream().map(AttachTarget::device).toList();
    }
    Direction way =
        direction.orElseThrow(() ->
            missing(
                program,
                "a direction, which its section `" + program.section() + "` does not name",
                "--direction ingress|egress",
                "or declare the program for `tcx ingress` or `tcx egress`"));
    return names.stream().map(name -> AttachTarget.device(name, way)).toList();
  }

  private List<String> devices(Program program) {
    if (devices.isEmpty()) {
      throw missing(program, "a network interface", "--dev NAME", "`ip link` lists them");
    }
    return devices;
  }

  private static Failure missing(Program program, String what, String option, String hint) {
    return Failure.unable(
        ToolProblem.NO_TARGET
            .error("program `" + program.name() + "` (" + program.section() + ") needs " + what)
            .help("add `" + option + "`; " + hint));
  }

  private static Failure unattachable(Program program) {
    return Failure.unable(
        ToolProblem.NO_TARGET
            .error(
                "program `"
                    + program.name()
                    + "` of section `"
                    + program.section()
                    + "` is of no kind that this command attaches")
            .help("leave it out: name the others with `--program NAME`"));
  }
}
