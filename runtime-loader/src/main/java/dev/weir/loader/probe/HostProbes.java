// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.probe;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.host.KernelRelease;
import dev.weir.loader.host.Mounts;
import dev.weir.loader.sys.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What files of the kernel say: release, privileges, mounts, settings.
final class HostProbes {
  private static final KernelVersion MEMLOCK_GONE = new KernelVersion(5, 11);
  private static final Path LOCKDOWN = Path.of("/sys/kernel/security/lockdown");
  private static final Path UNPRIVILEGED = Path.of("/proc/sys/kernel/unprivileged_bpf_disabled");
  private static final Path JIT = Path.of("/proc/sys/net/core/bpf_jit_enable");
  private static final Path TYPES = Path.of("/sys/kernel/btf/vmlinux");
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Pattern CHOSEN = Pattern.compile("\\[(\\w+)]");
  private static final Pattern LOCKED = Pattern.compile("(?m)^Max locked memory\\s+(\\S+).*");
  private static final String MOUNT_SECURITYFS =
      "mount -t securityfs securityfs /sys/kernel/security";

  private HostProbes() {}

  static Probe kernel() {
    KernelRelease kernel = KernelRelease.running();
    KernelVersion oldest = KernelVersion.TARGETS.getFirst();
    return kernel.version().atLeast(oldest)
        ? Probe.ok("kernel", kernel.release())
        : Probe.missing("kernel", kernel.release(), "use Linux " + oldest + " or newer");
  }

  static Probe nativeAccess() {
    return Syscalls.unavailable()
        .map(reason -> Probe.missing("system calls", reason, reason))
        .orElseGet(() -> Probe.ok("system calls", "java.lang.foreign reaches bpf(2)"));
  }

  static Probe capabilities() {
    Capabilities capabilities = Capabilities.current();
    List<String> lacking = new ArrayList<>();
    if (!capabilities.bpf()) {
      lacking.add("CAP_BPF");
    }
    if (!capabilities.networkAdmin()) {
      lacking.add("CAP_NET_ADMIN");
    }
    if (!capabilities.performance()) {
      lacking.add("CAP_PERFMON");
    }
    return lacking.isEmpty()
        ? Probe.ok("privileges", "CAP_BPF, CAP_NET_ADMIN, CAP_PERFMON")
        : Probe.missing(
            "privileges", "without " + String.join(", ", lacking), "run as root (sudo)");
  }

  static Probe lockdown() {
    Optional<String> text = read(LOCKDOWN);
    if (text.isEmpty()) {
      return Probe.unknown("lockdown", "no " + LOCKDOWN, MOUNT_SECURITYFS);
    }
    Matcher matcher = CHOSEN.matcher(text.get());
    String mode = matcher.find() ? matcher.group(1) : text.get();
    return mode.equals("confidentiality")
        ? Probe.missing(
            "lockdown",
            "confidentiality: BPF may not read kernel memory",
            "boot with lockdown=integrity or less")
        : Probe.ok("lockdown", mode);
  }

  static Probe unprivileged() {
    String setting = "unprivileged bpf";
    return read(UNPRIVILEGED)
        .map(value ->
            Probe.ok(
                setting,
                value.equals("0")
                    ? "permitted for socket filters (capabilities are needed for the rest)"
                    : "off: capabilities are needed"))
        .orElseGet(() -> Probe.unknown(setting, "no " + UNPRIVILEGED, ""));
  }

  static Probe types() {
    return Files.isReadable(TYPES)
        ? Probe.ok("kernel types", TYPES.toString())
        : Probe.missing(
            "kernel types",
            "no " + TYPES,
            "needed for kernel functions and CO-RE only: a kernel with CONFIG_DEBUG_INFO_BTF");
  }

  static Probe cgroup2() {
    return Mounts.read()
        .cgroup2()
        .map(path -> Probe.ok("cgroup v2", path.toString()))
        .orElseGet(() ->
            Probe.missing(
                "cgroup v2",
                "not mounted",
                "mkdir -p /sys/fs/cgroup/unified"
                    + " && mount -t cgroup2 none /sys/fs/cgroup/unified"));
  }

  static Probe bpffs() {
    return Mounts.read()
        .bpffs()
        .map(path -> Probe.ok("bpffs", path.toString()))
        .orElseGet(() ->
            Probe.missing(
                "bpffs", "not mounted (needed for pinning only)", "mount -t bpf bpf /sys/fs/bpf"));
  }

  static Probe jit() {
    return read(JIT)
        .map(value ->
            value.equals("0")
                ? Probe.missing(
                    "jit", "off: programs are interpreted", "sysctl net.core.bpf_jit_enable=1")
                : Probe.ok("jit", "on"))
        .orElseGet(() -> Probe.unknown("jit", "no " + JIT, ""));
  }

  static Probe memlock() {
    boolean irrelevant = KernelRelease.running().version().atLeast(MEMLOCK_GONE);
    String limit =
        read(LIMITS)
            .map(LOCKED::matcher)
            .filter(Matcher::find)
            .map(m -> m.group(1))
            .orElse("unknown");
    if (irrelevant) {
      return Probe.ok("locked memory", limit + " (does not limit BPF on this kernel)");
    }
    return limit.equals("unlimited")
        ? Probe.ok("locked memory", limit)
        : Probe.missing("locked memory", limit, "ulimit -l unlimited");
  }

  /// The contents of a small file without trailing blanks; empty when it cannot be read.
  static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
