// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.error;

import static dev.weir.bytecode.kernel.Errno.E2BIG;
import static dev.weir.bytecode.kernel.Errno.EACCES;
import static dev.weir.bytecode.kernel.Errno.EAGAIN;
import static dev.weir.bytecode.kernel.Errno.EBADF;
import static dev.weir.bytecode.kernel.Errno.EBUSY;
import static dev.weir.bytecode.kernel.Errno.EEXIST;
import static dev.weir.bytecode.kernel.Errno.EINVAL;
import static dev.weir.bytecode.kernel.Errno.EMFILE;
import static dev.weir.bytecode.kernel.Errno.ENODEV;
import static dev.weir.bytecode.kernel.Errno.ENOENT;
import static dev.weir.bytecode.kernel.Errno.ENOLINK;
import static dev.weir.bytecode.kernel.Errno.ENOMEM;
import static dev.weir.bytecode.kernel.Errno.ENOSPC;
import static dev.weir.bytecode.kernel.Errno.ENOTSUPP;
import static dev.weir.bytecode.kernel.Errno.EOPNOTSUPP;
import static dev.weir.bytecode.kernel.Errno.EPERM;
import static dev.weir.bytecode.kernel.Errno.ESTALE;

import dev.weir.bytecode.kernel.Errno;
import java.util.List;

/// What an error number most likely means, per command: one table, first match wins.
///
/// Sources: the kernel's code paths that return the number, and measurements on 6.1, 6.12, 6.18 and
/// 7.3.
final class Hints {
  private static final String ANY = "";
  private static final String CAPABILITIES =
      "run as root, or give the process CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON";
  private static final String DOCTOR = "`weir doctor` shows what this machine permits";

