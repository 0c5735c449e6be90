// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.bind;

import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.java.lower.Binding;
import dev.weir.compiler.java.lower.Call;
import dev.weir.compiler.java.lower.Operand;
import dev.weir.compiler.text.typed.Type;
import java.lang.constant.ClassDesc;
import java.util.List;
import java.util.Map;

/// Locks in map values: `try (var held = value.lock.hold()) { ... }`.
///
/// @kernel v6.12 kernel/bpf/helpers.c bpf_spin_lock
final class SpinLocks {
  private SpinLocks() {}

  /// The layout of a lock, which the kernel knows by its name.
  static void addTo(Map<String, Binding.Table> classes) {
    classes.put(
        "SpinLock",
        DslBindings.byName(
            Map.of(
                "<init>",
                call -> call.temporary(Type.SPIN_LOCK, "lock"),
                "hold",
                SpinLocks::hold)));
    classes.put("SpinLock$Held", DslBindings.byName(Map.of("close", SpinLocks::close)));
  }

  /// A lock that is held.
  private record Held(Value lock) implements Operand.Special {
    @Override
    public ClassDesc type() {
      return ClassDesc.of("dev.weir.dsl.SpinLock$Held");
    }

    @Override
    public Object shape() {
      return lock.type();
    }

    @Override
    public List<Value> values() {
      return List.of(lock);
    }

    @Override
    public Operand.Special with(List<Value> values) {
      return new Held(values.getFirst());
    }
  }

  private static Operand hold(Call call) {
    Operand.View lock = call.view(0, Type.SPIN_LOCK);
    if (lock.memory() != Memory.MAP_VALUE) {
      return call.failed(
          LibraryCode.LOCK
              .at("only a lock in a map value can be held", call.span(), "not in a map")
              .help("look the value up, and lock what was found"));
    }
    Value pointer = HelperCalls.pointer(call, lock);
    boolean done = HelperCalls.emit(call, "spin_lock", List.of(pointer));
    call.forgetMemory();
    return done ? new Held(pointer) : new Operand.Failed();
  }

  private static Operand close(Call call) {
    if (call.argument(0) instanceof Held(Value lock)) {
      HelperCalls.emit(call, "spin_unlock", List.of(lock));
    }
    return new Operand.Null();
  }
}
