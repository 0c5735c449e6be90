// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.ReturnRange;
import dev.weir.bytecode.object.Linkage;
import dev.weir.testkit.generate.Value.Kind;
import java.util.List;

/// Functions of the program: static and global ones, callbacks, tail calls.
final class FunctionIdioms {
  private static final int MOST_DEPTH = 3;

  private FunctionIdioms() {}

  static List<Idiom> all() {
    return List.of(
        new Idiom("static call", 6, FunctionIdioms::local),
        new Idiom("global call", 5, FunctionIdioms::global),
        new Idiom("loop callback", 4, FunctionIdioms::loop),
        new Idiom("element callback", 3, FunctionIdioms::elements),
        new Idiom("tail call", 3, FunctionIdioms::tail));
  }

  private static boolean local(Scene s) {
    if (s.depth() >= MOST_DEPTH || s.plot.locked()) {
      return false;
    }
    boolean recursive = s.plot.isUnfinished("local0") && s.dice.chance(3);
    boolean again = recursive || (!s.plot.bodies().isEmpty() && s.dice.chance(30));
    String name;
    if (recursive) {
      name = "local0";
    } else if (again) {
      Body body = s.dice.pick(s.plot.bodies());
      if (body.linkage() != Linkage.STATIC || !body.name().startsWith("local")) {
        return false;
      }
      name = body.name();
    } else if (s.plot.moreLocals()) {
      name = s.plot.nextLocal();
    } else {
      return false;
    }
    arguments(s);
    if (!again) {
      Scene callee = new Scene(s.plot, s.depth() + 1, false);
      for (int i = 1; i <= 5; i++) {
        callee.w.set(Reg.of(i), s.w.get(Reg.of(i)));
      }
      keepContext(callee);
      if (s.dice.chance(15)) {
        callee.w.store(MemSize.DW, Reg.R10, -s.dice.pick(96, 200, 256, 400, 504), 0);
      }
      s.plot.function(
          name, Linkage.STATIC, callee, s.dice.between(1, 5), () -> end(callee, s.dice.chance(90)));
    }
    s.w.callLocal(name);
    s.w.set(Reg.R0, Value.UNKNOWN);
    return true;
  }

  /// The arguments of a function: numbers, the context, memory of the caller.
  private static void arguments(Scene s) {
    Reg context = s.context();
    if (context != null && s.dice.chance(75)) {
      s.w.move(Reg.R1, context);
    } else if (!s.w.get(Reg.R1).isScalar()) {
      s.w.move(Reg.R1, s.dice.number());
    }
    if (s.dice.chance(40)) {
      int at = s.stack(16);
      s.fill(at, 16);
      s.w.move(Reg.R2, Reg.R10);
      s.w.add(Reg.R2, at);
      s.w.set(Reg.R2, Value.memory(16, false, false));
    } else {
      Reg from = s.find(v -> v.isPointer() && !v.held() && !v.nullable(), Reg.R1);
      if (from != null && s.dice.chance(50)) {
        s.w.move(Reg.R2, from);
      } else {
        s.w.move(Reg.R2, s.dice.number());
      }
    }
    if (!s.w.get(Reg.R3).isScalar()) {
      s.w.move(Reg.R3, s.dice.below(64));
    }
  }

  /// Saves a context argument where calls do not clobber it.
  private static void keepContext(Scene callee) {
    if (callee.w.get(Reg.R1).is(Kind.CTX)) {
      callee.w.move(Reg.R6, Reg.R1);
    }
  }

  /// Ends a function with a number in R0.
  static void end(Scene s, boolean result) {
    if (result) {
      Reg from = s.find(Value::isScalar);
      if (from != null && s.dice.chance(50)) {
        if (from != Reg.R0) {
          s.w.move(Reg.R0, from);
        }
        if (s.dice.chance(40)) {
          s.bound(Reg.R0, s.dice.pick(1, 7, 255));
        }
      } else {
        s.w.move(Reg.R0, s.dice.number());
      }
    }
    s.w.exit();
    if (s.hasOut()) {
      s.w.mark(s.out());
      s.w.move(Reg.R0, 0);
      s.w.exit();
    }
  }

