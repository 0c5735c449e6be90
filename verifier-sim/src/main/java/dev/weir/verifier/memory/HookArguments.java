// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.verifier.image.KernelFunctions;
import dev.weir.verifier.image.KernelFunctions.Arguments;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.state.BtfTarget;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import java.util.Set;

/// The context of programs that are loaded for a kernel function, a tracepoint or an iterator: its
/// arguments, one in eight bytes each, then, at some, its result.
///
/// @kernel v6.12 kernel/bpf/btf.c btf_ctx_access
final class HookArguments {
  /// The most arguments of any function.
  private static final int LIMIT = 12 * Long.BYTES;

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

  /// Whether programs of a type have such a context.
  static boolean covers(ProgramType type) {
    return type == ProgramType.LSM || type == ProgramType.TRACING;
  }

  /// What a load yields.
  static RegState value(Access access, int offset) {
    ProgramImage image = access.walk().image();
    String function =
        image.kernelFunction().orElseThrow(() -> new Unmodelled("a hook of unknown name"));
    Arguments arguments =
        KernelFunctions.arguments(image)
            .orElseThrow(() -> new Unmodelled("the arguments of " + function));
    int count = arguments.count();
    int index = offset / Long.BYTES;
    boolean fits = offset >= 0 && offset < LIMIT && offset % Long.BYTES == 0 && index <= count;
    if (!fits || (index == count && !handsOutResult(image))) {
      throw access.refused(
          Rule.CONTEXT_FIELD,
          ", but " + function + " has " + count + " arguments, each at a multiple of 8");
    }
    return argument(access, arguments, index);
  }

  private static boolean handsOutResult(ProgramImage image) {
    return image
        .attachType()
        .map(type ->
            switch (type) {
              case LSM_MAC, LSM_CGROUP, TRACE_FEXIT, MODIFY_RETURN -> true;
              default -> false;
            })
        .orElse(false);
  }

  private static RegState argument(Access access, Arguments arguments, int index) {
    Btf btf = arguments.btf();
    int plain = btf.strip(arguments.type(index));
    if (plain == 0) {
      throw access.refused(Rule.CONTEXT_FIELD, ", but the function returns nothing");
    }
    if (!(btf.type(plain) instanceof BtfType.Ptr pointer)) {
      return number(access, btf, plain);
    }
    if (access.size() != Long.BYTES) {
      throw access.refused(
          Rule.CONTEXT_FIELD,
          ", which is a pointer argument of " + arguments.function() + ": 8 bytes");
    }
    return pointer(access, arguments, pointer, index);
  }

  private static RegState number(Access access, Btf btf, int type) {
    boolean plain =
        switch (btf.type(type)) {
          case BtfType.Int whole -> whole.sizeBytes() <= Long.BYTES;
          case BtfType.Enum _, BtfType.Enum64 _, BtfType.Struct _ -> true;
          default -> false;
        };
    if (!plain) {
      throw access.refused(Rule.CONTEXT_FIELD, ", but only numbers and pointers can be read");
    }
    return RegState.UNKNOWN;
  }

  private static RegState pointer(
      Access access, Arguments arguments, BtfType.Ptr pointer, int index) {
    ProgramImage image = access.walk().image();
    if (image.attachType().equals(java.util.Optional.of(AttachType.TRACE_ITER))) {
      RegState element = IteratorElements.value(access, arguments, index);
      if (element != null) {
        return element;
      }
    }
    Btf btf = arguments.btf();
    int target = btf.strip(pointer.type());
    if (target == 0 || btf.type(target) instanceof BtfType.Int) {
      return RegState.UNKNOWN;
    }
    boolean struct =
        StructWalk.members(btf.type(target)) != null || btf.type(target) instanceof BtfType.Forward;
    if (!struct) {
      throw access.refused(Rule.CONTEXT_FIELD, ", but it leads to no structure");
    }
    Tracepoints.Doubt doubt = Tracepoints.doubt(image, index);
    if (doubt == Tracepoints.Doubt.ERROR) {
      return RegState.UNKNOWN;
    }
    boolean nullable =
        arguments.name(index).endsWith("__nullable") || doubt == Tracepoints.Doubt.NULL;
    int flags =
        (isTrusted(image) ? RegFlag.TRUSTED : 0)
            | (nullable ? RegFlag.MAYBE_NULL : 0)
            | tag(btf, pointer);
    RegState value =
        RegState.pointer(RegType.BTF_ID).withTarget(new BtfTarget(btf, target)).withFlags(flags);
    return nullable ? value.withId(access.walk().newId()) : value;
  }

  private static int tag(Btf btf, BtfType.Ptr pointer) {
    if (pointer.type() != 0 && btf.type(pointer.type()) instanceof BtfType.TypeTag tag) {
      return switch (tag.name()) {
        case "user" -> RegFlag.USER;
        case "percpu" -> RegFlag.PERCPU;
        default -> 0;
      };
    }
    return 0;
  }

  private static boolean isTrusted(ProgramImage image) {
    if (image.type() == ProgramType.LSM) {
      return !UNTRUSTED.contains(image.kernelFunction().orElse(""));
    }
    return image
        .attachType()
        .map(type -> type == AttachType.TRACE_RAW_TP || type == AttachType.TRACE_ITER)
        .orElse(false);
  }
}
