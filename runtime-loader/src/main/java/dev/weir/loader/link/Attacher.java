// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.link;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.loader.link.AttachTarget.Cgroup;
import dev.weir.loader.link.AttachTarget.Device;
import dev.weir.loader.link.AttachTarget.Direction;
import dev.weir.loader.link.AttachTarget.Everywhere;
import dev.weir.loader.link.AttachTarget.NetworkNamespace;
import dev.weir.loader.netlink.Interfaces;
import dev.weir.loader.program.LoadedProgram;
import java.util.Locale;
import java.util.Optional;

/// Attaches a program by whatever kind of link its hook has.
public final class Attacher {
  private Attacher() {}

  /// Attaches a program.
  ///
  /// @throws BpfException when program and target do not fit, or the kernel refuses
  /// @throws dev.weir.loader.error.UnsupportedFeature when the kernel has no such link
  public static Link attach(LoadedProgram program, AttachTarget target, AttachOptions options) {
    return switch (program.type()) {
      case CGROUP_SKB,
          CGROUP_SOCK,
          CGROUP_SOCK_ADDR,
          CGROUP_DEVICE,
          CGROUP_SYSCTL,
          CGROUP_SOCKOPT,
          SOCK_OPS ->
          toCgroup(program, target, options);
      case LSM -> toCgroup(program, target, options);
      case SCHED_CLS -> toDevice(program, target, options);
      case XDP ->
          XdpLink.attach(program, Interfaces.find(device(program, target).name()), options.xdp());
      case SK_LOOKUP, FLOW_DISSECTOR -> toNamespace(program, target);
      case TRACING -> toIterator(program, target);
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
          STRUCT_OPS,
          EXT,
          SYSCALL,
          NETFILTER ->
          throw BpfException.of(
              LoaderProblem.BAD_TARGET,
              "cannot attach "
                  + program
                  + ": programs of this type are not attached by links of"
                  + " a control group, interface or namespace");
    };
  }

  private static Link toCgroup(LoadedProgram program, AttachTarget target, AttachOptions options) {
    AttachType type =
        program
            .attachType()
            .orElseGet(() -> {
              throw unsuited(program, "a section that names its hook");
            });
    return switch (target) {
      case Cgroup(var path) -> CgroupLink.attach(program, path, type, options.position());
      case Device _, NetworkNamespace _, Everywhere _ -> throw unsuited(program, "a control group");
    };
  }

  private static Link toDevice(LoadedProgram program, AttachTarget target, AttachOptions options) {
    Device device = device(program, target);
    Interfaces.Device found = Interfaces.find(device.name());
    Optional<AttachType> type = program.attachType();
    if (type.filter(t -> t == AttachType.NETKIT_PRIMARY || t == AttachType.NETKIT_PEER)
        .isPresent()) {
      return NetkitLink.attach(program, found, type.orElseThrow(), options.position());
    }
    Direction direction = direction(program, device);
    boolean tcx =
        switch (options.traffic()) {
          case AUTO -> TcxLink.supported();
          case TCX -> true;
          case CLSACT -> false;
        };
    return tcx
        ? TcxLink.attach(program, found, direction, options.position())
        : ClsactFilter.attach(program, found, direction, options.priority());
  }

  private static Direction direction(LoadedProgram program, Device device) {
    Optional<Direction> named =
        program
            .attachType()
            .flatMap(type ->
                switch (type) {
                  case TCX_INGRESS -> Optional.of(Direction.INGRESS);
                  case TCX_EGRESS -> Optional.of(Direction.EGRESS);
                  default -> Optional.empty();
                });
    if (named.isPresent() && device.direction().isPresent() && !named.equals(device.direction())) {
      throw unsuited(program, named.get().name().toLowerCase(Locale.ROOT));
    }
    return device
        .direction()
        .or(() -> named)
        .orElseThrow(() -> unsuited(program, "a direction: ingress or egress"));
  }

  private static Link toNamespace(LoadedProgram program, AttachTarget target) {
    AttachType type = program.attachType().orElse(AttachType.SK_LOOKUP);
    return switch (target) {
      case NetworkNamespace(var path) -> NamespaceLink.attach(program, path, type);
      case Cgroup _, Device _, Everywhere _ -> throw unsuited(program, "a network namespace");
    };
  }

  private static Link toIterator(LoadedProgram program, AttachTarget target) {
    boolean iterator = program.attachType().filter(t -> t == AttachType.TRACE_ITER).isPresent();
    if (iterator && target instanceof Everywhere) {
      return IteratorLink.attach(program);
    }
    throw unsuited(program, iterator ? "no target" : "an attachment that Weir does not make");
  }

  private static Device device(LoadedProgram program, AttachTarget target) {
    return switch (target) {
      case Device device -> device;
      case Cgroup _, NetworkNamespace _, Everywhere _ ->
          throw unsuited(program, "a network interface");
    };
  }

  private static BpfException unsuited(LoadedProgram program, String expected) {
    String hook = program.attachType().map(AttachType::kernelName).orElse("no named hook");
    return BpfException.of(
        LoaderProblem.BAD_TARGET,
        "cannot attach " + program + " there: it is for " + hook + " and needs " + expected);
  }
}
