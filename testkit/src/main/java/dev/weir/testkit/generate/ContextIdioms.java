// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.AccessMap;
import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.FieldType;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.testkit.generate.Value.Kind;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Loads and stores of the context.
final class ContextIdioms {
  private ContextIdioms() {}

  static List<Idiom> all() {
    return List.of(
        new Idiom("context load", 18, ContextIdioms::load),
        new Idiom("context store", 8, ContextIdioms::store),
        new Idiom("context field switch", 5, ContextIdioms::fieldSwitch),
        new Idiom("legacy packet load", 4, ContextIdioms::legacy));
  }

  /// An offset and width that a map of accesses permits; null when it permits nothing.
  private static int @Nullable [] access(Scene s, AccessMap map, int size) {
    for (int attempt = 0; attempt < 12; attempt++) {
      int offset = s.dice.below(Math.max(1, size));
      int width = s.dice.pick(1, 2, 4, 4, 8);
      int aligned = offset / width * width;
      if (map.allows(aligned, width)) {
        return new int[] {aligned, width};
      }
    }
    return null;
  }

  private static boolean load(Scene s) {
    Reg context = s.context();
    int[] access = access(s, s.hook.context().reads(), s.hook.context().sizeBytes());
    if (context == null || access == null) {
      return false;
    }
    Reg into = s.scratch(context);
    if (s.dice.chance(40)) {
      Reg kept = s.kept();
      into = kept == null || kept == context ? into : kept;
    }
    s.w.load(MemSize.ofBytes(access[1]), into, context, access[0]);
    s.w.set(into, loaded(s, access[0], access[1]));
    return true;
  }

  /// What a load of the context gives.
  static Value loaded(Scene s, int offset, int width) {
    Optional<FieldType> type = s.hook.context().load(offset, width);
    return switch (type.orElse(FieldType.SCALAR)) {
      case SCALAR -> Writer.unsigned(MemSize.ofBytes(width));
      case PACKET -> Value.packet(Kind.PACKET, 0, 0);
      case PACKET_END -> Value.END;
      case PACKET_META -> Value.packet(Kind.META, 0, 0);
      case SOCKET -> Value.socket("sock", false, false);
      case SOCKET_OR_NULL -> Value.socket("sock", true, false);
      case SOCK_COMMON_OR_NULL -> Value.socket("common", true, false);
      case FLOW_KEYS -> new Value(Kind.FLOW_KEYS, 0, -1, 0, 56, false, false, "");
      case BTF_POINTER -> new Value(Kind.BTF, 0, -1, 0, 0, false, false, "");
    };
  }

  private static boolean store(Scene s) {
    Reg context = s.context();
    int[] access = access(s, s.hook.context().writes(), s.hook.context().sizeBytes());
    if (context == null || access == null) {
      return false;
    }
    MemSize size = MemSize.ofBytes(access[1]);
    Reg from = s.find(Value::isScalar, context);
    if (from == null || s.dice.chance(30)) {
      s.w.store(size, context, access[0], s.dice.number());
    } else {
      s.w.store(size, context, access[0], from);
    }
    return true;
  }

  /// A field compared with constants, a block for each.
  private static boolean fieldSwitch(Scene s) {
    Reg context = s.context();
    List<ContextField> fields =
        s.hook.context().fields().stream()
            .filter(f -> f.type() == FieldType.SCALAR && f.readable())
            .toList();
    if (context == null || fields.isEmpty() || s.nesting() > 2) {
      return false;
    }
    ContextField field = s.dice.pick(fields);
    int width = s.dice.pick(List.copyOf(new java.util.TreeSet<>(field.readWidths())));
    Reg reg = s.scratch(context);
    s.w.load(MemSize.ofBytes(width), reg, context, field.offsetBytes());
    int end = s.w.label();
    Track joined = s.w.track().copy();
    for (int i = s.dice.between(1, 3); i > 0; i--) {
      int next = s.w.label();
      Track before = s.w.track().copy();
      s.w.jumpIf(
          Condition.NE, s.dice.chance(50) ? Width.W32 : Width.W64, reg, s.dice.number(), next);
      s.nest(s.dice.between(1, 2));
      if (s.dice.chance(70)) {
        s.w.jump(end);
        joined.join(s.w.track());
      } else {
        before.join(s.w.track());
      }
      s.w.setTrack(before);
      s.w.mark(next);
    }
    s.w.mark(end);
    s.w.track().join(joined);
    return true;
  }

  /// `LD_ABS` and `LD_IND`, which want the context in R6.
  private static boolean legacy(Scene s) {
    ProgramType type = s.hook.program();
    boolean can =
        type == ProgramType.SOCKET_FILTER
            || type == ProgramType.SCHED_CLS
            || type == ProgramType.SCHED_ACT;
    if (!can || !s.w.get(Reg.R6).equals(Value.CONTEXT) || s.holds()) {
      return false;
    }
    MemSize size = s.dice.pick(MemSize.B, MemSize.H, MemSize.W);
    if (s.dice.chance(50)) {
      s.emit(new Insn.LoadAbs<>(size, s.dice.below(64)));
    } else {
      Reg index = s.number(Reg.R6);
      s.emit(new Insn.LoadInd<>(size, index, s.dice.below(64)));
    }
    s.w.track().called();
    s.w.set(Reg.R0, Writer.unsigned(size));
    return true;
  }
}