  private static boolean global(Scene s) {
    if (s.depth() >= MOST_DEPTH || s.plot.locked()) {
      return false;
    }
    String name =
        s.dice.pick(
            "sum",
            "small",
            "maybe",
            "sure",
            "number",
            s.dice.chance(10) ? "nothing" : "sum",
            "tagged",
            "dynptr",
            "trusted",
            "perhaps",
            "long_sum",
            "with_" + s.hook.context().struct());
    if (!s.plot.palette().functions().knows(name)) {
      return false;
    }
    if (s.plot.isUnfinished(name) && !s.dice.chance(5)) {
      return false;
    }
    if (!s.plot.has(name) && !s.plot.isUnfinished(name)) {
      Scene callee = new Scene(s.plot, s.depth() + 1, false);
      parameters(callee, name);
      s.plot.function(name, Linkage.GLOBAL, callee, s.dice.between(1, 4), () -> end(callee, true));
    }
    if (!globalArguments(s, name)) {
      return false;
    }
    s.w.callLocal(name);
    s.w.set(Reg.R0, Value.UNKNOWN);
    return true;
  }

  private static void parameters(Scene callee, String name) {
    switch (name) {
      case "maybe", "sure" -> {
        callee.w.set(Reg.R1, Value.memory(16, name.equals("maybe"), false));
        callee.w.move(Reg.R7, Reg.R1);
        if (name.equals("maybe")) {
          callee.w.jumpIf(Condition.EQ, Width.W64, Reg.R7, 0, callee.out());
          callee.w.set(Reg.R7, Value.memory(16, false, false));
        }
      }
      case "number" -> {
        callee.w.set(Reg.R1, Value.memory(4, true, false));
        callee.w.jumpIf(Condition.EQ, Width.W64, Reg.R1, 0, callee.out());
        callee.w.load(MemSize.W, Reg.R7, Reg.R1, 0);
      }
      case "sum", "small", "nothing" -> callee.w.set(Reg.R1, Value.UNKNOWN);
      case "long_sum" -> {
        for (int i = 1; i <= 5; i++) {
          callee.w.set(Reg.of(i), Value.UNKNOWN);
        }
      }
      case "dynptr" -> FunctionObjects.dynptr(callee);
      case "trusted", "perhaps" -> FunctionObjects.task(callee, name.equals("perhaps"));
      default -> {
        callee.w.set(Reg.R1, Value.CONTEXT);
        keepContext(callee);
      }
    }
    if (!name.equals("small") && !name.equals("number") && !name.equals("nothing")) {
      callee.w.set(Reg.R2, Value.UNKNOWN);
    }
  }

  private static boolean globalArguments(Scene s, String name) {
    switch (name) {
      case "sum", "small", "nothing" -> {
        s.w.move(Reg.R1, s.dice.number());
        s.w.move(Reg.R2, s.dice.number());
      }
      case "long_sum" -> {
        for (int i = 1; i <= 5; i++) {
          s.w.move(Reg.of(i), s.dice.number());
        }
      }
      case "dynptr" -> {
        return FunctionObjects.giveDynptr(s);
      }
      case "trusted", "perhaps" -> {
        return FunctionObjects.giveTask(s, name.equals("perhaps"));
      }
      case "maybe", "sure", "number" -> {
        int at = s.stack(16);
        if (name.equals("maybe") && s.dice.chance(30)) {
          s.w.move(Reg.R1, 0);
        } else {
          s.fill(at, 16);
          s.w.move(Reg.R1, Reg.R10);
          s.w.add(Reg.R1, at);
        }
        s.w.move(Reg.R2, s.dice.below(16));
        s.w.track().store(at, 16, Value.UNKNOWN);
      }
      default -> {
        Reg context = s.context();
        if (context == null) {
          return false;
        }
        if (context != Reg.R1) {
          s.w.move(Reg.R1, context);
        }
        s.w.move(Reg.R2, s.dice.below(100));
      }
    }
    return true;
  }

