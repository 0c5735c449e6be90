// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.ArgFlag;
import dev.weir.bytecode.kernel.ArgKind;
import dev.weir.bytecode.kernel.ArgType;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.state.BtfTarget;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.transfer.NullChecks;

/// Which registers serve for which kind of argument.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_reg_type check_func_arg_reg_off
final class RegisterKinds {
  private static final int DYNPTRS =
      RegFlag.DYNPTR_LOCAL
          | RegFlag.DYNPTR_RINGBUF
          | RegFlag.DYNPTR_SKB
          | RegFlag.DYNPTR_XDP
          | RegFlag.DYNPTR_SKB_META;
  private static final KernelVersion OBJECTS_AS_KPTR_DEST = new KernelVersion(6, 12);
  private static final KernelVersion NUMBERS_IN_MEMORY = new KernelVersion(6, 12);

  private RegisterKinds() {}

  /// Demands that a register fits an argument.
  ///
  /// @param helper the helper's name without `bpf_`
  static void check(CallFacts facts, int reg, ArgType arg, String helper) {
    RegState value = facts.reg(reg);
    boolean source = helper.equals("kptr_xchg") && reg == 2;
    int flags = flags(value, arg, source);
    if (value.maybeNull() && (flags & RegFlag.MAYBE_NULL) != 0 && fits(facts, arg, value, 0)) {
      throw facts.refused(Rule.ARGUMENT_MAY_BE_NULL, reg, "a pointer that was checked for null");
    }
    if (!fits(facts, arg, value, flags)) {
      throw facts.refused(Rule.ARGUMENT_KIND, reg, ArgumentWords.expected(arg));
    }
    if (value.type() == RegType.BTF_ID) {
      checkObject(facts, reg, arg, helper);
    }
    checkOffset(facts, reg, arg);
  }

  private static int flags(RegState value, ArgType arg, boolean source) {
    int flags = value.flags() & ~RegFlag.DISTANT;
    if (arg.flags().contains(ArgFlag.RDONLY)) {
      flags &= ~RegFlag.RDONLY;
    }
    if (arg.nullable()) {
      flags &= ~RegFlag.MAYBE_NULL;
    }
    if (arg.kind() == ArgKind.MEM || arg.kind() == ArgKind.FIXED_SIZE_MEM) {
      flags &= ~DYNPTRS;
    }
    if (source && (flags & RegFlag.ALLOC) != 0) {
      flags &= ~(RegFlag.ALLOC | RegFlag.PERCPU);
    }
    return flags;
  }

  private static boolean fits(CallFacts facts, ArgType arg, RegState value, int flags) {
    boolean refined = facts.walk.kernel().has(Behaviour.LOOKUPS_REFINED);
    RegType type = refined && value.maybeNull() ? NullChecks.nonNull(value).type() : value.type();
    return switch (arg.kind()) {
      case ANYTHING -> true;
      case CTX -> type == RegType.CTX && flags == 0;
      case CONST_MAP_PTR -> type == RegType.MAP_PTR && flags == 0;
      case MAP_KEY, MAP_VALUE, MEM -> memory(type, flags);
      case FIXED_SIZE_MEM -> memory(type, flags) && !numberBefore(facts, arg, type);
      case CONST_SIZE, CONST_SIZE_OR_ZERO, CONST_ALLOC_SIZE_OR_ZERO -> type == RegType.SCALAR;
      case SOCK_COMMON -> socket(type) && flags == 0;
      case SOCKET -> type == RegType.SOCKET && flags == 0;
      case BTF_ID_SOCK_COMMON ->
          (socket(type) && flags == 0)
              || (type == RegType.BTF_ID && (flags == 0 || flags == RegFlag.TRUSTED));
      case BTF_ID ->
          type == RegType.BTF_ID
              && (flags == 0 || flags == RegFlag.TRUSTED || flags == RegFlag.RCU);
      case PERCPU_BTF_ID ->
          type == RegType.BTF_ID && (flags & ~(RegFlag.RCU | RegFlag.TRUSTED)) == RegFlag.PERCPU;
      case SPIN_LOCK ->
          (type == RegType.MAP_VALUE && flags == 0)
              || (type == RegType.BTF_ID && flags == RegFlag.ALLOC);
      case KPTR_XCHG_DEST ->
          (type == RegType.MAP_VALUE && flags == 0)
              || (type == RegType.BTF_ID
                  && flags == RegFlag.ALLOC
                  && facts.walk.kernel().version().atLeast(OBJECTS_AS_KPTR_DEST));
      case TIMER, CONST_STR -> type == RegType.MAP_VALUE && flags == 0;
      case STACK -> type == RegType.STACK;
      case FUNC -> type == RegType.FUNC;
      case DYNPTR -> type == RegType.STACK || type == RegType.DYNPTR;
      case RINGBUF_MEM -> type == RegType.MEM && flags == RegFlag.RINGBUF;
    };
  }

