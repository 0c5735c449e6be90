// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.Codec;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Text to instructions, in the spellings of [dev.weir.bytecode.isa.Disassembler], of llvm-objdump
/// and of the kernel's log.
///
/// ```text
/// 0: (61) r1 = *(u32 *)(r6 +4)        ; slot, opcode and comment may stand there or not
/// loop:                               ; a label
///   r1 += -0x1
///   if r1 != 0x0 goto loop
///   .raw 9500000000000000             ; an instruction as the hexadecimal digits of its bytes
/// ```
///
/// Jumps are encoded as written: a label out of reach is a problem, not a rewrite.
public final class Assembler {
  private final Diagnostics sink;
  private final List<Insn<Reg>> insns = new ArrayList<>();
  private final List<Span> spans = new ArrayList<>();
  private final List<Reference> references = new ArrayList<>();
  private final List<Directive> directives = new ArrayList<>();
  private final Map<String, Label> labels = new LinkedHashMap<>();
  private final List<LabelUse> uses = new ArrayList<>();
  private final List<Raw> raws = new ArrayList<>();
  private int slot;

  private Assembler(Diagnostics sink) {
    this.sink = sink;
  }

  /// What a text holds.
  ///
  /// @param insns the instructions
  /// @param spans where each was written
  /// @param references names that stand for things outside of the code, by ascending slot
  /// @param labels slots by name
  public record Body(
      List<Insn<Reg>> insns,
      List<Span> spans,
      List<Reference> references,
      Map<String, Integer> labels) {
    /// Copies the collections.
    public Body {
      insns = List.copyOf(insns);
      spans = List.copyOf(spans);
      references = List.copyOf(references);
      labels = Map.copyOf(labels);
    }
  }

  /// A line that starts with a dot and is not `.raw`, for readers of listings.
  record Directive(int slot, Line line) {}

  private record Label(int slot, Span span) {}

  /// @param index of the instruction
  private record LabelUse(int index, int slot, Statement.Name name) {}

  private record Raw(byte[] bytes, Span span) {}

  /// Reads a text of instructions. Mistakes are reported to the sink, one a line at most; the
  /// result then lacks those lines.
  public static Body assemble(SourceFile source, Diagnostics sink) {
    return assemble(
        Line.of(source),
        sink,
        directive ->
            sink.report(
                ListingProblem.UNKNOWN_INSTRUCTION.error(
                    "`" + directive.line().peek().text() + "` is no instruction",
                    directive.line().span(directive.line().peek()),
                    "directives belong into listing files")));
  }

  /// Reads lines of a listing.
  static Body assemble(List<Line> lines, Diagnostics sink, Consumer<Directive> onDirective) {
    Assembler assembler = new Assembler(sink);
    for (Line line : lines) {
      try {
        assembler.read(line);
      } catch (LineError error) {
        sink.report(error.problem());
      }
    }
    assembler.flushRaw();
    assembler.resolveLabels();
    assembler.directives.forEach(onDirective);
    Map<String, Integer> slots = new LinkedHashMap<>();
    assembler.labels.forEach((name, label) -> slots.put(name, label.slot));
    return new Body(assembler.insns, assembler.spans, assembler.references, slots);
  }

  private void read(Line line) throws LineError {
    skipSlotAndBytes(line);
    if (line.peek().kind() == Token.Kind.WORD && line.peek(1).is(":")) {
      label(line);
      if (line.atEnd()) {
        return;
      }
    }
    boolean wide = skipOpcode(line);
    if (line.peek().is(".raw")) {
      raw(line);
      return;
    }
    flushRaw();
    if (line.peek().kind() == Token.Kind.WORD && line.peek().text().startsWith(".")) {
      directives.add(new Directive(slot, line));
      return;
    }
    Token first = line.peek();
    Statement statement = InsnReader.read(line, wide);
    statement.name().ifPresent(this::use);
    add(statement.insn(), line.spanFrom(first));
  }

  /// `12:` and the bytes that llvm-objdump shows behind it.
  private static void skipSlotAndBytes(Line line) {
    if (line.peek().kind() == Token.Kind.NUMBER && line.peek(1).is(":")) {
      line.take();
      line.take();
      for (int width = 16; width >= 8; width -= 8) {
        if (hexPairs(line, width)) {
          for (int i = 0; i < width; i++) {
            line.take();
          }
          return;
        }
      }
    }
  }

  private static boolean hexPairs(Line line, int count) {
    for (int i = 0; i < count; i++) {
      if (!line.peek(i).text().matches("[0-9a-f]{2}")) {
        return false;
      }
    }
    return true;
  }

