// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.ContextLayout;
import dev.weir.bytecode.kernel.FieldType;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.verifier.image.KernelTypes;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import java.util.List;
import java.util.Optional;

/// The context in R1: which fields a hook offers, and what loading them yields.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_ctx_access, net/core/filter.c
final class Contexts {
  private Contexts() {}

  /// What a load yields.
  static RegState value(Access access, boolean signed) {
    int offset = offset(access);
    ProgramType program = access.walk().image().type();
    if (TracingContexts.covers(program)) {
      return TracingContexts.value(access, offset);
    }
    if (HookArguments.covers(program)) {
      return HookArguments.value(access, offset);
    }
    Hook hook = hook(access);
    Optional<FieldType> loaded = hook.context().load(offset, access.size());
    if (loaded.isEmpty() || !exists(access, hook.context(), offset)) {
      throw refused(access, hook, offset);
    }
    FieldType type = loaded.get();
    if (type != FieldType.SCALAR && signed) {
      throw access.refused(
          Rule.CONTEXT_FIELD, ", but this field is a pointer, which has no sign to extend");
    }
    return pointer(access, type, offset);
  }

  /// Demands that a store is permitted.
  static void store(Access access) {
    int offset = offset(access);
    ProgramType program = access.walk().image().type();
    if (TracingContexts.covers(program)) {
      TracingContexts.store(access, offset);
      return;
    }
    if (HookArguments.covers(program)) {
      throw access.refused(Rule.CONTEXT_FIELD, ", but arguments of hooks do not change");
    }
    Hook hook = hook(access);
    if (!hook.context().writes().allows(offset, access.size())
        || !exists(access, hook.context(), offset)) {
      throw refused(access, hook, offset);
    }
  }

  private static int offset(Access access) {
    if (access.isConstant() && access.pointer().off() == 0 && access.variable().value() == 0) {
      return (int) access.offset();
    }
    ProgramImage image = access.walk().image();
    boolean relaxed = access.walk().kernel().has(Behaviour.MOVED_CONTEXT);
    if (relaxed && access.isConstant() && !isRewritten(image)) {
      return (int) access.constantOffset();
    }
    throw access.refused(
        Rule.MOVED_CONTEXT,
        access.isConstant()
            ? ", but the pointer was moved; the offset belongs into the instruction"
            : ", but a context has no variable offsets");
  }

  /// Whether the kernel replaces accesses to the context by others.
  private static boolean isRewritten(ProgramImage image) {
    return switch (image.type()) {
      case SYSCALL, NETFILTER, KPROBE, TRACEPOINT, RAW_TRACEPOINT, TRACING, LSM, STRUCT_OPS, EXT ->
          false;
      default -> true;
    };
  }

  private static Hook hook(Access access) {
    ProgramImage image = access.walk().image();
    return image
        .hook()
        .orElseThrow(
            () -> new Unmodelled("the context of " + image.type().kernelName() + " programs"));
  }

  /// Whether the kernel has the field at an offset already.
  private static boolean exists(Access access, ContextLayout layout, int offset) {
    return layout.fields().stream()
        .filter(f -> f.offsetBytes() <= offset && offset < f.endBytes())
        .map(ContextField::since)
        .min(Comparable::compareTo)
        .map(since -> access.walk().kernel().version().atLeast(since))
        .orElse(true);
  }

  private static RegState pointer(Access access, FieldType type, int offset) {
    return switch (type) {
      case SCALAR -> RegState.UNKNOWN;
      case PACKET -> RegState.pointer(RegType.PACKET);
      case PACKET_END -> RegState.pointer(RegType.PACKET_END);
      case PACKET_META -> RegState.pointer(RegType.PACKET_META);
      case SOCKET -> RegState.pointer(RegType.SOCKET);
      case SOCKET_OR_NULL -> nullable(access, RegType.SOCKET);
      case SOCK_COMMON_OR_NULL -> nullable(access, RegType.SOCK_COMMON);
      case FLOW_KEYS -> RegState.pointer(RegType.FLOW_KEYS);
      case BTF_POINTER -> kernelObject(access, offset);
    };
  }

  /// A netfilter program's context leads to the state of the hook and to the packet.
  private static RegState kernelObject(Access access, int offset) {
    KernelTypes types = access.walk().image().kernelTypes();
    String name = offset == 0 ? "nf_hook_state" : "sk_buff";
    int id = types.struct(name).orElseThrow(() -> new Unmodelled("struct " + name));
    return KernelObjects.trusted(types.btf(), id);
  }

  private static RegState nullable(Access access, RegType type) {
    return RegState.pointer(type).plus(RegFlag.MAYBE_NULL).withId(access.walk().newId());
  }

  private static RuntimeException refused(Access access, Hook hook, int offset) {
    ContextLayout layout = hook.context();
    Optional<ContextField> field = layout.fieldAt(offset);
    String name = field.map(f -> "`" + f.name() + "`").orElse("nothing");
    String why =
        field.isEmpty()
            ? ", but " + layout.struct() + " has nothing there"
            : ", which is "
                + name
                + " of "
                + layout.struct()
                + ": the "
                + hook.name()
                + " hook "
                + permitted(layout, offset, access.kind());
    return access.refused(Rule.CONTEXT_FIELD, why);
  }

  private static String permitted(ContextLayout layout, int offset, AccessKind kind) {
    var widths =
        (kind == AccessKind.READ ? layout.reads() : layout.writes())
            .widthsAt(offset).stream().sorted().toList();
    if (widths.isEmpty()) {
      return "permits no " + kind.word() + " there";
    }
    String sizes = widths.toString();
    return "permits there only a "
        + kind.word()
        + " of "
        + sizes.substring(1, sizes.length() - 1).replace(", ", " or ")
        + (widths.equals(List.of(1)) ? " byte" : " bytes");
  }

  /// Whether accesses to the context of a program are checked only when it runs.
  static boolean isUnchecked(ProgramImage image) {
    return image.type() == ProgramType.SYSCALL;
  }
}
