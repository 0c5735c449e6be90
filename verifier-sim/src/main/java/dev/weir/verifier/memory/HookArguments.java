// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.verifier.image.KernelTypes;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.state.BtfTarget;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import java.util.Set;

/// The context of programs that run in place of a kernel function's hook: its arguments, one in
/// eight bytes each, then its result.
///
/// @kernel v6.12 kernel/bpf/btf.c btf_ctx_access
final class HookArguments {
  /// Hooks that hand out objects which are not set up yet, or not any more.
  private static final Set<String> UNTRUSTED =
      Set.of(
          "bpf_lsm_bpf_map_free",
          "bpf_lsm_bpf_prog_free",
          "bpf_lsm_file_alloc_security",
          "bpf_lsm_file_free_security",
          "bpf_lsm_sk_alloc_security",
          "bpf_lsm_sk_free_security",
          "bpf_lsm_task_free",
          "bpf_lsm_bdev_alloc_security",
          "bpf_lsm_bdev_free_security");

  private HookArguments() {}

  /// What a load yields.
  static RegState value(Access access, int offset) {
    String function =
        access
            .walk()
            .image()
            .kernelFunction()
            .orElseThrow(() -> new Unmodelled("a hook of unknown name"));
    KernelTypes types = access.walk().image().kernelTypes();
    int id =
        types.function(function).orElseThrow(() -> new Unmodelled("the arguments of " + function));
    Btf btf = types.btf();
    BtfType prototype = btf.type(((BtfType.Function) btf.type(id)).prototype());
    return argument(access, btf, (BtfType.FunctionPrototype) prototype, function, offset);
  }

  private static RegState argument(
      Access access, Btf btf, BtfType.FunctionPrototype prototype, String function, int offset) {
    int count = prototype.parameters().size();
    int index = offset / 8;
    if (offset < 0 || offset % 8 != 0 || index > count) {
      throw access.refused(
          Rule.CONTEXT_FIELD,
          ", but " + function + " has " + count + " arguments, each at a multiple of 8");
    }
    int type = index == count ? prototype.returnType() : prototype.parameters().get(index).type();
    int plain = btf.strip(type);
    if (plain == 0 || !(btf.type(plain) instanceof BtfType.Ptr pointer)) {
      return RegState.UNKNOWN;
    }
    if (access.size() != 8) {
      throw access.refused(
          Rule.CONTEXT_FIELD, ", which is a pointer argument of " + function + ": 8 bytes");
    }
    return pointer(btf, pointer, UNTRUSTED.contains(function), nameOf(prototype, index), access);
  }

  private static String nameOf(BtfType.FunctionPrototype prototype, int index) {
    return index < prototype.parameters().size() ? prototype.parameters().get(index).name() : "";
  }

  private static RegState pointer(
      Btf btf, BtfType.Ptr pointer, boolean untrusted, String name, Access access) {
    int target = btf.strip(pointer.type());
    boolean struct =
        target != 0
            && (StructWalk.members(btf.type(target)) != null
                || btf.type(target) instanceof BtfType.Forward);
    if (!struct) {
      return RegState.UNKNOWN;
    }
    boolean nullable = name.endsWith("__nullable");
    int flags = (untrusted ? 0 : RegFlag.TRUSTED) | (nullable ? RegFlag.MAYBE_NULL : 0);
    RegState value =
        RegState.pointer(RegType.BTF_ID).withTarget(new BtfTarget(btf, target)).withFlags(flags);
    return nullable ? value.withId(access.walk().newId()) : value;
  }
}
