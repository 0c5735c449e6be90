// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.image;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.Kfunc;
import dev.weir.bytecode.kernel.Kfuncs;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.link.LinkException.Kind;
import dev.weir.bytecode.object.Relocation;
import dev.weir.bytecode.object.Relocation.Target;
import dev.weir.verifier.image.ImageBuilder.RawProgram;
import dev.weir.verifier.model.KernelModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// What instructions refer to, by slot. References to maps become indexes into the program's own
/// list of maps.
final class References {
  private final String program;
  private final MapImages known;
  private final KernelModel kernel;
  private final KernelTypes types;
  private final Map<Integer, Reference> bySlot = new HashMap<>();
  private final List<ImageMap> maps = new ArrayList<>();

  References(String program, MapImages known, KernelModel kernel, KernelTypes types) {
    this.program = program;
    this.known = known;
    this.kernel = kernel;
    this.types = types;
  }

  /// The instructions with every relocation applied; notes what they refer to.
  ///
  /// @throws LinkException when something referred to does not exist
  List<Insn<Reg>> resolve(
      List<Insn<Reg>> insns, List<Relocation> relocations, List<FunctionImage> functions)
      throws LinkException {
    Map<Integer, Relocation> open = new HashMap<>();
    relocations.forEach(r -> open.put(r.slot(), r));
    List<Insn<Reg>> result = new ArrayList<>(insns.size());
    int slot = 0;
    for (Insn<Reg> insn : insns) {
      Relocation relocation = open.get(slot);
      result.add(relocation == null ? insn : resolve(insn, slot, relocation.target()));
      if (relocation == null) {
        note(insn, slot, functions);
      }
      slot += insn.slots();
    }
    return result;
  }

  /// What was noted.
  Map<Integer, Reference> bySlot() {
    return bySlot;
  }

  /// The maps referred to, in order of first use.
  List<ImageMap> maps() {
    return maps;
  }

  /// The references of a program given by its instructions.
  static Map<Integer, Reference> raw(
      RawProgram program,
      List<ImageMap> maps,
      List<FunctionImage> functions,
      KernelModel kernel,
      KernelTypes types) {
    Map<Integer, Reference> bySlot = new HashMap<>();
    int slot = 0;
    for (Insn<Reg> insn : program.insns()) {
      function(insn, slot, functions).ifPresent(noteAt(bySlot, slot));
      map(insn, maps).ifPresent(noteAt(bySlot, slot));
      if (insn instanceof Insn.CallKfunc<Reg>(int id, _)) {
        String name = program.kfuncs().getOrDefault(slot, types.nameOf(id).orElse("#" + id));
        bySlot.put(slot, kfunc(name, kernel));
      }
      slot += insn.slots();
    }
    return bySlot;
  }

  private static Consumer<Reference> noteAt(Map<Integer, Reference> bySlot, int slot) {
    return reference -> bySlot.put(slot, reference);
  }

  private static Optional<Reference> map(Insn<Reg> insn, List<ImageMap> maps) {
    if (!(insn instanceof Insn.LoadImm64<Reg>(_, Pseudo pseudo, long imm))) {
      return Optional.empty();
    }
    int index = (int) imm;
    if (index < 0 || index >= maps.size()) {
      return Optional.empty();
    }
    return switch (pseudo) {
      case MAP_FD, MAP_IDX -> Optional.of(new Reference.MapAddress(maps.get(index)));
      case MAP_VALUE, MAP_IDX_VALUE ->
          Optional.of(new Reference.MapValueAddress(maps.get(index), (int) (imm >>> Integer.SIZE)));
      case VALUE, BTF_ID, FUNC -> Optional.empty();
    };
  }

  private static Optional<Reference> function(
      Insn<Reg> insn, int slot, List<FunctionImage> functions) {
    OptionalInt target = Functions.target(insn, slot);
    OptionalInt index =
        target.isPresent() ? Functions.startingAt(functions, target.getAsInt()) : target;
    if (index.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        insn instanceof Insn.CallLocal<Reg>
            ? new Reference.LocalCall(index.getAsInt())
            : new Reference.FunctionAddress(index.getAsInt()));
  }

