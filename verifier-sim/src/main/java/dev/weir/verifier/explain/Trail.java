// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.verifier.explain.Value.Kind;
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
  private final List<@Nullable Insn<Reg>> code;
  private final List<Happening> happenings = new ArrayList<>();
  private final Deque<Value[]> callers = new ArrayDeque<>();
  private final Deque<Integer> calls = new ArrayDeque<>();
  private final Map<String, Value> stack = new HashMap<>();
  private Value[] regs = new Value[11];

  private Trail(ProgramImage image) {
    this.image = image;
    this.code = image.bySlot();
    Arrays.fill(regs, Value.NOTHING);
    regs[1] = new Value(Kind.CONTEXT, "the context", -1, 0, null);
    regs[10] = new Value(Kind.STACK, "the stack", -1, 0, null);
  }

  /// Walks the way up to its last instruction, which is not executed.
  static Trail of(ProgramImage image, List<Integer> way) {
    Trail trail = new Trail(image);
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
      case Reference.MapAddress(var map) ->
          new Value(Kind.MAP, "map `" + map.name() + "`", slot, 0, null);
      case Reference.MapValueAddress(var map, int offset) ->
          new Value(Kind.OBJECT, "the value of map `" + map.name() + "`", slot, offset, null);
      case Reference.KernelVariable(String name, int _) ->
          new Value(Kind.OBJECT, "`" + name + "`", slot, 0, null);
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
      case PACKET -> new Value(Kind.PACKET, "the packet's start", slot, 0, null);
      case PACKET_END -> new Value(Kind.PACKET_END, "the packet's end", slot, 0, null);
      case PACKET_META -> new Value(Kind.PACKET, "the packet's metadata", slot, 0, null);
      case SCALAR -> Value.number("`" + field.name() + "` of the context", slot);
      default -> new Value(Kind.OBJECT, "`" + field.name() + "` of the context", slot, 0, null);
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
    happenings.add(
        new Happening(
            slot,
            said(jump.condition(), left, right, taken),
            Sort.CONDITION,
            List.of(left, right)));
  }

  private static String said(Condition condition, Value left, Value right, boolean taken) {
    boolean zero = right.kind() == Kind.CONSTANT && right.offset() == 0;
    if (zero && left.pointer() && (condition == Condition.EQ || condition == Condition.NE)) {
      return "on this path, "
          + left.text()
          + (taken == (condition == Condition.EQ) ? " is null" : " is not null");
    }
    if (condition == Condition.SET) {
      return "on this path, "
          + left.text()
          + " & "
          + right.text()
          + (taken ? " is not 0" : " is 0");
    }
    Condition holds = taken ? condition : condition.negated();
    String proof = proof(holds, left, right);
    return "on this path, "
        + left.text()
        + " "
        + holds.symbol()
        + " "
        + right.text()
        + (proof.isEmpty() ? "" : ": " + proof);
  }

  /// What a comparison with the packet's end proves.
  private static String proof(Condition holds, Value left, Value right) {
    boolean swapped = left.kind() == Kind.PACKET_END;
    Value packet = swapped ? right : left;
    Value end = swapped ? left : right;
    if (packet.kind() != Kind.PACKET || end.kind() != Kind.PACKET_END) {
      return "";
    }
    boolean within =
        swapped
            ? holds == Condition.GE || holds == Condition.GT
            : holds == Condition.LE || holds == Condition.LT;
    if (!within) {
      return "nothing is proven of the packet's length";
    }
    return packet.index() == null && packet.offset() > 0
        ? "the first " + bytes((int) packet.offset()) + " are there"
        : "the bytes up to " + packet.text() + " are there";
  }

  private void clobber() {
    Arrays.fill(regs, 1, 6, Value.NOTHING);
  }

  private void helper(Insn.CallHelper<Reg> call, int slot, int next) {
    String name = Helpers.byId(call.id()).map(Helper::name).orElse("helper " + call.id());
    called(name, slot, next);
  }

  private void kfunc(int slot, int next) {
    String name =
        image.references().get(slot) instanceof Reference.KfuncCall(var kfunc)
            ? kfunc.name()
            : "the kernel function";
    called(name, slot, next);
  }

  private void called(String name, int slot, int next) {
    if (next != slot + 1) {
      happenings.add(new Happening(slot, name + " calls back from here", Sort.CALL, List.of()));
      enter(slot);
      Arrays.fill(regs, 0, 10, Value.number("an argument of the callback", slot));
      return;
    }
    if (changesPacket(name)) {
      happenings.add(
          new Happening(
              slot,
              name + " may move the packet: all pointers into it are invalid from here on",
              Sort.INVALIDATED,
              List.of(new Value(Kind.PACKET, "the packet's start", slot, 0, null))));
      for (int reg = 6; reg < 10; reg++) {
        if (regs[reg].packet()) {
          regs[reg] =
              new Value(Kind.NOTHING, "a packet pointer from before " + name, slot, 0, null);
        }
      }
      stack.replaceAll((_, v) ->
          v.packet()
              ? new Value(Kind.NOTHING, "a packet pointer from before " + name, slot, 0, null)
              : v);
    }
    Value map = regs[1];
    clobber();
    regs[0] =
        switch (name) {
          case "map_lookup_elem", "map_lookup_percpu_elem" ->
              new Value(Kind.OBJECT, "the value found in " + map.what(), slot, 0, null);
          case "sk_storage_get" ->
              new Value(Kind.OBJECT, "the storage from " + map.what(), slot, 0, null);
          default ->
              Helpers.byName(name).isPresent() && givesPointer(name)
                  ? new Value(Kind.OBJECT, "the result of " + name, slot, 0, null)
                  : Value.number("the result of " + name, slot);
        };
  }

  private static boolean givesPointer(String name) {
    return name.startsWith("sk_lookup")
        || name.startsWith("skc_")
        || name.equals("sk_fullsock")
        || name.equals("tcp_sock")
        || name.equals("get_listener_sock")
        || name.equals("ringbuf_reserve")
        || name.equals("get_local_storage");
  }

  private static boolean changesPacket(String name) {
    return switch (name) {
      case "skb_pull_data",
          "skb_change_head",
          "skb_change_tail",
          "skb_change_proto",
          "skb_adjust_room",
          "skb_store_bytes",
          "skb_vlan_push",
          "skb_vlan_pop",
          "clone_redirect",
          "l3_csum_replace",
          "l4_csum_replace",
          "xdp_adjust_head",
          "xdp_adjust_meta",
          "xdp_adjust_tail",
          "msg_pull_data",
          "msg_push_data",
          "msg_pop_data",
          "sk_skb_pull_data",
          "lwt_push_encap" ->
          true;
      default -> false;
    };
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
    regs[10] = new Value(Kind.STACK, "the stack", slot, 0, null);
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