  /// `(61)`, as the kernel's log shows; true for the opcode of a 64-bit immediate.
  private static boolean skipOpcode(Line line) {
    if (line.peek().is("(") && line.peek(1).text().matches("[0-9a-f]{2}") && line.peek(2).is(")")) {
      String opcode = line.peek(1).text();
      line.accept("(", opcode, ")");
      return opcode.equals("18");
    }
    return false;
  }

  private void label(Line line) throws LineError {
    flushRaw();
    Token token = line.take();
    line.take();
    Span span = line.span(token);
    Label other = labels.putIfAbsent(token.text(), new Label(slot, span));
    if (other != null) {
      throw new LineError(
          ListingProblem.LABEL_TWICE
              .error("label `" + token.text() + "` is there twice", span, "again here")
              .with(other.span, "first here"));
    }
  }

  private void raw(Line line) throws LineError {
    Token directive = line.take();
    StringBuilder digits = new StringBuilder();
    Token first = line.peek();
    while (!line.atEnd()) {
      digits.append(line.take().text());
    }
    if (!digits.toString().matches("([0-9a-fA-F]{16}){1,2}")) {
      throw line.error(
          ListingProblem.SYNTAX,
          "`.raw` takes 16 hexadecimal digits, or 32 for a 64-bit immediate",
          digits.isEmpty() ? line.span(directive) : line.spanFrom(first),
          digits.length() + " characters");
    }
    raws.add(new Raw(HexFormat.of().parseHex(digits), line.span()));
  }

  /// Neighbouring raw lines are decoded together: a 64-bit immediate may span two.
  private void flushRaw() {
    if (raws.isEmpty()) {
      return;
    }
    int length = raws.stream().mapToInt(raw -> raw.bytes.length).sum();
    ByteBuffer all = ByteBuffer.allocate(length);
    List<Span> bySlot = new ArrayList<>();
    for (Raw raw : raws) {
      all.put(raw.bytes);
      for (int i = 0; i < raw.bytes.length; i += 8) {
        bySlot.add(raw.span);
      }
    }
    raws.clear();
    int at = 0;
    for (Insn<Reg> insn : Codec.decode(all.array())) {
      add(insn, bySlot.get(at));
      at += insn.slots();
    }
  }

  private void add(Insn<Reg> insn, Span span) {
    insns.add(insn);
    spans.add(span);
    slot += insn.slots();
  }

  private void use(Statement.Name name) {
    if (name.kind().isEmpty()) {
      uses.add(new LabelUse(insns.size(), slot, name));
    } else {
      references.add(
          new Reference(
              slot, name.kind().get(), name.text(), name.offset(), name.weak(), name.span()));
    }
  }

  private void resolveLabels() {
    for (LabelUse use : uses) {
      Label label = labels.get(use.name.text());
      if (label == null) {
        sink.report(unknown(use));
      } else {
        insns.set(use.index, resolved(use, label.slot - use.slot - 1));
      }
    }
  }

  private Problem unknown(LabelUse use) {
    boolean call = insns.get(use.index) instanceof Insn.CallLocal;
    String name = use.name.text();
    Problem problem =
        ListingProblem.UNKNOWN_LABEL.error(
            call
                ? "`" + name + "` is neither a helper nor a label"
                : "label `" + name + "` is not there",
            use.name.span(),
            call ? "unknown" : "no line `" + name + ":`");
    List<String> near = Similar.to(name, labels.keySet());
    return near.isEmpty()
        ? problem
        : problem.help("a similar label exists: `" + near.getFirst() + "`");
  }

  private Insn<Reg> resolved(LabelUse use, int offset) {
    return switch (insns.get(use.index)) {
      case Insn.Jump<Reg> jump when jump.wide() -> new Insn.Jump<>(true, offset);
      case Insn.Jump<Reg> _ -> new Insn.Jump<>(false, near(use, offset));
      case Insn.MayGoto<Reg> _ -> new Insn.MayGoto<>(near(use, offset));
      case Insn.JumpIf<Reg> i ->
          new Insn.JumpIf<>(i.condition(), i.width(), i.left(), i.right(), near(use, offset));
      case Insn.CallLocal<Reg> _ -> new Insn.CallLocal<>(offset);
      case Insn<Reg> other -> other;
    };
  }

  private short near(LabelUse use, int offset) {
    if (offset != (short) offset) {
      sink.report(
          ListingProblem.LABEL_OUT_OF_REACH
              .error(
                  "label `" + use.name.text() + "` is " + offset + " slots away, out of reach",
                  use.name.span(),
                  "16-bit offset")
              .help("`gotol " + use.name.text() + "` reaches it (Linux 6.6)"));
    }
    return (short) offset;
  }
}