  private static final List<Row> ROWS =
      List.of(
          row("BPF_PROG_LOAD", EPERM, LoaderProblem.NOT_PERMITTED, CAPABILITIES, DOCTOR),
          row("BPF_PROG_LOAD", EACCES, LoaderProblem.REJECTED, "the verifier's log says why"),
          row(
              "BPF_PROG_LOAD",
              E2BIG,
              LoaderProblem.TOO_COMPLEX,
              "bound loops more tightly, or split the program",
              "without CAP_PERFMON the verifier follows many more paths: " + CAPABILITIES),
          row(
              "BPF_PROG_LOAD",
              EINVAL,
              LoaderProblem.KERNEL_REFUSED,
              "the kernel does not know the program type, attach type or a flag"),
          row("BPF_MAP_CREATE", EPERM, LoaderProblem.NOT_PERMITTED, CAPABILITIES, DOCTOR),
          row(
              "BPF_MAP_CREATE",
              E2BIG,
              LoaderProblem.BAD_MAP,
              "the key, the value or the number of entries is too large for the map's type"),
          row(
              "BPF_MAP_CREATE",
              ENOMEM,
              LoaderProblem.BAD_MAP,
              "the map needs more memory than the machine or the memory control group has",
              "declare fewer entries, or create the map with BPF_F_NO_PREALLOC"),
          row(
              "BPF_MAP_CREATE",
              EINVAL,
              LoaderProblem.BAD_MAP,
              "the kernel does not know the map's type or flags, or its sizes do not suit the type"),
          row(
              "BPF_MAP_CREATE",
              ENOTSUPP,
              LoaderProblem.BAD_MAP,
              "the type does not take these flags or types (LRU maps are always preallocated)"),
          row(
              "BPF_MAP_UPDATE_ELEM",
              E2BIG,
              LoaderProblem.MAP_OPERATION,
              "the map is full, or the index is past its end"),
          row(
              "BPF_MAP_UPDATE_ELEM",
              EPERM,
              LoaderProblem.MAP_OPERATION,
              "the map is read-only: it is frozen, or was opened for reading"),
          row(
              "BPF_MAP_UPDATE_ELEM",
              EBUSY,
              LoaderProblem.MAP_OPERATION,
              "the bucket is in use by a program; repeat the update"),
          row(
              "BPF_MAP_UPDATE_ELEM",
              ENOMEM,
              LoaderProblem.MAP_OPERATION,
              "no memory for another element just now; repeat the update"),
          row(
              "BPF_MAP_FREEZE",
              EBUSY,
              LoaderProblem.MAP_OPERATION,
              "the map is mapped writable or written just now"),
          row(
              "BPF_LINK_CREATE",
              EPERM,
              LoaderProblem.ATTACH_CONFLICT,
              "attaching needs CAP_NET_ADMIN",
              "with it, EPERM means that a program is attached exclusively there or above"),
          row(
              "BPF_LINK_CREATE",
              EBADF,
              LoaderProblem.BAD_TARGET,
              "the folder is not of the cgroup v2 hierarchy; give one below its mount point"),
          row(
              "BPF_LINK_CREATE",
              ENODEV,
              LoaderProblem.BAD_TARGET,
              "there is no such interface in this network namespace"),
          row(
              "BPF_LINK_CREATE",
              EEXIST,
              LoaderProblem.ATTACH_CONFLICT,
              "the program is attached there already"),
          row(
              "BPF_LINK_CREATE",
              EBUSY,
              LoaderProblem.ATTACH_CONFLICT,
              "another program is attached there, and the hook takes one"),
          row(
              "BPF_LINK_CREATE",
              ESTALE,
              LoaderProblem.ATTACH_CONFLICT,
              "the list of programs changed meanwhile; try again"),
          row(
              "BPF_LINK_CREATE",
              E2BIG,
              LoaderProblem.ATTACH_CONFLICT,
              "64 programs are attached there already, which is the most"),
          row(
              "BPF_LINK_CREATE",
              EINVAL,
              LoaderProblem.BAD_TARGET,
              "the kernel has no such link (tcx came with 6.6, netkit with 6.7), or the program is"
                  + " for another hook"),
          row(
              "BPF_LINK_CREATE",
              EOPNOTSUPP,
              LoaderProblem.BAD_TARGET,
              "the interface's driver does not support it"),
          row(
              "BPF_LINK_UPDATE",
              ENOLINK,
              LoaderProblem.BAD_TARGET,
              "the link is detached: its target is gone"),
          row(
              "BPF_LINK_UPDATE",
              EINVAL,
              LoaderProblem.BAD_TARGET,
              "the new program is of another type or for another hook than the old"),
          row(
              "BPF_PROG_TEST_RUN",
              ENOTSUPP,
              LoaderProblem.NO_TEST_RUN,
              "load the same code as a syscall program, or send real traffic in a control group"),
          row(
              "BPF_PROG_TEST_RUN",
              EINVAL,
              LoaderProblem.NO_TEST_RUN,
              "packets need at least 14 bytes, IPv4 packets 34, and at most a page;"
                  + " only some context fields can be set"),
          row(
              "BPF_OBJ_PIN",
              EINVAL,
              LoaderProblem.CANNOT_PIN,
              "the folder is no bpffs: mount -t bpf bpf /sys/fs/bpf"),
          row(
              "BPF_OBJ_PIN",
              EPERM,
              LoaderProblem.CANNOT_PIN,
              "the folder must lie in a bpffs, the name must not contain a dot, and the process"
                  + " must be allowed to write there"),
          row("BPF_OBJ_PIN", EEXIST, LoaderProblem.CANNOT_PIN, "remove the old pin first"),
          row("BPF_OBJ_PIN", ENOENT, LoaderProblem.CANNOT_PIN, "create the folder first"),
          row("BPF_OBJ_GET", ENOENT, LoaderProblem.CANNOT_PIN, "nothing is pinned there"),
          row("open cgroup", ENOENT, LoaderProblem.NO_CGROUP, "there is no such folder"),
          row("RTM_*", EPERM, LoaderProblem.NOT_PERMITTED, "CAP_NET_ADMIN is needed"),
          row("RTM_*", ENODEV, LoaderProblem.BAD_TARGET, "there is no such interface"),
          row("RTM_*", EEXIST, LoaderProblem.NETWORK_REQUEST, "it exists already"),
          row(
              "RTM_*",
              EOPNOTSUPP,
              LoaderProblem.NETWORK_REQUEST,
              "the kernel was built without that kind, or its module is not loaded"),
          row("RTM_*", ENOENT, LoaderProblem.NETWORK_REQUEST, "it does not exist"),
          row(ANY, EPERM, LoaderProblem.NOT_PERMITTED, CAPABILITIES, DOCTOR),
          row(ANY, EMFILE, LoaderProblem.KERNEL_REFUSED, "raise the limit: ulimit -n 65536"),
          row(ANY, ENOMEM, LoaderProblem.KERNEL_REFUSED, "the machine is out of memory"),
          row(ANY, ENOSPC, LoaderProblem.KERNEL_REFUSED, "a kernel limit or buffer is exhausted"),
          row(ANY, EAGAIN, LoaderProblem.KERNEL_REFUSED, "try again"));

  private Hints() {}

  private record Row(String command, int errno, Hint hint) {
    boolean matches(String given, int number) {
      return errno == number
          && (command.isEmpty()
              || command.equals(given)
              || (command.endsWith("*")
                  && given.startsWith(command.substring(0, command.length() - 1))));
    }
  }

  private static Row row(String command, Errno errno, LoaderProblem problem, String... help) {
    return new Row(command, errno.number(), Hint.of(problem, help));
  }

  /// The most specific hint for a refusal.
  static Hint of(String command, int errno) {
    return ROWS.stream()
        .filter(row -> row.matches(command, errno))
        .findFirst()
        .map(Row::hint)
        .orElseGet(() -> byDefault(command));
  }

  private static Hint byDefault(String command) {
    LoaderProblem problem = LoaderProblem.KERNEL_REFUSED;
    if (command.startsWith("RTM_")) {
      problem = LoaderProblem.NETWORK_REQUEST;
    } else if (command.startsWith("BPF_MAP_CREATE")) {
      problem = LoaderProblem.BAD_MAP;
    } else if (command.startsWith("BPF_MAP_")) {
      problem = LoaderProblem.MAP_OPERATION;
    } else if (command.startsWith("BPF_LINK_")) {
      problem = LoaderProblem.BAD_TARGET;
    }
    return Hint.of(problem);
  }
}
