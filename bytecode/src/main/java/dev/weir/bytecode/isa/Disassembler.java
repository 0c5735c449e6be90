// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/// Instructions as text, in the notation of the kernel's log and of llvm-objdump.
///
/// [Assembler] reads everything back.
public final class Disassembler {
  private final Options options;
  private final StringBuilder out = new StringBuilder();

  private Disassembler(Options options) {
    this.options = options;
  }

  /// The text of one instruction, such as `r1 = *(u32 *)(r6 + 0x4)`.
  public static String print(Insn<Reg> insn) {
    return InsnText.of(insn);
  }

  /// Instructions one a line, without anything else.
  public static String print(List<Insn<Reg>> insns) {
    return print(insns, Options.PLAIN);
  }

  /// Instructions one a line, with what the options add.
  public static String print(List<Insn<Reg>> insns, Options options) {
    return new Disassembler(options).printAll(insns);
  }

  /// What a disassembly shows besides the instructions.
  ///
  /// @param indent what each instruction's line starts with
  /// @param slots whether lines start with the slot's number, as llvm-objdump's do
  /// @param bytes whether lines show the instruction's bytes
  /// @param helperNames names of helpers by id; a call shows both
  /// @param labels names of slots; they get a line of their own and jumps there show the name
  /// @param namedJumps whether a label replaces the offset of a jump instead of standing beside it
  /// @param operands text in place of the immediate or callee of the instruction at a slot, such as
  ///   `map flows`
  /// @param before lines in front of the instruction at a slot, such as its source
  /// @param after lines behind the instruction at a slot, such as its relocation
  public record Options(
      String indent,
      boolean slots,
      boolean bytes,
      IntFunction<Optional<String>> helperNames,
      IntFunction<Optional<String>> labels,
      boolean namedJumps,
      IntFunction<Optional<String>> operands,
      IntFunction<List<String>> before,
      IntFunction<List<String>> after) {
    /// The instructions alone.
    public static final Options PLAIN =
        new Options(
            "",
            false,
            false,
            _ -> Optional.empty(),
            _ -> Optional.empty(),
            false,
            _ -> Optional.empty(),
            _ -> List.of(),
            _ -> List.of());

    /// These options with another indent.
    public Options withIndent(String text) {
      return new Options(
          text, slots, bytes, helperNames, labels, namedJumps, operands, before, after);
    }

    /// These options with slot numbers.
    public Options withSlots() {
      return new Options(
          indent, true, bytes, helperNames, labels, namedJumps, operands, before, after);
    }

    /// These options with the bytes of each instruction.
    public Options withBytes() {
      return new Options(
          indent, slots, true, helperNames, labels, namedJumps, operands, before, after);
    }

    /// These options with names of helpers.
    public Options withHelperNames(IntFunction<Optional<String>> names) {
      return new Options(indent, slots, bytes, names, labels, namedJumps, operands, before, after);
    }

    /// These options with names of slots, beside the offsets of jumps.
    public Options withLabels(IntFunction<Optional<String>> names) {
      return new Options(indent, slots, bytes, helperNames, names, false, operands, before, after);
    }

    /// These options with names of slots, in place of the offsets of jumps.
    public Options withNamedJumps(IntFunction<Optional<String>> names) {
      return new Options(indent, slots, bytes, helperNames, names, true, operands, before, after);
    }

    /// These options with operands in place of immediates and callees.
    public Options withOperands(IntFunction<Optional<String>> texts) {
      return new Options(
          indent, slots, bytes, helperNames, labels, namedJumps, texts, before, after);
    }

    /// These options with lines in front of instructions.
    public Options withBefore(IntFunction<List<String>> lines) {
      return new Options(
          indent, slots, bytes, helperNames, labels, namedJumps, operands, lines, after);
    }

    /// These options with lines behind instructions.
    public Options withAfter(IntFunction<List<String>> lines) {
      return new Options(
          indent, slots, bytes, helperNames, labels, namedJumps, operands, before, lines);
    }
  }

  private String printAll(List<Insn<Reg>> insns) {
    int slot = 0;
    for (Insn<Reg> insn : insns) {
      options.labels.apply(slot).ifPresent(label -> out.append(label).append(":\n"));
      lines(options.before.apply(slot));
      out.append(options.indent);
      if (options.slots) {
        String number = Integer.toString(slot);
        out.append(" ".repeat(Math.max(0, 8 - number.length()))).append(number).append(":\t");
      }
      if (options.bytes) {
        out.append(InsnText.bytes(insn)).append('\t');
      }
      out.append(text(insn, slot)).append('\n');
      lines(options.after.apply(slot));
      slot += insn.slots();
    }
    options.labels.apply(slot).ifPresent(label -> out.append(label).append(":\n"));
    return out.toString();
  }

  private void lines(List<String> lines) {
    for (String line : lines) {
      out.append(line).append('\n');
    }
  }

  private String text(Insn<Reg> insn, int slot) {
    Optional<String> operand = options.operands.apply(slot);
    if (operand.isPresent()) {
      return InsnText.of(insn, operand.get());
    }
    return switch (insn) {
      case Insn.Jump<Reg> i -> jump(insn, slot, i.offset());
      case Insn.JumpIf<Reg> i -> jump(insn, slot, i.offset());
      case Insn.MayGoto<Reg> i -> jump(insn, slot, i.offset());
      case Insn.CallLocal<Reg> i -> jump(insn, slot, i.offset());
      case Insn.CallHelper<Reg> i ->
          options
              .helperNames
              .apply(i.id())
              .map(name -> InsnText.of(insn, name + "#" + i.id()))
              .orElseGet(() -> InsnText.of(insn));
      default -> InsnText.of(insn);
    };
  }

  private String jump(Insn<Reg> insn, int slot, int offset) {
    Optional<String> label = options.labels.apply(slot + 1 + offset);
    if (label.isEmpty()) {
      return InsnText.of(insn);
    }
    return options.namedJumps
        ? InsnText.of(insn, label.get())
        : InsnText.of(insn) + " <" + label.get() + ">";
  }
}
