// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.ArgType;
import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.ReturnKind;
import dev.weir.bytecode.object.Linkage;
import dev.weir.bytecode.object.Relocation.Target;
import dev.weir.testkit.generate.Body;
import dev.weir.testkit.generate.FuzzProgram;
import dev.weir.testkit.generate.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Programs that call one helper: with arguments that its signature makes plausible, and with each
/// of them replaced by everything else a register can hold.
///
/// R6 holds the context, R7 the packet (64 bytes proven) where there is one, R8 a socket or null
/// where there is one, R9 an unknown number; 64 bytes of stack are initialised.
final class HelperPrograms {
  private static final int STACK_BYTES = 64;
  private static final List<String> MAPS =
      List.of(
          "hash",
          "array",
          "percpu",
          "lru",
          "reads",
          "queue",
          "bloom",
          "ring",
          "jumps",
          "perf",
          "groups",
          "traces",
          "socks",
          "sockhash",
          "devices",
          "devhash",
          "cpus",
          "xsks",
          "reuse",
          "cgstore",
          "storage",
          "locked",
          "outer",
          "hashes",
          "cpuhash",
          "pile");

  private final Hook hook;
  private final Helper helper;
  private final List<Step> steps = new ArrayList<>();
  private boolean callback;

  private HelperPrograms(Hook hook, Helper helper) {
    this.hook = hook;
    this.helper = helper;
  }

  /// What one argument register is given.
  ///
  /// @param name for messages
  /// @param map the map it refers to, empty for none
  record Value(String name, String map) {
    static Value of(String name) {
      return new Value(name, "");
    }

    @Override
    public String toString() {
      return map.isEmpty() ? name : name + " " + map;
    }
  }

  /// One program with a name that tells its arguments.
  record Case(String name, FuzzProgram program) {}

  /// All programs for a helper at a hook.
  static List<Case> of(Hook hook, Helper helper) {
    List<Case> cases = new ArrayList<>();
    List<List<Value>> plausible = plausible(helper);
    for (List<Value> values : plausible) {
      cases.add(make(hook, helper, values));
    }
    List<Value> base = plausible.getFirst();
    for (int i = 0; i < helper.args().size(); i++) {
      for (Value other : others()) {
        List<Value> values = new ArrayList<>(base);
        values.set(i, other);
        cases.add(make(hook, helper, values));
      }
    }
    return cases;
  }

  private static List<Value> others() {
    List<Value> values = new ArrayList<>();
    for (String name :
        List.of(
            "0",
            "1",
            "-1",
            "16",
            "4096",
            "ctx",
            "ctx+8",
            "stack",
            "stack+1",
            "uninit",
            "below",
            "above",
            "packet",
            "packet+1",
            "packet+60",
            "socket",
            "socketornull",
            "number",
            "small",
            "rodata",
            "single",
            "lock",
            "reads value",
            "record",
            "valueornull",
            "value",
            "function",
            "nothing")) {
      values.add(Value.of(name));
    }
    values.add(new Value("map", "hash"));
    values.add(new Value("map", "array"));
    return values;
  }

  private static List<List<Value>> plausible(Helper helper) {
    List<List<Value>> result = new ArrayList<>();
    boolean hasMap =
        helper.args().stream()
            .anyMatch(a -> a.kind() == dev.weir.bytecode.kernel.ArgKind.CONST_MAP_PTR);
    for (String map : hasMap ? fitting(helper) : List.of("")) {
      List<Value> values = new ArrayList<>();
      for (ArgType arg : helper.args()) {
        values.add(plausible(arg, map));
      }
      result.add(values);
    }
    return result;
  }

  private static List<String> fitting(Helper helper) {
    String first =
        switch (helper.name()) {
          case "tail_call" -> "jumps";
          case "perf_event_output", "perf_event_read", "perf_event_read_value" -> "perf";
          case "ringbuf_output", "ringbuf_reserve", "ringbuf_query", "ringbuf_reserve_dynptr" ->
              "ring";
          case "skb_under_cgroup", "current_task_under_cgroup" -> "groups";
          case "redirect_map" -> "devices";
          case "sk_redirect_map", "msg_redirect_map", "sock_map_update" -> "socks";
          case "sk_redirect_hash", "msg_redirect_hash", "sock_hash_update" -> "sockhash";
          case "get_local_storage" -> "cgstore";
          case "sk_select_reuseport" -> "reuse";
          case "map_pop_elem", "map_peek_elem", "map_push_elem" -> "queue";
          case "map_lookup_percpu_elem" -> "percpu";
          case "sk_storage_get", "sk_storage_delete" -> "storage";
          case "get_stackid" -> "traces";
          default -> "array";
        };
    List<String> maps = new ArrayList<>(MAPS);
    maps.remove(first);
    maps.addFirst(first);
    return maps;
  }

