// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import java.util.Locale;
import java.util.Optional;

/// The kernel's program types, `enum bpf_prog_type`.
///
/// @kernel v6.18 include/uapi/linux/bpf.h; first kernels from the history of that file
public enum ProgramType {
  /// `BPF_PROG_TYPE_UNSPEC`.
  UNSPEC(0, 3, 18),
  /// `BPF_PROG_TYPE_SOCKET_FILTER`.
  SOCKET_FILTER(1, 3, 19),
  /// `BPF_PROG_TYPE_KPROBE`.
  KPROBE(2, 4, 1),
  /// `BPF_PROG_TYPE_SCHED_CLS`.
  SCHED_CLS(3, 4, 1),
  /// `BPF_PROG_TYPE_SCHED_ACT`.
  SCHED_ACT(4, 4, 1),
  /// `BPF_PROG_TYPE_TRACEPOINT`.
  TRACEPOINT(5, 4, 7),
  /// `BPF_PROG_TYPE_XDP`.
  XDP(6, 4, 8),
  /// `BPF_PROG_TYPE_PERF_EVENT`.
  PERF_EVENT(7, 4, 9),
  /// `BPF_PROG_TYPE_CGROUP_SKB`.
  CGROUP_SKB(8, 4, 10),
  /// `BPF_PROG_TYPE_CGROUP_SOCK`.
  CGROUP_SOCK(9, 4, 10),
  /// `BPF_PROG_TYPE_LWT_IN`.
  LWT_IN(10, 4, 10),
  /// `BPF_PROG_TYPE_LWT_OUT`.
  LWT_OUT(11, 4, 10),
  /// `BPF_PROG_TYPE_LWT_XMIT`.
  LWT_XMIT(12, 4, 10),
  /// `BPF_PROG_TYPE_SOCK_OPS`.
  SOCK_OPS(13, 4, 13),
  /// `BPF_PROG_TYPE_SK_SKB`.
  SK_SKB(14, 4, 14),
  /// `BPF_PROG_TYPE_CGROUP_DEVICE`.
  CGROUP_DEVICE(15, 4, 15),
  /// `BPF_PROG_TYPE_SK_MSG`.
  SK_MSG(16, 4, 17),
  /// `BPF_PROG_TYPE_RAW_TRACEPOINT`.
  RAW_TRACEPOINT(17, 4, 17),
  /// `BPF_PROG_TYPE_CGROUP_SOCK_ADDR`.
  CGROUP_SOCK_ADDR(18, 4, 17),
  /// `BPF_PROG_TYPE_LWT_SEG6LOCAL`.
  LWT_SEG6LOCAL(19, 4, 18),
  /// `BPF_PROG_TYPE_LIRC_MODE2`.
  LIRC_MODE2(20, 4, 18),
  /// `BPF_PROG_TYPE_SK_REUSEPORT`.
  SK_REUSEPORT(21, 4, 19),
  /// `BPF_PROG_TYPE_FLOW_DISSECTOR`.
  FLOW_DISSECTOR(22, 4, 20),
  /// `BPF_PROG_TYPE_CGROUP_SYSCTL`.
  CGROUP_SYSCTL(23, 5, 2),
  /// `BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE`.
  RAW_TRACEPOINT_WRITABLE(24, 5, 2),
  /// `BPF_PROG_TYPE_CGROUP_SOCKOPT`.
  CGROUP_SOCKOPT(25, 5, 3),
  /// `BPF_PROG_TYPE_TRACING`.
  TRACING(26, 5, 5),
  /// `BPF_PROG_TYPE_STRUCT_OPS`.
  STRUCT_OPS(27, 5, 6),
  /// `BPF_PROG_TYPE_EXT`.
  EXT(28, 5, 6),
  /// `BPF_PROG_TYPE_LSM`.
  LSM(29, 5, 7),
  /// `BPF_PROG_TYPE_SK_LOOKUP`.
  SK_LOOKUP(30, 5, 9),
  /// `BPF_PROG_TYPE_SYSCALL`.
  SYSCALL(31, 5, 14),
  /// `BPF_PROG_TYPE_NETFILTER`.
  NETFILTER(32, 6, 4);

  private final int number;
  private final KernelVersion since;

  ProgramType(int number, int sinceMajor, int sinceMinor) {
    this.number = number;
    this.since = new KernelVersion(sinceMajor, sinceMinor);
  }

  /// The type of that number, empty where no known kernel has one.
  public static Optional<ProgramType> ofNumber(int number) {
    return number >= 0 && number < values().length
        ? Optional.of(values()[number])
        : Optional.empty();
  }

  /// The number in `bpf_attr.prog_type`.
  public int number() {
    return number;
  }

  /// The name the kernel and bpftool print, such as `sched_cls`.
  public String kernelName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The constant's name in C, such as `BPF_PROG_TYPE_SCHED_CLS`.
  public String constant() {
    return "BPF_PROG_TYPE_" + name();
  }

  /// The first kernel with this program type.
  public KernelVersion since() {
    return since;
  }
}
