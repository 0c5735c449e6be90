// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.verifier.image.ProgramImage;
import java.util.Optional;

/// Which C types stand for the context in the signatures of global functions.
///
/// @kernel v6.18 kernel/bpf/btf.c btf_is_prog_ctx_type btf_validate_prog_ctx_type
final class ContextTypes {
  private static final String REGISTERS = "bpf_user_pt_regs_t";

  private ContextTypes() {}

  /// Whether a parameter is the context by its type alone.
  ///
  /// @param pointee what the pointer leads to
  static boolean isContext(ProgramImage image, Btf btf, int pointee) {
    if (image.type() == ProgramType.KPROBE && isRegisters(btf, pointee)) {
      return true;
    }
    int id = btf.strip(pointee);
    if (id == 0 || !(btf.type(id) instanceof BtfType.Struct struct)) {
      return false;
    }
    String context = struct(image);
    String name = struct.name();
    return !context.isEmpty()
        && (name.equals(context)
            || (context.equals("pt_regs") && name.equals(REGISTERS))
            || (context.equals("__sk_buff") && name.equals("sk_buff"))
            || (context.equals("xdp_md") && name.equals("xdp_buff")));
  }

  /// Whether a parameter that is tagged as the context may have its type.
  static boolean mayBeTagged(ProgramImage image, Btf btf, int pointee) {
    int id = btf.strip(pointee);
    if (id == 0) {
      return true;
    }
    BtfType type = btf.type(id);
    String struct = type instanceof BtfType.Struct known ? known.name() : "";
    boolean word = type instanceof BtfType.Int whole && whole.sizeBytes() == Long.BYTES;
    boolean special =
        switch (image.type()) {
          case KPROBE -> isRegisters(btf, pointee) || struct.equals("pt_regs");
          case PERF_EVENT -> isRegisters(btf, pointee) || struct.equals("pt_regs");
          case RAW_TRACEPOINT, RAW_TRACEPOINT_WRITABLE, LSM, STRUCT_OPS -> word;
          case TRACING -> isTraced(image.attachType(), struct, word);
          case TRACEPOINT, SYSCALL, EXT -> true;
          default -> false;
        };
    return special || (!struct.isEmpty() && struct.equals(struct(image)));
  }

  private static boolean isTraced(Optional<AttachType> attach, String struct, boolean word) {
    return attach
        .map(type ->
            switch (type) {
              case TRACE_RAW_TP -> word || struct.equals("bpf_raw_tracepoint_args");
              case TRACE_ITER -> struct.startsWith("bpf_iter__");
              case TRACE_FENTRY, TRACE_FEXIT, MODIFY_RETURN -> word;
              default -> false;
            })
        .orElse(false);
  }

  /// The name of the context's struct; empty where it has none.
  private static String struct(ProgramImage image) {
    return switch (image.type()) {
      case KPROBE -> "pt_regs";
      case PERF_EVENT -> "bpf_perf_event_data";
      case RAW_TRACEPOINT, RAW_TRACEPOINT_WRITABLE -> "bpf_raw_tracepoint_args";
      case TRACING, LSM, SYSCALL, TRACEPOINT, EXT, STRUCT_OPS -> "";
      default -> image.hook().map(hook -> hook.context().struct()).orElse("");
    };
  }

  private static boolean isRegisters(Btf btf, int pointee) {
    int id = pointee;
    while (id != 0) {
      switch (btf.type(id)) {
        case BtfType.Typedef typedef -> {
          return typedef.name().equals(REGISTERS);
        }
        case BtfType.Const(int type) -> id = type;
        case BtfType.Volatile(int type) -> id = type;
        case BtfType.Restrict(int type) -> id = type;
        case BtfType.TypeTag tag -> id = tag.type();
        default -> {
          return false;
        }
      }
    }
    return false;
  }
}
