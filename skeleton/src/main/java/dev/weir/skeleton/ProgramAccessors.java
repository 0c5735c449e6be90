// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import com.palantir.javapoet.ClassName;
import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.link.ProgramKind;
import dev.weir.bytecode.object.Program;
import java.util.Optional;

/// Which handle suits a program, by its section.
final class ProgramAccessors {
  private ProgramAccessors() {}

  /// The class of the handle.
  static ClassName handle(Program program) {
    try {
      return Library.hook(handle(ProgramKind.of(program)));
    } catch (LinkException _) {
      return Library.hook("LoadedOnlyProgram");
    }
  }

  private static String handle(ProgramKind kind) {
    Optional<AttachType> attach = kind.attachType();
    return switch (kind.type()) {
      case CGROUP_SKB -> attach.isPresent() ? "CgroupSkbProgram" : "TestableProgram";
      case CGROUP_SOCK, CGROUP_SOCK_ADDR, CGROUP_DEVICE, CGROUP_SYSCTL, CGROUP_SOCKOPT, SOCK_OPS ->
          "CgroupProgram";
      case LSM ->
          attach.filter(t -> t == AttachType.LSM_CGROUP).isPresent()
              ? "CgroupProgram"
              : "LoadedOnlyProgram";
      case SCHED_CLS -> attach.map(ProgramAccessors::packets).orElse("TcProgram");
      case XDP ->
          attach.filter(t -> t != AttachType.XDP).isPresent() ? "LoadedOnlyProgram" : "XdpProgram";
      case SK_LOOKUP, FLOW_DISSECTOR -> "NamespaceProgram";
      case TRACING ->
          attach.filter(t -> t == AttachType.TRACE_ITER).isPresent()
              ? "IteratorProgram"
              : "LoadedOnlyProgram";
      case SYSCALL -> "SyscallProgram";
      case SOCKET_FILTER, SCHED_ACT, LWT_IN, LWT_OUT, LWT_XMIT, LWT_SEG6LOCAL -> "TestableProgram";
      case UNSPEC,
          KPROBE,
          TRACEPOINT,
          PERF_EVENT,
          SK_SKB,
          SK_MSG,
          RAW_TRACEPOINT,
          RAW_TRACEPOINT_WRITABLE,
          LIRC_MODE2,
          SK_REUSEPORT,
          STRUCT_OPS,
          EXT,
          NETFILTER ->
          "LoadedOnlyProgram";
    };
  }

  private static String packets(AttachType type) {
    return switch (type) {
      case NETKIT_PRIMARY, NETKIT_PEER -> "NetkitProgram";
      default -> "TcxProgram";
    };
  }
}
