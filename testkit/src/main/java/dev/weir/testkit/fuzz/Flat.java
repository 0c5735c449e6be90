// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.fuzz;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.object.Code;
import dev.weir.bytecode.object.Relocation;
import dev.weir.bytecode.object.Relocation.Target;
import dev.weir.testkit.generate.Body;
import dev.weir.testkit.generate.FuzzProgram;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A random program joined to one run of instructions: the program, then each function it reaches,
/// behind the first that calls it.
///
/// @param hook what it is for
/// @param license its licence
/// @param typed whether its functions have types
/// @param functions the slot of each function's start, by name, ascending
/// @param insns all instructions, calls and addresses of functions in place
/// @param targets maps, data and kernel functions, by slot
record Flat(
    Hook hook,
    String license,
    boolean typed,
    Map<String, Integer> functions,
    List<Insn<Reg>> insns,
    Map<Integer, Target> targets) {

  static Flat of(FuzzProgram program) {
    Map<String, Body> bodies = new HashMap<>();
    program.bodies().forEach(b -> bodies.putIfAbsent(b.name(), b));
    Map<String, Code> reached = new LinkedHashMap<>();
    reach(program.bodies().getFirst(), bodies, reached);
    Map<String, Integer> starts = new LinkedHashMap<>();
    int slot = 0;
    for (Map.Entry<String, Code> entry : reached.entrySet()) {
      starts.put(entry.getKey(), slot);
      slot += entry.getValue().slots();
    }
    List<Insn<Reg>> insns = new ArrayList<>();
    Map<Integer, Target> targets = new HashMap<>();
    for (Map.Entry<String, Code> entry : reached.entrySet()) {
      join(entry.getValue(), starts.getOrDefault(entry.getKey(), 0), starts, insns, targets);
    }
    return new Flat(program.hook(), program.license(), program.typed(), starts, insns, targets);
  }

  private static void reach(Body body, Map<String, Body> bodies, Map<String, Code> reached) {
    Code code = body.code();
    reached.put(body.name(), code);
    for (Relocation relocation : code.relocations()) {
      if (relocation.target() instanceof Target.FunctionRef(String name)
          && !reached.containsKey(name)) {
        Body callee = bodies.get(name);
        if (callee != null) {
          reach(callee, bodies, reached);
        }
      }
    }
  }

  private static void join(
      Code code,
      int start,
      Map<String, Integer> starts,
      List<Insn<Reg>> insns,
      Map<Integer, Target> targets) {
    Map<Integer, Target> own = new HashMap<>();
    code.relocations().forEach(r -> own.put(r.slot(), r.target()));
    int slot = 0;
    for (Insn<Reg> insn : code.insns()) {
      Target target = own.get(slot);
      int at = start + slot;
      if (target instanceof Target.FunctionRef(String name)) {
        int distance = starts.getOrDefault(name, 0) - at - 1;
        insns.add(
            switch (insn) {
              case Insn.LoadImm64<Reg> load ->
                  new Insn.LoadImm64<>(load.dst(), load.pseudo(), Integer.toUnsignedLong(distance));
              default -> new Insn.CallLocal<>(distance);
            });
      } else {
        insns.add(insn);
        if (target != null) {
          targets.put(at, target);
        }
      }
      slot += insn.slots();
    }
  }
}
