// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import dev.weir.bytecode.isa.Disassembler;
import dev.weir.bytecode.isa.Disassembler.Options;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.object.LineInfo;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.image.Reference;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A place in a program.
///
/// @param slot the instruction
/// @param instruction its text; empty where there is no instruction
/// @param line the source line; empty where it is not known
public record Place(int slot, String instruction, Optional<LineInfo> line) {
  private static final Pattern ASSEMBLER = Pattern.compile("(?:asm|__asm__|__asm)\\b");

  /// The place of the instruction at a slot.
  public static Place of(ProgramImage image, int slot) {
    return new Place(slot, text(image, slot), image.lineAt(slot));
  }

  /// The statement of the source that the instruction is from; empty where it is not known, and for
  /// inline assembler, all of whose instructions have the same line.
  Optional<LineInfo> statement() {
    return line.filter(l -> !isAssembler(l));
  }

  /// The statement that the instruction at a slot is from.
  static Optional<LineInfo> statement(ProgramImage image, int slot) {
    return image.lineAt(slot).filter(l -> !isAssembler(l));
  }

  private static boolean isAssembler(LineInfo line) {
    int column = Math.clamp(line.column() - 1, 0, line.text().length());
    return ASSEMBLER.matcher(line.text().substring(column).stripLeading()).lookingAt();
  }

  private static String text(ProgramImage image, int slot) {
    int at = 0;
    for (Insn<Reg> insn : image.insns()) {
      if (at == slot) {
        Reference target = image.references().get(slot);
        return target == null ? plain(insn) : named(insn, target, image);
      }
      at += insn.slots();
    }
    return "";
  }

  private static String plain(Insn<Reg> insn) {
    Options options = Options.PLAIN.withHelperNames(id -> Helpers.byId(id).map(Helper::name));
    return Disassembler.print(List.of(insn), options).strip();
  }

  private static String named(Insn<Reg> insn, Reference target, ProgramImage image) {
    String dst = insn instanceof Insn.LoadImm64<Reg> load ? "r" + load.dst().number() + " = " : "";
    return switch (target) {
      case Reference.MapAddress(var map) -> dst + "map " + map.name();
      case Reference.MapValueAddress(var map, int offset) -> dst + map.name() + "[0] + " + offset;
      case Reference.FunctionAddress(int function) ->
          dst + "&" + image.functions().get(function).name();
      case Reference.LocalCall(int function) -> "call " + image.functions().get(function).name();
      case Reference.KfuncCall(var kfunc) -> "call " + kfunc.name();
      case Reference.KernelVariable(String name, int _) -> dst + "&" + name;
      case Reference.Missing(String name) -> plain(insn) + " (" + name + ")";
    };
  }
}
