// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.image;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.link.ProgramLinker.Linked;
import dev.weir.bytecode.link.ProgramLinker.Placed;
import dev.weir.bytecode.object.Linkage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Where the functions of joined code are: those that linking placed, and whatever else the code
/// calls or takes the address of.
///
/// @kernel v6.12 kernel/bpf/verifier.c add_subprog_and_kfunc
final class Functions {
  private Functions() {}

  /// The functions of a linked program.
  static List<FunctionImage> of(Linked linked, Optional<Btf> types) {
    Map<Integer, Placed> placed = new TreeMap<>();
    linked.functions().forEach(p -> placed.put(p.slot(), p));
    return between(linked.insns(), placed, types);
  }

  /// The functions of code without names.
  static List<FunctionImage> of(List<Insn<Reg>> insns) {
    return between(insns, Map.of(), Optional.empty());
  }

  /// The slot that an instruction calls or takes the address of, as a function.
  static OptionalInt target(Insn<Reg> insn, int slot) {
    return switch (insn) {
      case Insn.CallLocal<Reg>(int offset) -> OptionalInt.of(slot + 1 + offset);
      case Insn.LoadImm64<Reg>(_, Pseudo pseudo, long imm) when pseudo == Pseudo.FUNC ->
          OptionalInt.of(slot + 1 + (int) imm);
      default -> OptionalInt.empty();
    };
  }

  /// The index of the function that starts at a slot; empty when none does.
  static OptionalInt startingAt(List<FunctionImage> functions, int slot) {
    for (int i = 0; i < functions.size(); i++) {
      if (functions.get(i).start() == slot) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  private static List<FunctionImage> between(
      List<Insn<Reg>> insns, Map<Integer, Placed> placed, Optional<Btf> types) {
    TreeSet<Integer> slots = new TreeSet<>();
    TreeSet<Integer> starts = new TreeSet<>(placed.keySet());
    starts.add(0);
    int slot = 0;
    for (Insn<Reg> insn : insns) {
      slots.add(slot);
      target(insn, slot).ifPresent(starts::add);
      slot += insn.slots();
    }
    starts.retainAll(slots);
    List<FunctionImage> functions = new ArrayList<>();
    for (int start : starts) {
      Integer next = starts.higher(start);
      functions.add(image(start, next == null ? slot : next, placed.get(start), types));
    }
    return functions;
  }

  private static FunctionImage image(
      int start, int end, @Nullable Placed placed, Optional<Btf> types) {
    if (placed == null) {
      return new FunctionImage(
          start == 0 ? "main" : "function_" + start, start, end, Linkage.STATIC, 0);
    }
    int btfId = placed.function().btfId();
    boolean typed = types.isPresent() && isFunction(types.get(), btfId);
    Linkage linkage = typed ? placed.function().linkage() : Linkage.STATIC;
    return new FunctionImage(placed.function().name(), start, end, linkage, typed ? btfId : 0);
  }

  private static boolean isFunction(Btf types, int id) {
    return id > 0 && id <= types.types().size() && types.type(id) instanceof BtfType.Function;
  }
}
