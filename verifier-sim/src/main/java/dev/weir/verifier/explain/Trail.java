// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.FieldOrder;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.ReturnKind;
import dev.weir.verifier.explain.Value.Kind;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.image.Reference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One path, walked again for its words: where each value came from, and which conditions held.
///
/// It knows nothing of ranges; what it cannot follow becomes a number that a load or call gave.
final class Trail {
  /// Something on the way that concerns values.
  ///
  /// @param slot the instruction
  /// @param text what happens there
  /// @param kind what sort of thing
  /// @param values which values it concerns
  record Happening(int slot, String text, Sort kind, List<Value> values) {}

  /// Sorts of things that happen.
  enum Sort {
    CONDITION,
    CALL,
    STORE,
    INVALIDATED
  }

  private final ProgramImage image;
  private final Names names;
  private final List<@Nullable Insn<Reg>> code;
  private final List<Happening> happenings = new ArrayList<>();
  private final Deque<Value[]> callers = new ArrayDeque<>();
  private final Deque<Integer> calls = new ArrayDeque<>();
  private final Map<String, Value> stack = new HashMap<>();
  private Value[] regs = new Value[11];

  private Trail(ProgramImage image, Names names, int start) {
    this.image = image;
    this.names = names;
    this.code = image.bySlot();
    Arrays.fill(regs, Value.NOTHING);
    regs[10] = new Value(Kind.STACK, "the stack", -1);
    if (start != 0) {
      parameters(names.function(start), Kind.OBJECT);
    }
    if (start == 0 || regs[1].kind() == Kind.NOTHING || names.isContext(regs[1].name())) {
      regs[1] = new Value(Kind.CONTEXT, "the context", -1);
    }
  }

  /// A function's arguments, where its types name them.
  private void parameters(FunctionImage function, Kind kind) {
    for (int i = 1; i <= 5; i++) {
      Optional<String> name = names.parameter(function, i);
      regs[i] = name.map(n -> Value.parameter(kind, n, function.name())).orElse(Value.NOTHING);
    }
  }

  /// Walks the way up to its last instruction, which is not executed.
  static Trail of(ProgramImage image, Names names, List<Integer> way) {
    Trail trail = new Trail(image, names, way.isEmpty() ? 0 : way.getFirst());
    for (int i = 0; i + 1 < way.size(); i++) {
      trail.step(way.get(i), way.get(i + 1));
    }
    return trail;
  }

  /// What a register holds at the end.
  Value reg(int number) {
    return regs[number];
  }

  /// What happened, oldest first.
  List<Happening> happenings() {
    return happenings;
  }

  /// The calls that have not returned, outermost first.
  List<Integer> openCalls() {
    return List.copyOf(calls);
  }

  private void step(int slot, int next) {
    Insn<Reg> insn = code.get(slot);
    switch (insn) {
      case Insn.Mov<Reg> mov -> set(mov.dst(), value(mov.src(), slot));
      case Insn.MovSx<Reg> mov -> set(mov.dst(), regs[mov.src().number()]);
      case Insn.Alu<Reg> alu -> set(alu.dst(), computed(alu, slot));
      case Insn.LoadImm64<Reg> load -> set(load.dst(), address(load, slot));
      case Insn.Load<Reg> load -> set(load.dst(), loaded(load, slot));
      case Insn.Store<Reg> store -> store(store, slot);
      case Insn.JumpIf<Reg> jump -> condition(jump, slot, next != slot + 1);
      case Insn.CallHelper<Reg> call -> helper(call, slot, next);
      case Insn.CallKfunc<Reg> _ -> kfunc(slot, next);
      case Insn.CallLocal<Reg> _ -> local(slot, next);
      case Insn.Exit<Reg> _ -> exit();
      case Insn.LoadAcquire<Reg> load -> set(load.dst(), Value.number("a loaded number", slot));
      case Insn.LoadAbs<Reg> _, Insn.LoadInd<Reg> _ -> {
        clobber();
        regs[0] = Value.number("a number from the packet", slot);
      }
      case null, default -> {}
    }
  }

