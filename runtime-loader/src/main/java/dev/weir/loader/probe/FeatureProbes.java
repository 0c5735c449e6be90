// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.probe;

import dev.weir.bytecode.isa.Codec;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.kernel.Errno;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.loader.error.LoaderException;
import dev.weir.loader.host.KernelRelease;
import dev.weir.loader.host.NetNamespace;
import dev.weir.loader.link.TcxLink;
import dev.weir.loader.netlink.Interfaces;
import dev.weir.loader.sys.Bpf;
import dev.weir.loader.sys.BpfCommand.ProgLoad;
import dev.weir.loader.sys.Fd;
import dev.weir.loader.sys.Syscalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the kernel does when asked: program types, kinds of links.
final class FeatureProbes {
  private static final Path LSM = Path.of("/sys/kernel/security/lsm");
  private static final int SLEEPABLE = 1 << 4;
  private static final List<String> HOOKS =
      List.of(
          "tc ingress",
          "connect4",
          "sock_create",
          "cgroup_skb ingress",
          "sockops",
          "sk_msg",
          "sk_lookup",
          "xdp",
          "syscall");

  private FeatureProbes() {}

  /// Loads a program that does nothing, for one hook of each type.
  static List<Probe> programTypes() {
    List<Probe> probes = new ArrayList<>();
    for (String name : HOOKS) {
      Hooks.byName(name).map(FeatureProbes::programType).ifPresent(probes::add);
    }
    return probes;
  }

  private static Probe programType(Hook hook) {
    String name = "program type " + hook.program().kernelName();
    if (Syscalls.unavailable().isPresent()) {
      return Probe.unknown(name, "cannot be tried without system calls", "");
    }
    int errno = load(hook.program(), hook.attach(), 0);
    if (errno == 0) {
      return Probe.ok(name, "loads");
    }
    String found = error(errno);
    return errno == Errno.EPERM.number()
        ? Probe.missing(name, found, "run as root; if you are, a policy of the kernel refuses it")
        : Probe.missing(name, found, "the kernel is too old or was built without it");
  }

  static Probe tcx() {
    if (Syscalls.unavailable().isPresent()) {
      return Probe.unknown("tcx", "cannot be tried without system calls", "");
    }
    return TcxLink.supported()
        ? Probe.ok("tcx", "packet programs attach by links")
        : Probe.missing(
            "tcx",
            "Linux " + KernelRelease.running().version() + "; tcx came with 6.6",
            "packet programs attach by clsact filters instead, which outlive a killed process");
  }

  /// Creates a netkit pair in a network namespace of its own.
  static Probe netkit() {
    try (NetNamespace namespace = NetNamespace.create()) {
      namespace.run(() -> {
        try (Interfaces interfaces = Interfaces.open()) {
          interfaces.create("weir0", "netkit");
        }
      });
      return Probe.ok("netkit", "devices can be created");
    } catch (LoaderException e) {
      return Probe.missing(
          "netkit",
          e.problem().message(),
          "needed for netkit devices only: Linux 6.7 with CONFIG_NETKIT");
    }
  }

  /// The program type is refused by some kernels, and attached programs run only when `bpf` is
  /// among the security modules.
  static Probe lsmCgroup() {
    String name = "lsm_cgroup";
    if (Syscalls.unavailable().isPresent()) {
      return Probe.unknown(name, "cannot be tried without system calls", "");
    }
    int bogusFunction = 1;
    int errno = load(ProgramType.LSM, Optional.of(AttachType.LSM_CGROUP), bogusFunction);
    if (errno == Errno.EPERM.number()) {
      return Probe.missing(
          name, "programs of type lsm are refused: " + error(errno), "use a stock kernel");
    }
    Optional<String> modules = HostProbes.read(LSM);
    if (modules.isEmpty()) {
      return Probe.unknown(
          name, "no " + LSM, "mount -t securityfs securityfs /sys/kernel/security");
    }
    boolean active = List.of(modules.get().split(",")).contains("bpf");
    return active
        ? Probe.ok(name, "bpf is among the security modules")
        : Probe.missing(
            name,
            "security modules: " + modules.get() + "; programs attach but never run",
            "boot with lsm=" + modules.get() + ",bpf");
  }

  /// Tries to load `r0 = 1; exit`.
  ///
  /// @return 0, or the error number
  private static int load(ProgramType type, Optional<AttachType> attach, int attachBtfId) {
    List<Insn<Reg>> insns =
        List.of(new Insn.Mov<>(Width.W64, Reg.R0, Operand.imm(1)), new Insn.Exit<>());
    byte[] code = Codec.encode(insns);
    MemorySegment none = MemorySegment.NULL;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(code.length, Long.BYTES);
      segment.copyFrom(MemorySegment.ofArray(code));
      long result =
          Bpf.call(
              new ProgLoad(
                  type.number(),
                  segment,
                  arena.allocateFrom("GPL"),
                  none,
                  0,
                  type == ProgramType.SYSCALL ? SLEEPABLE : 0,
                  "weir_probe",
                  attach.map(AttachType::number).orElse(0),
                  0,
                  none,
                  none,
                  attachBtfId,
                  0,
                  none));
      if (result >= 0) {
        new Fd((int) result).close();
        return 0;
      }
      return (int) -result;
    }
  }

  private static String error(int errno) {
    return Errno.ofNumber(errno)
        .map(e -> e.name() + ", " + e.description())
        .orElse("error " + errno);
  }
}