  /// `bpf_loop`, whose callback gets an index and a pointer.
  private static boolean loop(Scene s) {
    Helper helper = s.helper("loop");
    if (helper == null || !s.plot.moreCallbacks() || s.depth() >= 2 || s.plot.locked()) {
      return false;
    }
    int at = s.stack(16);
    s.fill(at, 16);
    Scene callback = new Scene(s.plot, s.depth() + 1, false);
    callback.w.set(Reg.R1, Value.scalar(0, 1 << 23));
    callback.w.set(Reg.R2, Value.memory(16, false, false));
    callback.w.move(Reg.R7, Reg.R2);
    callback.w.move(Reg.R8, Reg.R1);
    String name = callback(s, callback);
    if (s.dice.chance(60)) {
      s.w.move(Reg.R1, s.dice.pick(0, 1, 4, 10, 100, 1 << 22));
    } else {
      s.unknown(Reg.R1);
    }
    s.w.function(Reg.R2, name);
    s.w.move(Reg.R3, Reg.R10);
    s.w.add(Reg.R3, at);
    s.w.move(Reg.R4, 0);
    s.w.call(helper);
    s.w.track().store(at, 16, Value.UNKNOWN);
    return true;
  }

  private static String callback(Scene s, Scene callback) {
    String name = s.plot.nextCallback();
    s.plot.function(
        name,
        Linkage.STATIC,
        callback,
        s.dice.between(1, 4),
        () -> {
          if (s.dice.chance(4)) {
            FunctionObjects.forbidden(callback);
          }
          if (s.dice.chance(40)) {
            callback.w.alu(AluOp.ADD, Width.W64, Reg.R8, 0);
            callback.w.load(MemSize.DW, Reg.R1, Reg.R7, 0);
            callback.w.alu(AluOp.ADD, Width.W64, Reg.R1, s.dice.below(4));
            callback.w.store(MemSize.DW, Reg.R7, 0, Reg.R1);
          }
          if (s.dice.chance(80)) {
            callback.w.move(Reg.R0, s.dice.below(2));
          } else {
            callback.unknown(Reg.R0);
            callback.w.and(Reg.R0, s.dice.pick(1, 1, 3));
          }
          callback.w.exit();
          if (callback.hasOut()) {
            callback.w.mark(callback.out());
            callback.w.move(Reg.R0, s.dice.below(2));
            callback.w.exit();
          }
        });
    return name;
  }

  /// `bpf_for_each_map_elem`, whose callback gets map, key, value and a pointer.
  private static boolean elements(Scene s) {
    Helper helper = s.helper("for_each_map_elem");
    if (helper == null || !s.plot.moreCallbacks() || s.depth() >= 2 || s.plot.locked()) {
      return false;
    }
    String map = s.dice.pick("hash", "array", "lru", "percpu", "single");
    int at = s.stack(8);
    s.fill(at, 8);
    Scene callback = new Scene(s.plot, s.depth() + 1, false);
    int size = s.plot.palette().map(map).valueSize();
    callback.w.set(Reg.R2, Value.memory(s.plot.palette().map(map).keySize(), false, false));
    callback.w.set(Reg.R3, Value.mapValue(map, size, false));
    callback.w.set(Reg.R4, Value.memory(8, false, false));
    callback.w.move(Reg.R9, Reg.R3);
    callback.w.move(Reg.R7, Reg.R4);
    callback.w.load(s.dice.chance(50) ? MemSize.W : MemSize.B, Reg.R8, Reg.R2, 0);
    callback.w.set(Reg.R2, Value.NONE);
    String name = callback(s, callback);
    s.w.map(Reg.R1, map);
    s.w.function(Reg.R2, name);
    s.w.move(Reg.R3, Reg.R10);
    s.w.add(Reg.R3, at);
    s.w.move(Reg.R4, 0);
    s.w.call(helper);
    s.w.track().store(at, 8, Value.UNKNOWN);
    return true;
  }

  private static boolean tail(Scene s) {
    Helper helper = s.helper("tail_call");
    Reg context = s.context();
    if (helper == null || context == null || s.holds() || s.depth() > 1) {
      return false;
    }
    if (context != Reg.R1) {
      s.w.move(Reg.R1, context);
    }
    if (s.dice.chance(60)) {
      s.w.move(Reg.R3, s.dice.below(6));
    } else {
      s.unknown(Reg.R3, Reg.R1);
    }
    s.w.map(Reg.R2, "jumps");
    s.w.call(helper);
    return true;
  }

  /// A value that the hook may return.
  static int result(Scene s) {
    ReturnRange range = s.hook.returns();
    if (range.any()) {
      return s.hook.verdicts().isEmpty() || s.dice.chance(30)
          ? s.dice.number()
          : (int) s.dice.pick(s.hook.verdicts()).value();
    }
    return s.dice.between((int) range.min(), (int) range.max());
  }
}