  private static Value plausible(ArgType arg, String map) {
    return switch (arg.kind()) {
      case ANYTHING -> Value.of("0");
      case CTX -> Value.of("ctx");
      case CONST_MAP_PTR -> new Value("map", map);
      case MAP_KEY, MAP_VALUE, MEM, FIXED_SIZE_MEM, STACK -> Value.of("stack");
      case CONST_SIZE, CONST_SIZE_OR_ZERO, CONST_ALLOC_SIZE_OR_ZERO -> Value.of("16");
      case SOCK_COMMON, SOCKET, BTF_ID_SOCK_COMMON, BTF_ID -> Value.of("socket");
      case SPIN_LOCK -> Value.of("lock");
      case FUNC -> Value.of("function");
      case CONST_STR -> Value.of("rodata");
      case DYNPTR -> Value.of(arg.uninit() ? "uninit" : "stack");
      case RINGBUF_MEM -> Value.of("record");
      case PERCPU_BTF_ID, TIMER, KPTR_XCHG_DEST -> Value.of("single");
    };
  }

  private static Case make(Hook hook, Helper helper, List<Value> values) {
    HelperPrograms program = new HelperPrograms(hook, helper);
    return new Case(hook.name() + " " + helper.name() + values, program.assemble(values));
  }

  private FuzzProgram assemble(List<Value> values) {
    prologue(values);
    List<Value> ordered = new ArrayList<>(values);
    boolean record = ordered.stream().anyMatch(v -> v.name().equals("record"));
    boolean value = ordered.stream().anyMatch(v -> v.name().startsWith("value"));
    if (record) {
      reserve();
    } else if (value) {
      lookUp(ordered.stream().anyMatch(v -> v.name().equals("value")));
    }
    for (int i = 0; i < values.size(); i++) {
      put(Reg.of(i + 1), values.get(i));
    }
    emit(new Insn.CallHelper<>(helper.id()));
    boolean release = helper.acquires() && helper.returns().kind() != ReturnKind.BTF_ID;
    if (release) {
      exitIfNull(Reg.R0);
      emit(mov(Reg.R1, Reg.R0));
      emit(mov(Reg.R2, 0));
      emit(
          new Insn.CallHelper<>(
              Helpers.byName(
                      helper.name().equals("ringbuf_reserve") ? "ringbuf_discard" : "sk_release")
                  .orElseThrow()
                  .id()));
    } else if (helper.name().equals("spin_lock")) {
      refer(Reg.R1, new Target.MapValueRef("lockarray", 0));
      emit(new Insn.CallHelper<>(Helpers.byName("spin_unlock").orElseThrow().id()));
    }
    exit();
    List<Body> bodies = new ArrayList<>();
    bodies.add(new Body("main", Linkage.GLOBAL, steps));
    if (callback) {
      bodies.add(
          new Body(
              "each0",
              Linkage.STATIC,
              List.of(Step.of(mov(Reg.R0, 0)), Step.of(new Insn.Exit<>()))));
    }
    return new FuzzProgram(0, hook, "GPL", true, bodies, List.of(), List.of());
  }

  private void prologue(List<Value> values) {
    emit(mov(Reg.R6, Reg.R1));
    for (int at = 8; at <= STACK_BYTES; at += 8) {
      emit(new Insn.Store<>(MemSize.DW, Reg.R10, (short) -at, Operand.imm(0)));
    }
    if (values.stream().anyMatch(v -> v.name().startsWith("packet"))) {
      packet();
    }
    if (values.stream().anyMatch(v -> v.name().startsWith("socket"))) {
      socket(values.stream().noneMatch(v -> v.name().equals("socketornull")));
    }
    if (values.stream().anyMatch(v -> v.name().equals("number") || v.name().equals("small"))) {
      emit(new Insn.CallHelper<>(Helpers.byName("get_prandom_u32").orElseThrow().id()));
      emit(mov(Reg.R9, Reg.R0));
    }
  }

  private Optional<ContextField> field(String... names) {
    for (String name : names) {
      Optional<ContextField> field = hook.context().field(name).filter(ContextField::readable);
      if (field.isPresent()) {
        return field;
      }
    }
    return Optional.empty();
  }

  private void packet() {
    Optional<ContextField> start = field("data", "optval");
    Optional<ContextField> end = field("data_end", "optval_end");
    if (start.isEmpty() || end.isEmpty()) {
      emit(mov(Reg.R7, 0));
      return;
    }
    emit(loadField(Reg.R7, start.get()));
    emit(loadField(Reg.R2, end.get()));
    emit(mov(Reg.R3, Reg.R7));
    emit(new Insn.Alu<>(AluOp.ADD, Width.W64, Reg.R3, Operand.imm(STACK_BYTES)));
    emit(new Insn.JumpIf<>(Condition.LE, Width.W64, Reg.R3, Operand.reg(Reg.R2), (short) 2));
    exit();
  }

