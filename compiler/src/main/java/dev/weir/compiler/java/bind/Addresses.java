// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.bind;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.java.lower.Binding;
import dev.weir.compiler.java.lower.Call;
import dev.weir.compiler.java.lower.Operand;
import dev.weir.compiler.java.lower.Range;
import dev.weir.compiler.text.typed.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Addresses that live in memory: `Ip6` in four words, `Mac` in three halves.
final class Addresses {
  private static final int WORDS = 4;
  private static final int MAC_BYTES = 6;

  private Addresses() {}

  static void addTo(Map<String, Binding.Table> classes) {
    Map<String, Binding> ip6 = new HashMap<>();
    ip6.put("ZERO", call -> call.temporary(Type.IP6, "zero"));
    ip6.put("of", Addresses::ofGroups);
    ip6.put("ofWords", call -> ofWords(call, words(call)));
    ip6.put("mapped", Addresses::mapped);
    for (int i = 0; i < WORDS; i++) {
      int word = i;
      ip6.put("w" + i, call -> call.load(part(call, word), call.resultType()));
    }
    ip6.put("v4", call -> call.load(part(call, 3), call.resultType()));
    ip6.put("isLoopback", call -> matches(call, List.of(-1, -1, -1, -1), List.of(0, 0, 0, 1)));
    ip6.put("isMulticast", call -> matches(call, List.of(0xff00_0000), List.of(0xff00_0000)));
    ip6.put("isLinkLocal", call -> matches(call, List.of(0xffc0_0000), List.of(0xfe80_0000)));
    ip6.put("isV4Mapped", call -> matches(call, List.of(-1, -1, -1), List.of(0, 0, 0xffff)));
    ip6.put("equals", call -> same(call, Type.IP6));
    classes.put("Ip6", DslBindings.byName(ip6));
    Map<String, Binding> mac = new HashMap<>();
    mac.put("ZERO", call -> call.temporary(Type.MAC, "zero"));
    mac.put("of", Addresses::ofBytes);
    mac.put("equals", call -> same(call, Type.MAC));
    classes.put("Mac", DslBindings.byName(mac));
  }

  private static Operand.View part(Call call, int word) {
    return call.view(0, Type.IP6).part(Type.BE32, word * 4);
  }

  private static List<Value> words(Call call) {
    return List.of(
        call.number(0).value(),
        call.number(1).value(),
        call.number(2).value(),
        call.number(3).value());
  }

  private static Operand ofWords(Call call, List<Value> words) {
    Operand.View made = call.temporary(Type.IP6, "address");
    for (int i = 0; i < WORDS; i++) {
      Operand word = new Operand.Scalar(Type.BE32, words.get(i), Range.unsigned(32));
      call.store(word, made.part(Type.BE32, i * 4));
    }
    return made;
  }

  private static Operand ofGroups(Call call) {
    List<Value> words = new java.util.ArrayList<>();
    boolean known = call.arguments().size() == 2 * WORDS;
    for (int i = 0; known && i < 2 * WORDS; i++) {
      known = call.number(i).range().isConstant();
    }
    if (known) {
      return ofKnown(call);
    }
    for (int i = 0; i < WORDS; i++) {
      Value high = swapped(call, call.number(2 * i).value());
      Value low = swapped(call, call.number(2 * i + 1).value());
      Value placed = call.builder().binary(AluOp.LSH, low, call.builder().constant(IrType.I32, 16));
      words.add(call.builder().binary(AluOp.OR, high, placed));
    }
    return ofWords(call, words);
  }

  private static Operand ofKnown(Call call) {
    Operand.View made = call.temporary(Type.IP6, "address");
    for (int i = 0; i < WORDS; i++) {
      long high = call.number(2 * i).range().min() & 0xffff;
      long low = call.number(2 * i + 1).range().min() & 0xffff;
      long word = Integer.toUnsignedLong(Integer.reverseBytes((int) (high << 16 | low)));
      Value value = call.builder().constant(IrType.I32, word);
      call.store(
          new Operand.Scalar(Type.BE32, value, Range.constant(word)), made.part(Type.BE32, i * 4));
    }
    return made;
  }

  private static Value swapped(Call call, Value group) {
    return call.builder().swap(16, group);
  }

  private static Operand mapped(Call call) {
    Value zero = call.builder().constant(IrType.I32, 0);
    Value mark = call.builder().constant(IrType.I32, Integer.reverseBytes(0xffff));
    return ofWords(call, List.of(zero, zero, mark, call.number(0).value()));
  }

  private static Operand ofBytes(Call call) {
    Operand.View made = call.temporary(Type.MAC, "address");
    for (int i = 0; i < MAC_BYTES; i++) {
      Value cut =
          call.builder()
              .binary(AluOp.AND, call.number(i).value(), call.builder().constant(IrType.I32, 0xff));
      call.store(call.ofInt(cut, Range.unsigned(8)), made.part(Type.U8, i));
    }
    return made;
  }

  /// Whether the first words are as expected under masks, host order.
  private static Operand matches(Call call, List<Integer> masks, List<Integer> expected) {
    Value all = null;
    for (int i = 0; i < masks.size(); i++) {
      Operand.Scalar word = (Operand.Scalar) call.load(part(call, i), call.resultType());
      Value difference =
          call.builder()
              .binary(
                  AluOp.XOR,
                  word.value(),
                  call.builder().constant(IrType.I32, Integer.reverseBytes(expected.get(i))));
      if (masks.get(i) != -1) {
        difference =
            call.builder()
                .binary(
                    AluOp.AND,
                    difference,
                    call.builder().constant(IrType.I32, Integer.reverseBytes(masks.get(i))));
      }
      all = all == null ? difference : call.builder().binary(AluOp.OR, all, difference);
    }
    return Numbers.equal(
        call, java.util.Objects.requireNonNull(all), call.builder().constant(IrType.I32, 0));
  }

  /// Whether two addresses have the same bytes.
  private static Operand same(Call call, Type type) {
    if (!(call.argument(1) instanceof Operand.View other) || !other.target().equals(type)) {
      return call.ofInt(call.builder().constant(IrType.I32, 0), Range.constant(0));
    }
    Operand.View left = call.view(0, type);
    Operand.View right = call.view(1, type);
    MemSize piece = type.equals(Type.IP6) ? MemSize.W : MemSize.H;
    Value all = call.builder().constant(IrType.I32, 0);
    for (int at = 0; at < type.sizeBytes(); at += piece.bytes()) {
      Value difference =
          call.builder()
              .binary(AluOp.XOR, read(call, left, at, piece), read(call, right, at, piece));
      all = call.builder().binary(AluOp.OR, all, difference);
    }
    return call.ofInt(
        call.builder().compare(Condition.EQ, all, call.builder().constant(IrType.I32, 0)),
        Range.BOOLEAN);
  }

  private static Value read(Call call, Operand.View view, int at, MemSize piece) {
    Type type = piece == MemSize.W ? Type.BE32 : Type.BE16;
    return ((Operand.Scalar) call.load(view.part(type, at), call.resultType())).value();
  }
}