  private static boolean memory(RegType type, int flags) {
    return switch (type) {
      case STACK, PACKET, PACKET_META, MAP_KEY, MAP_VALUE, BUF -> flags == 0;
      case MEM -> flags == 0 || flags == RegFlag.RINGBUF;
      case BTF_ID -> flags == RegFlag.TRUSTED;
      default -> false;
    };
  }

  /// Older kernels take numbers to be filled in fewer places.
  private static boolean numberBefore(CallFacts facts, ArgType arg, RegType type) {
    return arg.flags().contains(ArgFlag.ALIGNED)
        && !facts.walk.kernel().version().atLeast(NUMBERS_IN_MEMORY)
        && (type == RegType.MEM || type == RegType.BUF || type == RegType.BTF_ID);
  }

  private static boolean socket(RegType type) {
    return switch (type) {
      case SOCK_COMMON, SOCKET, TCP_SOCK, XDP_SOCK -> true;
      default -> false;
    };
  }

  private static void checkObject(CallFacts facts, int reg, ArgType arg, String helper) {
    RegState value = facts.reg(reg);
    switch (arg.kind()) {
      case MAP_KEY, MAP_VALUE, MEM, FIXED_SIZE_MEM -> {
        if (!arg.flags().contains(ArgFlag.RDONLY)) {
          throw facts.refused(Rule.ARGUMENT_KIND, reg, "memory that " + facts.name + " may write");
        }
      }
      case BTF_ID, BTF_ID_SOCK_COMMON -> {
        boolean release = arg.flags().contains(ArgFlag.RELEASE);
        if (value.maybeNull() && (!arg.nullable() || release)) {
          throw facts.refused(
              Rule.ARGUMENT_MAY_BE_NULL, reg, "a pointer that was checked for null");
        }
        if (helper.equals("kptr_xchg")) {
          return;
        }
        String wanted = arg.kind() == ArgKind.BTF_ID_SOCK_COMMON ? "sock_common" : arg.btfType();
        boolean strict = release && !helper.equals("sk_release");
        boolean matches =
            value.target() instanceof BtfTarget target
                && BtfMatch.leadsTo(target, value.off(), wanted, strict);
        if (!matches) {
          throw facts.refused(Rule.ARGUMENT_KIND, reg, "a pointer to struct " + wanted);
        }
      }
      default -> {}
    }
  }

  private static void checkOffset(CallFacts facts, int reg, ArgType arg) {
    boolean release = arg.flags().contains(ArgFlag.RELEASE);
    checkOffset(facts, reg, release, arg.kind() == ArgKind.DYNPTR);
  }

  /// Demands that a pointer was not moved where its kind does not permit that.
  ///
  /// @param release whether the call releases what the argument leads to
  /// @param dynptr whether the argument is a dynptr
  static void checkOffset(CallFacts facts, int reg, boolean release, boolean dynptr) {
    RegState value = facts.reg(reg);
    boolean fixedFine = false;
    if (release) {
      if (dynptr && value.type() == RegType.STACK) {
        return;
      }
    } else {
      int flags = value.flags();
      switch (value.type()) {
        case STACK, PACKET, PACKET_META, MAP_KEY, MAP_VALUE, ARENA -> {
          if (flags == 0) {
            return;
          }
        }
        case SCALAR -> {
          return;
        }
        case MEM -> {
          if (flags == 0 || flags == RegFlag.RDONLY || flags == RegFlag.RINGBUF) {
            return;
          }
        }
        case BUF -> {
          if (flags == 0 || flags == RegFlag.RDONLY) {
            return;
          }
        }
        case BTF_ID -> fixedFine = movable(flags);
        default -> {}
      }
    }
    boolean moved = value.off() != 0 && (!fixedFine || value.off() < 0);
    boolean variable = !value.scalar().isConstant() || value.scalar().value() != 0;
    if (moved || variable) {
      throw facts.refused(Rule.ARGUMENT_MOVED, reg, "it unchanged, not moved");
    }
  }

  private static boolean movable(int flags) {
    return flags == 0
        || flags == RegFlag.ALLOC
        || flags == RegFlag.TRUSTED
        || flags == RegFlag.RCU
        || flags == (RegFlag.ALLOC | RegFlag.NON_OWN_REF)
        || flags == (RegFlag.ALLOC | RegFlag.NON_OWN_REF | RegFlag.RCU);
  }
}
