// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.link.KernelSettings;
import dev.weir.bytecode.object.Relocation;
import dev.weir.bytecode.object.Relocation.Target.DataRef;
import dev.weir.bytecode.object.Relocation.Target.ExternRef;
import dev.weir.bytecode.object.Relocation.Target.FunctionRef;
import dev.weir.bytecode.object.Relocation.Target.KfuncRef;
import dev.weir.bytecode.object.Relocation.Target.MapRef;
import dev.weir.bytecode.object.Relocation.Target.MapValueRef;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.loader.map.BpfMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts the descriptors of maps and the ids of kernel symbols into a program's instructions.
final class Relocator {
  /// A helper number that no kernel has: a call that the verifier refuses if it can be reached at
  /// all.
  private static final int NO_HELPER = 0x7757_0000;

  private final String program;
  private final Map<String, BpfMap> maps;
  private final Map<String, BpfMap> data;
  private final KernelSymbols kernel;
  private final Map<String, Integer> settings;

  Relocator(
      String program,
      Map<String, BpfMap> maps,
      Map<String, BpfMap> data,
      KernelSymbols kernel,
      Map<String, Integer> settings) {
    this.program = program;
    this.maps = maps;
    this.data = data;
    this.kernel = kernel;
    this.settings = settings;
  }

  /// The instructions with every relocation applied.
  ///
  /// @throws BpfException when something referred to does not exist
  List<Insn<Reg>> apply(List<Insn<Reg>> insns, List<Relocation> relocations) {
    Map<Integer, Relocation> bySlot = new HashMap<>();
    relocations.forEach(r -> bySlot.put(r.slot(), r));
    List<Insn<Reg>> result = new ArrayList<>(insns.size());
    int slot = 0;
    for (Insn<Reg> insn : insns) {
      Relocation relocation = bySlot.get(slot);
      result.add(relocation == null ? insn : apply(insn, relocation.target()));
      slot += insn.slots();
    }
    return result;
  }

  private Insn<Reg> apply(Insn<Reg> insn, Relocation.Target target) {
    return switch (target) {
      case MapRef(String map) -> load(insn, Pseudo.MAP_FD, fd(maps, map), 0);
      case MapValueRef(String map, int offset) ->
          load(insn, Pseudo.MAP_VALUE, fd(maps, map), offset);
      case DataRef(String section, int offset) ->
          load(insn, Pseudo.MAP_VALUE, fd(data, section), offset);
      case KfuncRef(String name, boolean weak) -> kfunc(insn, name, weak);
      case ExternRef(String name, boolean weak) -> external(insn, name, weak);
      case FunctionRef(String name) ->
          throw broken("still refers to function `" + name + "` after linking");
    };
  }

  /// A setting of the kernel's configuration, or a variable of the kernel.
  private Insn<Reg> external(Insn<Reg> insn, String name, boolean weak) {
    Integer offset = settings.get(name);
    if (offset != null) {
      return load(insn, Pseudo.MAP_VALUE, fd(data, KernelSettings.SECTION), offset);
    }
    return kernel
        .variable(name, weak)
        .map(id -> load(insn, Pseudo.BTF_ID, id, 0))
        .orElseGet(() -> load(insn, Pseudo.VALUE, 0, 0));
  }

  private Insn<Reg> kfunc(Insn<Reg> insn, String name, boolean weak) {
    if (insn instanceof Insn.LoadImm64<Reg>) {
      return kernel
          .function(name, weak)
          .map(id -> load(insn, Pseudo.BTF_ID, id, 0))
          .orElseGet(() -> load(insn, Pseudo.VALUE, 0, 0));
    }
    return kernel
        .function(name, weak)
        .<Insn<Reg>>map(id -> new Insn.CallKfunc<>(id, (short) 0))
        .orElseGet(() -> new Insn.CallHelper<>(NO_HELPER));
  }

  private Insn<Reg> load(Insn<Reg> insn, Pseudo pseudo, int low, int high) {
    if (insn instanceof Insn.LoadImm64<Reg>(Reg dst, _, _)) {
      return new Insn.LoadImm64<>(
          dst, pseudo, Integer.toUnsignedLong(low) | (long) high << Integer.SIZE);
    }
    throw broken("has a relocation on an instruction that loads no 64-bit immediate");
  }

  private int fd(Map<String, BpfMap> known, String name) {
    BpfMap map = known.get(name);
    if (map == null) {
      throw broken("refers to `" + name + "`, which is not defined");
    }
    return map.fd().number();
  }

  private BpfException broken(String what) {
    return BpfException.of(LoaderProblem.BAD_OBJECT, "program `" + program + "` " + what);
  }
}