  private void set(Reg reg, Value value) {
    regs[reg.number()] = value;
  }

  private Value value(Operand<Reg> operand, int slot) {
    return switch (operand) {
      case Operand.Register<Reg>(Reg reg) -> regs[reg.number()];
      case Operand.Immediate<Reg>(int number) -> Value.constant(number, slot);
    };
  }

  private Value computed(Insn.Alu<Reg> alu, int slot) {
    Value left = regs[alu.dst().number()];
    Value right = value(alu.src(), slot);
    boolean add = alu.op() == AluOp.ADD;
    if (left.pointer() && (add || alu.op() == AluOp.SUB)) {
      if (right.kind() == Kind.CONSTANT) {
        return left.moved(add ? right.offset() : -right.offset());
      }
      return right.pointer()
          ? Value.number(left.text() + " - " + right.text(), slot)
          : left.indexed(right);
    }
    if (add && right.pointer()) {
      return left.kind() == Kind.CONSTANT ? right.moved(left.offset()) : right.indexed(left);
    }
    return left.kind() == Kind.CONSTANT ? Value.number("a computed number", slot) : left;
  }

  private Value address(Insn.LoadImm64<Reg> load, int slot) {
    return switch (image.references().get(slot)) {
      case Reference.MapAddress(var map) -> new Value(Kind.MAP, "map `" + map.name() + "`", slot);
      case Reference.MapValueAddress(var map, int offset) ->
          new Value(Kind.OBJECT, "the value of map `" + map.name() + "`", slot).moved(offset);
      case Reference.KernelVariable(String name, int _) ->
          new Value(Kind.OBJECT, "`" + name + "`", slot);
      case null, default -> Value.constant(load.imm(), slot);
    };
  }

  private Value loaded(Insn.Load<Reg> load, int slot) {
    Value base = regs[load.base().number()];
    long offset = base.offset() + load.offset();
    return switch (base.kind()) {
      case CONTEXT -> field((int) offset, slot);
      case STACK ->
          stack.getOrDefault(stackKey(base, offset), Value.number("a number from the stack", slot));
      case PACKET -> Value.number("a number from the packet", slot);
      case OBJECT -> Value.number("a number from " + base.what(), slot);
      default -> Value.number("a loaded number", slot);
    };
  }

  private static String stackKey(Value base, long offset) {
    return base.born() + ":" + (base.index() == null ? offset : "?");
  }

  private Value field(int offset, int slot) {
    ContextField field =
        image.hook().map(Hook::context).flatMap(layout -> layout.fieldAt(offset)).orElse(null);
    if (field == null) {
      return Value.number("a number from the context", slot);
    }
    return switch (field.type()) {
      case PACKET -> new Value(Kind.PACKET, "the packet's start", slot);
      case PACKET_END -> new Value(Kind.PACKET_END, "the packet's end", slot);
      case PACKET_META -> new Value(Kind.PACKET, "the packet's metadata", slot);
      case SCALAR -> Value.number(contextField(field.name()), slot);
      default -> new Value(Kind.OBJECT, contextField(field.name()), slot);
    };
  }

  private void store(Insn.Store<Reg> store, int slot) {
    Value base = regs[store.base().number()];
    if (base.kind() != Kind.STACK) {
      return;
    }
    long offset = base.offset() + store.offset();
    stack.put(stackKey(base, offset), value(store.src(), slot));
    happenings.add(
        new Happening(
            slot,
            "writes " + bytes(store.size().bytes()) + " at fp" + offset,
            Sort.STORE,
            List.of(base.moved(store.offset()))));
  }

  static String bytes(int count) {
    return count == 1 ? "1 byte" : count + " bytes";
  }

  private void condition(Insn.JumpIf<Reg> jump, int slot, boolean taken) {
    Value left = regs[jump.left().number()];
    Value right = value(jump.right(), slot);
    ConditionText.of(jump.condition(), left, right, taken, networkOrder(left))
        .ifPresent(text ->
            happenings.add(
                new Happening(
                    slot, "on this path, " + text, Sort.CONDITION, List.of(left, right))));
  }