  private void note(Insn<Reg> insn, int slot, List<FunctionImage> functions) {
    function(insn, slot, functions).ifPresent(noteAt(bySlot, slot));
    if (insn instanceof Insn.CallKfunc<Reg>(int id, _)) {
      bySlot.put(slot, kfunc(types.nameOf(id).orElse("#" + id), kernel));
    }
  }

  private Insn<Reg> resolve(Insn<Reg> insn, int slot, Target target) throws LinkException {
    return switch (target) {
      case Target.MapRef(String name) ->
          refer(insn, slot, new Reference.MapAddress(known.map(name, program)));
      case Target.MapValueRef(String name, int offset) ->
          refer(insn, slot, new Reference.MapValueAddress(known.map(name, program), offset));
      case Target.DataRef(String section, int offset) ->
          refer(insn, slot, new Reference.MapValueAddress(known.data(section, program), offset));
      case Target.KfuncRef(String name, _) -> kernelFunction(insn, slot, name);
      case Target.ExternRef(String name, boolean weak) -> external(insn, slot, name, weak);
      case Target.FunctionRef(String name) ->
          throw broken("still refers to function `" + name + "` after linking");
    };
  }

  private Insn<Reg> refer(Insn<Reg> insn, int slot, Reference reference) throws LinkException {
    Reg dst = destination(insn);
    bySlot.put(slot, reference);
    return switch (reference) {
      case Reference.MapAddress(ImageMap map) ->
          new Insn.LoadImm64<>(dst, Pseudo.MAP_FD, index(map));
      case Reference.MapValueAddress(ImageMap map, int offset) ->
          new Insn.LoadImm64<>(dst, Pseudo.MAP_VALUE, index(map) | (long) offset << Integer.SIZE);
      case Reference.KernelVariable(_, int id) -> new Insn.LoadImm64<>(dst, Pseudo.BTF_ID, id);
      case Reference.FunctionAddress _,
          Reference.LocalCall _,
          Reference.KfuncCall _,
          Reference.Missing _ ->
          new Insn.LoadImm64<>(dst, Pseudo.VALUE, 0);
    };
  }

  private long index(ImageMap map) {
    int index = maps.indexOf(map);
    if (index >= 0) {
      return index;
    }
    maps.add(map);
    return maps.size() - 1L;
  }

  private Insn<Reg> kernelFunction(Insn<Reg> insn, int slot, String name) throws LinkException {
    Reference call = kfunc(name, kernel);
    if (insn instanceof Insn.LoadImm64<Reg>) {
      Reference address =
          call instanceof Reference.Missing
              ? call
              : new Reference.KernelVariable(name, types.function(name).orElse(0));
      return refer(insn, slot, address);
    }
    bySlot.put(slot, call);
    return new Insn.CallKfunc<>(types.function(name).orElse(0), (short) 0);
  }

  private static Reference kfunc(String name, KernelModel kernel) {
    Optional<Kfunc> row =
        Kfuncs.byName(name).filter(kfunc -> kernel.version().atLeast(kfunc.since()));
    return row.isPresent() ? new Reference.KfuncCall(row.get()) : new Reference.Missing(name);
  }

  private Insn<Reg> external(Insn<Reg> insn, int slot, String name, boolean weak)
      throws LinkException {
    Optional<Reference.MapValueAddress> setting = known.setting(name);
    if (setting.isPresent()) {
      return refer(insn, slot, setting.get());
    }
    Optional<Integer> id = types.variable(name);
    if (id.isEmpty() && !weak) {
      throw new LinkException(
          Kind.NO_KERNEL_SYMBOL,
          "program `" + program + "` needs the kernel variable `" + name + "`, which is not known",
          "give the types of your kernel with --btf /sys/kernel/btf/vmlinux");
    }
    return refer(
        insn,
        slot,
        id.<Reference>map(i -> new Reference.KernelVariable(name, i))
            .orElseGet(() -> new Reference.Missing(name)));
  }

  private Reg destination(Insn<Reg> insn) throws LinkException {
    if (insn instanceof Insn.LoadImm64<Reg>(Reg dst, _, _)) {
      return dst;
    }
    throw broken("has a relocation on an instruction that loads no 64-bit immediate");
  }

  private LinkException broken(String what) {
    return new LinkException(Kind.BAD_OBJECT, "program `" + program + "` " + what);
  }
}