  private void socket(boolean checked) {
    Optional<ContextField> sk = field("sk", "migrating_sk");
    if (sk.isEmpty()) {
      emit(mov(Reg.R8, 0));
      return;
    }
    emit(loadField(Reg.R8, sk.get()));
    if (checked) {
      exitIfNull(Reg.R8);
    }
  }

  private static Insn<Reg> loadField(Reg dst, ContextField field) {
    boolean pointer =
        field.type() != dev.weir.bytecode.kernel.FieldType.PACKET
            && field.type() != dev.weir.bytecode.kernel.FieldType.PACKET_END;
    boolean wide = pointer || field.sizeBytes() == 8;
    return new Insn.Load<>(
        wide ? MemSize.DW : MemSize.W, false, dst, Reg.R6, (short) field.offsetBytes());
  }

  private void reserve() {
    refer(Reg.R1, new Target.MapRef("ring"));
    emit(mov(Reg.R2, 16));
    emit(mov(Reg.R3, 0));
    emit(new Insn.CallHelper<>(Helpers.byName("ringbuf_reserve").orElseThrow().id()));
    exitIfNull(Reg.R0);
    emit(mov(Reg.R9, Reg.R0));
  }

  private void lookUp(boolean checked) {
    refer(Reg.R1, new Target.MapRef("hash"));
    emit(mov(Reg.R2, Reg.R10));
    emit(new Insn.Alu<>(AluOp.ADD, Width.W64, Reg.R2, Operand.imm(-STACK_BYTES)));
    emit(new Insn.CallHelper<>(1));
    if (checked) {
      exitIfNull(Reg.R0);
    }
    emit(mov(Reg.R9, Reg.R0));
  }

  private void exitIfNull(Reg reg) {
    emit(new Insn.JumpIf<>(Condition.NE, Width.W64, reg, Operand.imm(0), (short) 2));
    exit();
  }

  private void exit() {
    emit(mov(Reg.R0, (int) Math.max(0, hook.returns().min())));
    emit(new Insn.Exit<>());
  }

  private void put(Reg reg, Value value) {
    switch (value.name()) {
      case "ctx" -> emit(mov(reg, Reg.R6));
      case "ctx+8" -> offset(reg, Reg.R6, 8);
      case "stack" -> offset(reg, Reg.R10, -STACK_BYTES);
      case "stack+1" -> offset(reg, Reg.R10, -STACK_BYTES + 1);
      case "uninit" -> offset(reg, Reg.R10, -200);
      case "below" -> offset(reg, Reg.R10, -520);
      case "above" -> offset(reg, Reg.R10, -4);
      case "packet" -> emit(mov(reg, Reg.R7));
      case "packet+1" -> offset(reg, Reg.R7, 1);
      case "packet+60" -> offset(reg, Reg.R7, 60);
      case "socket", "socketornull" -> emit(mov(reg, Reg.R8));
      case "number", "record", "value", "valueornull" -> emit(mov(reg, Reg.R9));
      case "small" -> {
        emit(mov(reg, Reg.R9));
        emit(new Insn.Alu<>(AluOp.AND, Width.W64, reg, Operand.imm(15)));
      }
      case "rodata" -> refer(reg, new Target.DataRef(".rodata", 32));
      case "single" -> refer(reg, new Target.MapValueRef("big", 0));
      case "lock" -> refer(reg, new Target.MapValueRef("lockarray", 0));
      case "reads value" -> refer(reg, new Target.MapValueRef("reads", 0));
      case "map" -> refer(reg, new Target.MapRef(value.map()));
      case "function" -> {
        callback = true;
        refer(reg, new Target.FunctionRef("each0"));
      }
      case "nothing" -> {}
      default -> emit(mov(reg, Integer.parseInt(value.name())));
    }
  }

  private void offset(Reg reg, Reg base, int offset) {
    emit(mov(reg, base));
    emit(new Insn.Alu<>(AluOp.ADD, Width.W64, reg, Operand.imm(offset)));
  }

  private static Insn<Reg> load64(Reg reg, Target target) {
    Pseudo pseudo =
        switch (target) {
          case Target.MapRef _ -> Pseudo.MAP_FD;
          case Target.FunctionRef _ -> Pseudo.FUNC;
          default -> Pseudo.MAP_VALUE;
        };
    return new Insn.LoadImm64<>(reg, pseudo, 0);
  }

  private static Insn<Reg> mov(Reg dst, Reg src) {
    return new Insn.Mov<>(Width.W64, dst, Operand.reg(src));
  }

  private static Insn<Reg> mov(Reg dst, int value) {
    return new Insn.Mov<>(Width.W64, dst, Operand.imm(value));
  }

  private void emit(Insn<Reg> insn) {
    steps.add(Step.of(insn));
  }

  private void refer(Reg reg, Target target) {
    steps.add(new Step(load64(reg, target), Step.NO_JUMP, target));
  }
}
