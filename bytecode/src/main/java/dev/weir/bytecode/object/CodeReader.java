// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.elf.ElfFile;
import dev.weir.bytecode.elf.ElfRelocation;
import dev.weir.bytecode.elf.ElfSection;
import dev.weir.bytecode.isa.Codec;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.object.FunctionTable.Place;
import dev.weir.bytecode.object.Relocation.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The instructions of functions with what they refer to, in the form that [Code] has: symbolic
/// references instead of addends.
final class CodeReader {
  private static final int SLOT_BYTES = 8;

  private final ElfFile elf;
  private final FunctionTable functions;
  private final TargetFinder targets;
  private final Map<Integer, byte[]> contents = new HashMap<>();
  private final Map<Place, Map<Integer, ElfRelocation>> relocations = new HashMap<>();

  private CodeReader(ElfFile elf, FunctionTable functions, TargetFinder targets) {
    this.elf = elf;
    this.functions = functions;
    this.targets = targets;
  }

  /// A function's instructions and references.
  record Body(List<Insn<Reg>> insns, List<Relocation> relocations) {}

  /// The bodies of all functions.
  ///
  /// @throws ObjectFormatException when a reference cannot be understood
  static Map<Place, Body> read(ElfFile elf, FunctionTable functions, TargetFinder targets) {
    CodeReader reader = new CodeReader(elf, functions, targets);
    reader.spreadRelocations();
    Map<Place, Body> bodies = new HashMap<>();
    for (Place place : functions.places()) {
      bodies.put(place, reader.body(place));
    }
    return bodies;
  }

  private void spreadRelocations() {
    for (int i = 0; i < elf.sections().size(); i++) {
      ElfSection section = elf.sections().get(i);
      if (section.code() && section.sizeBytes() > 0) {
        contents.put(i, section.content());
        for (ElfRelocation relocation : section.relocations()) {
          spread(i, section, relocation);
        }
      }
    }
  }

  private void spread(int index, ElfSection section, ElfRelocation relocation) {
    Optional<Place> place = functions.covering(index, relocation.offset());
    if (place.isEmpty() || relocation.offset() % SLOT_BYTES != 0) {
      throw new ObjectFormatException(
          "section `"
              + section.name()
              + "` has a relocation at byte "
              + Long.toUnsignedString(relocation.offset())
              + ", where no instruction starts");
    }
    int slot = place.get().slot(relocation.offset());
    if (relocations.computeIfAbsent(place.get(), _ -> new HashMap<>()).put(slot, relocation)
        != null) {
      throw new ObjectFormatException(
          "function `" + place.get().name() + "` has two relocations at slot " + slot);
    }
  }

  private Body body(Place place) {
    byte[] code =
        Arrays.copyOfRange(
            contents.getOrDefault(place.section(), new byte[0]), place.start(), place.end());
    Map<Integer, ElfRelocation> open = new HashMap<>(relocations.getOrDefault(place, Map.of()));
    List<Insn<Reg>> insns = new ArrayList<>();
    List<Relocation> found = new ArrayList<>();
    int slot = 0;
    for (Insn<Reg> insn : Codec.decode(code, elf.order())) {
      ElfRelocation relocation = open.remove(slot);
      Optional<Target> target =
          relocation != null
              ? Optional.of(targets.of(insn, relocation, place, slot))
              : unrelocated(insn, place, slot);
      if (target.isPresent()) {
        found.add(new Relocation(slot, target.get()));
        insns.add(symbolic(insn, target.get()));
      } else {
        insns.add(insn);
      }
      slot += insn.slots();
    }
    if (!open.isEmpty()) {
      throw new ObjectFormatException(
          "function `"
              + place.name()
              + "` has a relocation at slot "
              + open.keySet().iterator().next()
              + ", where no instruction starts");
    }
    return new Body(insns, found);
  }

  /// The function that a distance within the section leads to, which needs no relocation in the
  /// file.
  private Optional<Target> unrelocated(Insn<Reg> insn, Place place, int slot) {
    return switch (insn) {
      case Insn.CallLocal<Reg>(int distance) -> Optional.of(nearby(place, slot, distance));
      case Insn.LoadImm64<Reg>(_, Pseudo pseudo, long imm) when pseudo == Pseudo.FUNC ->
          Optional.of(nearby(place, slot, (int) imm));
      default -> Optional.empty();
    };
  }

  private Target nearby(Place place, int slot, int distance) {
    long offset = place.start() + (slot + 1L + distance) * SLOT_BYTES;
    return functions
        .startingAt(place.section(), offset)
        .map(callee -> new Target.FunctionRef(callee.name()))
        .orElseThrow(() ->
            new ObjectFormatException(
                "function `"
                    + place.name()
                    + "` refers at slot "
                    + slot
                    + " to byte "
                    + offset
                    + " of section `"
                    + elf.sections().get(place.section()).name()
                    + "`, where no function starts"));
  }

  /// The instruction with its addend gone, as [Code] wants it.
  private static Insn<Reg> symbolic(Insn<Reg> insn, Target target) {
    if (insn instanceof Insn.LoadImm64<Reg>(Reg dst, _, _)) {
      return new Insn.LoadImm64<>(dst, pseudo(target), 0);
    }
    return target instanceof Target.KfuncRef
        ? new Insn.CallKfunc<>(0, (short) 0)
        : new Insn.CallLocal<>(0);
  }

  private static Pseudo pseudo(Target target) {
    return switch (target) {
      case Target.MapRef _ -> Pseudo.MAP_FD;
      case Target.MapValueRef _, Target.DataRef _ -> Pseudo.MAP_VALUE;
      case Target.FunctionRef _ -> Pseudo.FUNC;
      case Target.KfuncRef _, Target.ExternRef _ -> Pseudo.BTF_ID;
    };
  }
}
