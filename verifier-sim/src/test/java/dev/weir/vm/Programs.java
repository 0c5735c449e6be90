// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.verifier.image.ImageBuilder;
import java.util.List;
import java.util.Optional;

/// Small programs given by their instructions.
final class Programs {
  private Programs() {}

  static long run(List<Insn<Reg>> insns) {
    return outcome(insns).r0();
  }

  static Outcome outcome(List<Insn<Reg>> insns) {
    return load(ProgramType.SCHED_CLS, insns, List.of())
        .program("main")
        .run(Input.packet(new byte[64]));
  }

  static LoadedVm load(ProgramType type, List<Insn<Reg>> insns, List<MapSpec> maps) {
    return Vm.load(
        List.of(ImageBuilder.raw(type, Optional.empty(), insns, maps)), VmOptions.standard());
  }

  static Insn<Reg> load(Reg reg, long value) {
    return new Insn.LoadImm64<>(reg, Pseudo.VALUE, value);
  }

  static long number(String text) {
    return text.startsWith("0x")
        ? Long.parseUnsignedLong(text.substring(2), 16)
        : Long.parseLong(text);
  }

  static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
