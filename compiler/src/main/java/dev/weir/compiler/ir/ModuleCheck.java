// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir;

import dev.weir.compiler.ir.IrModule.IrGlobal;
import dev.weir.compiler.ir.IrModule.IrMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The invariants of a module that lie between its functions and declarations.
final class ModuleCheck {
  private final IrModule module;
  private final Map<String, IrFunction> functions = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  private ModuleCheck(IrModule module) {
    this.module = module;
  }

  static List<String> check(IrModule module) {
    ModuleCheck check = new ModuleCheck(module);
    check.names();
    module.functions().forEach(check::references);
    check.recursion();
    return check.problems;
  }

  private void names() {
    Set<String> names = new HashSet<>();
    module.maps().forEach(map -> claim(names, map.name()));
    module.globals().forEach(global -> claim(names, global.name()));
    for (IrFunction function : module.functions()) {
      claim(names, function.name());
      functions.put(function.name(), function);
    }
  }

  private void claim(Set<String> names, String name) {
    if (!names.add(name)) {
      problems.add("two declarations of " + name);
    }
  }

  private void references(IrFunction function) {
    for (IrBlock block : function.blocks()) {
      for (Operation operation : block.operations()) {
        switch (operation) {
          case Operation.MapAddress o -> map(function, o.map());
          case Operation.GlobalAddress o -> global(function, o);
          case Operation.FunctionAddress o -> callee(function, o.function());
          case Operation.CallFunction o -> call(function, o);
          case Operation.Const _,
              Operation.Binary _,
              Operation.Swap _,
              Operation.Extend _,
              Operation.Truncate _,
              Operation.Compare _,
              Operation.Load _,
              Operation.Store _,
              Operation.Atomic _,
              Operation.PointerAdd _,
              Operation.StackAddress _,
              Operation.Refine _,
              Operation.CallHelper _,
              Operation.CallKfunc _ -> {}
        }
      }
    }
  }

  private void map(IrFunction function, String name) {
    if (module.maps().stream().map(IrMap::name).noneMatch(name::equals)) {
      problems.add(function.name() + ": no map " + name);
    }
  }

  private void global(IrFunction function, Operation.GlobalAddress address) {
    for (IrGlobal global : module.globals()) {
      if (global.name().equals(address.global())) {
        if (address.offset() < 0 || address.offset() > global.type().sizeBytes()) {
          problems.add(function.name() + ": offset " + address.offset() + " of " + global.name());
        }
        return;
      }
    }
    problems.add(function.name() + ": no global " + address.global());
  }

  private boolean callee(IrFunction function, String name) {
    IrFunction callee = functions.get(name);
    if (callee == null || callee.kind() instanceof IrFunction.Kind.Entry) {
      problems.add(function.name() + ": " + name + " is no function to call");
      return false;
    }
    return true;
  }

  private void call(IrFunction function, Operation.CallFunction call) {
    IrFunction callee = functions.get(call.function());
    if (!callee(function, call.function()) || callee == null) {
      return;
    }
    List<IrType> passed = call.arguments().stream().map(Value::type).toList();
    List<IrType> wanted = callee.parameters().stream().map(Value::type).toList();
    boolean result =
        call.result().isEmpty() || call.result().map(Value::type).equals(callee.result());
    if (!passed.equals(wanted) || !result) {
      problems.add(function.name() + ": call does not match " + callee.name() + ": " + call);
    }
    if (invalidates(callee) && !call.invalidatesPackets()) {
      problems.add(
          function.name() + ": call of " + callee.name() + " does not say it invalidates packets");
    }
  }

  private static boolean invalidates(IrFunction function) {
    return function.blocks().stream()
        .flatMap(block -> block.operations().stream())
        .anyMatch(o ->
            (o instanceof Operation.CallHelper helper && helper.invalidatesPackets())
                || (o instanceof Operation.CallFunction call && call.invalidatesPackets()));
  }

  private void recursion() {
    Set<String> done = new HashSet<>();
    for (IrFunction function : module.functions()) {
      walk(function, done, new ArrayList<>());
    }
  }

  private void walk(IrFunction function, Set<String> done, List<String> path) {
    if (path.contains(function.name())) {
      problems.add(function.name() + ": calls itself through " + path);
      return;
    }
    if (done.contains(function.name())) {
      return;
    }
    path.add(function.name());
    for (IrBlock block : function.blocks()) {
      for (Operation operation : block.operations()) {
        if (operation instanceof Operation.CallFunction call
            && functions.get(call.function()) instanceof IrFunction callee) {
          walk(callee, done, path);
        }
      }
    }
    path.removeLast();
    done.add(function.name());
  }
}