  private boolean networkOrder(Value value) {
    return image.hook().map(Hook::context).filter(_ -> value.kind() == Kind.NUMBER).stream()
        .flatMap(layout -> layout.fields().stream())
        .anyMatch(field ->
            field.order() == FieldOrder.BIG && value.what().equals(contextField(field.name())));
  }

  private static String contextField(String name) {
    return "`" + name + "` of the context";
  }

  private void clobber() {
    Arrays.fill(regs, 1, 6, Value.NOTHING);
  }

  private void helper(Insn.CallHelper<Reg> call, int slot, int next) {
    Optional<Helper> helper = Helpers.byId(call.id());
    String name = helper.map(Helper::functionName).orElse("helper " + call.id());
    if (next != slot + 1) {
      callback(name, slot, next);
      return;
    }
    if (helper.map(Helper::changesPacketData).orElse(false)) {
      invalidate(name, slot);
    }
    Value map = regs[1];
    clobber();
    regs[0] =
        switch (helper.map(h -> h.returns().kind()).orElse(ReturnKind.INTEGER)) {
          case VOID -> Value.NOTHING;
          case INTEGER -> Value.number("the result of " + name, slot);
          case MAP_VALUE -> new Value(Kind.OBJECT, found(name, map), slot);
          case SOCKET, SOCK_COMMON, TCP_SOCK, RINGBUF_MEM, DYNPTR_MEM, MEM_OR_BTF_ID, BTF_ID ->
              new Value(Kind.OBJECT, "the result of " + name, slot);
        };
  }

  private static String found(String name, Value map) {
    return map.kind() != Kind.MAP
        ? "the result of " + name
        : (name.contains("storage") ? "the storage from " : "the value found in ") + map.what();
  }

  private void kfunc(int slot, int next) {
    String name =
        image.references().get(slot) instanceof Reference.KfuncCall(var kfunc)
            ? kfunc.name()
            : "the kernel function";
    if (next == slot + 1) {
      clobber();
      regs[0] = new Value(Kind.OBJECT, "the result of " + name, slot);
    } else {
      callback(name, slot, next);
    }
  }

  private void callback(String name, int slot, int next) {
    FunctionImage function = names.function(next);
    happenings.add(
        new Happening(
            slot, name + " calls `" + function.name() + "` from here", Sort.CALL, List.of()));
    enter(slot);
    Arrays.fill(regs, 0, 6, Value.NOTHING);
    parameters(function, Kind.OBJECT);
  }

  private void invalidate(String name, int slot) {
    happenings.add(
        new Happening(
            slot,
            name + " may move the packet: pointers into it are invalid from here on",
            Sort.INVALIDATED,
            List.of(new Value(Kind.PACKET, "the packet's start", slot))));
    for (int reg = 6; reg < 10; reg++) {
      regs[reg] = gone(regs[reg], name, slot);
    }
    stack.replaceAll((_, v) -> gone(v, name, slot));
  }

  private static Value gone(Value value, String name, int slot) {
    return value.packet()
        ? new Value(Kind.NOTHING, value.what() + ", loaded before " + name, slot)
        : value;
  }

  private void local(int slot, int next) {
    if (next == slot + 1) {
      clobber();
      regs[0] = Value.number("the function's result", slot);
      return;
    }
    String name =
        image.references().get(slot) instanceof Reference.LocalCall(int function)
            ? "`" + image.functions().get(function).name() + "`"
            : "a function";
    happenings.add(new Happening(slot, name + " is called here", Sort.CALL, List.of()));
    enter(slot);
  }

  private void enter(int slot) {
    callers.push(regs.clone());
    calls.addLast(slot);
    Arrays.fill(regs, 6, 10, Value.NOTHING);
    regs[10] = new Value(Kind.STACK, "the stack", slot);
  }

  private void exit() {
    if (callers.isEmpty()) {
      return;
    }
    Value result = regs[0];
    regs = Objects.requireNonNull(callers.pop());
    calls.removeLast();
    clobber();
    regs[0] = result;
  }
}
