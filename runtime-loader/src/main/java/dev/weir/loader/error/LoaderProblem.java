// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.error;

import java.util.Arrays;
import java.util.Optional;

/// The catalogue of what can go wrong between an object and the kernel: one row per code `W5xxx`.
///
/// Codes are never reused.
public enum LoaderProblem {
  /// Missing privilege.
  NOT_PERMITTED(
      "W5001",
      "the kernel does not permit the operation",
      """
      bpf(2) needs capabilities: CAP_BPF for maps, BTF and programs; CAP_NET_ADMIN in addition for
      network program types and for attaching them; CAP_PERFMON in addition for loops that the
      verifier follows, for pointer comparison and for tracing types. root has all three.
      `weir doctor` shows which ones this process has.\
      """),
  /// Program type shut off by policy.
  REFUSED_BY_POLICY(
      "W5002",
      "a policy of this kernel refuses the program type",
      """
      The kernel answered EPERM before it looked at the program, although the process has every
      capability that is needed. Kernel lockdown (confidentiality), an LSM or a patched kernel does
      that, mostly for program types that see into the kernel (LSM, tracing, extensions).\
      """),
  /// Feature of a newer kernel.
  UNSUPPORTED(
      "W5003",
      "the running kernel does not have the feature",
      """
      The object or the attachment needs something that came with a later kernel, or that this kernel
      was built without. Compile for an older target (`--target`), or use the alternative named in
      the help.\
      """),
  /// Verifier verdict.
  REJECTED(
      "W5004",
      "the kernel's verifier rejected the program",
      """
      The program loads on no kernel like this one until the reason is gone. The message is the
      verifier's; the place is the source line that the instruction was compiled from.\
      """),
  /// Too large or complex.
  TOO_COMPLEX(
      "W5005",
      "the program is too large for the kernel's verifier",
      """
      A program may have 1,000,000 instructions (4,096 without CAP_BPF), and the verifier follows at
      most 1,000,000 instructions over all paths. Bound loops more tightly, use `bpf_loop`, or split
      the work into functions or tail calls.\
      """),
  /// Map creation refused.
  BAD_MAP(
      "W5006",
      "the kernel cannot create the map",
      """
      Sizes, flags or the number of entries do not suit the map's type, or there is not enough
      memory.\
      """),
  /// Schema mismatch of a pinned map.
  PINNED_MAP_DIFFERS(
      "W5007",
      "a pinned map differs from the object's",
      """
      A map of that name is pinned already, and its type, sizes, entries or flags are not those of
      the object. The loader neither replaces it nor uses it with other sizes: remove the pin if
      nobody needs its contents, or load with another pin folder.\
      """),
  /// Unknown or unsuitable load-time constant.
  BAD_CONSTANT(
      "W5008",
      "a load-time constant cannot be set",
      """
      Load-time constants are variables of the object's read-only data. The name must be one of them
      and the value must fit its size.\
      """),
  /// Missing kernel symbol.
  NO_KERNEL_SYMBOL(
      "W5009",
      "the kernel has no such function or variable",
      """
      The program refers to a kernel function (kfunc), variable or configuration value that the
      running kernel does not have. A weak reference is replaced by zero instead.\
      """),
  /// CO-RE failure.
  NO_KERNEL_TYPE(
      "W5010",
      "the kernel has no such type or field",
      """
      A CO-RE relocation refers to a type, field or enumerator that the running kernel's types do not
      have, and the program does not test for its existence.\
      """),
  /// Inconsistent object.
  BAD_OBJECT(
      "W5011",
      "the object is inconsistent",
      """
      The object refers to something that it does not define, or its code and its relocations do not
      fit together.\
      """),
  /// Section name without a hook.
  UNKNOWN_SECTION(
      "W5012",
      "the program's section names no hook",
      """
      The section tells the loader the program's type and where it attaches, as in `tcx/ingress`
      or `cgroup/connect4`. See docs/loader.md for the names.\
      """),
  /// Unsuitable attach target.
  BAD_TARGET(
      "W5013",
      "the program cannot be attached there",
      """
      The target does not exist or is of another kind than the program's hook: cgroup programs attach
      to a folder of the cgroup v2 hierarchy, packet programs to a network interface of the caller's
      network namespace.\
      """),
  /// Others are attached in a way that excludes it.
  ATTACH_CONFLICT(
      "W5014",
      "what is attached already excludes the program",
      """
      Somebody attached a program exclusively, or the same program is attached there already, or the
      list of programs changed meanwhile.\
      """),
  /// Map element refused.
  MAP_OPERATION(
      "W5015",
      "an operation on a map element failed",
      """
      The key or the value does not suit the map, the map is full, or it is frozen.\
      """),
  /// BTF dropped (warning).
  BTF_REFUSED(
      "W5016",
      "the kernel refuses the object's type information",
      """
      The object is loaded without BTF. Programs work; source lines in verifier logs, typed dumps of
      maps and maps that need types (socket storage) do not.\
      """),
  /// No native access.
  NO_NATIVE_ACCESS(
      "W5017",
      "this JVM cannot make system calls",
      """
      The loader calls the kernel through java.lang.foreign, which must be allowed:
      `--enable-native-access=dev.weir.loader` on the module path, `ALL-UNNAMED` on the class path.\
      """),
  /// No test runs.
  NO_TEST_RUN(
      "W5018",
      "the program cannot be run on test data",
      """
      The kernel runs packet programs (tc, xdp, cgroup_skb, socket filters) and syscall programs on
      test data, but not socket address, socket and socket-operation programs.\
      """),
  /// rtnetlink refusal.
  NETWORK_REQUEST(
      "W5019",
      "a network configuration request failed",
      """
      The kernel refused a request over rtnetlink: the interface or address does not exist, exists
      already, or CAP_NET_ADMIN is missing.\
      """),
  /// Control groups.
  NO_CGROUP(
      "W5020",
      "the control group cannot be used",
      """
      Cgroup programs need the cgroup v2 hierarchy. It must be mounted (on hybrid systems at
      /sys/fs/cgroup/unified), and creating groups or moving processes needs root.\
      """),
  /// Pinning.
  CANNOT_PIN(
      "W5021",
      "the object cannot be pinned",
      """
      Pins live in a bpffs, mostly mounted at /sys/fs/bpf. File names there must not contain a dot.\
      """),
  /// Anything else.
  KERNEL_REFUSED(
      "W5022",
      "the kernel refused the operation",
      """
      The error number says what the kernel found wrong.\
      """);

  private final String code;
  private final String title;
  private final String explanation;

  LoaderProblem(String code, String title, String explanation) {
    this.code = code;
    this.title = title;
    this.explanation = explanation;
  }

  /// The problem of a code such as `W5004`.
  public static Optional<LoaderProblem> ofCode(String code) {
    return Arrays.stream(values()).filter(problem -> problem.code.equals(code)).findFirst();
  }

  /// The code, such as `W5004`.
  public String code() {
    return code;
  }

  /// What it is, in lower case.
  public String title() {
    return title;
  }

  /// Causes and cures, several lines.
  public String explanation() {
    return explanation;
  }
}
