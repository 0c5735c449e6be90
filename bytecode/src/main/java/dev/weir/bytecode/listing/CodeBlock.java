// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.object.Code;
import dev.weir.bytecode.object.CoreRelocation;
import dev.weir.bytecode.object.LineInfo;
import dev.weir.bytecode.object.Relocation;
import java.util.ArrayList;
import java.util.List;

/// The code of one program or function, with its references resolved against the listing.
///
/// @param code the code
/// @param core its relocations against the kernel's types
record CodeBlock(Code code, List<CoreRelocation> core) {

  /// Reads the lines below `.program` or `.function`.
  ///
  /// @param name the function's name
  /// @param placed whether instructions without `.line` come from their lines in the listing
  static CodeBlock read(
      Block block, String name, boolean placed, Targets targets, Diagnostics sink) {
    List<LineInfo> lines = new ArrayList<>();
    List<CoreRelocation> core = new ArrayList<>();
    Assembler.Body body =
        Assembler.assemble(
            block.body(),
            sink,
            directive -> {
              try {
                read(directive, name, lines, core);
              } catch (LineError error) {
                sink.report(error.problem());
              }
            });
    if (body.insns().isEmpty()) {
      Line head = block.head();
      sink.report(
          ListingProblem.MISSING.error(
              "`" + name + "` has no code", head.span(head.nth(1)), "starts and ends here"));
    }
    List<Relocation> relocations = new ArrayList<>();
    for (Reference reference : body.references()) {
      targets
          .of(reference)
          .ifPresent(target -> relocations.add(new Relocation(reference.slot(), target)));
    }
    return new CodeBlock(
        new Code(body.insns(), relocations, placed && lines.isEmpty() ? places(body) : lines),
        core);
  }

  private static List<LineInfo> places(Assembler.Body body) {
    List<LineInfo> lines = new ArrayList<>();
    int slot = 0;
    for (int i = 0; i < body.insns().size(); i++) {
      Span span = body.spans().get(i);
      String text = span.file().line(span.line());
      lines.add(new LineInfo(slot, span.file().name(), text, span.line(), span.column()));
      slot += body.insns().get(i).slots();
    }
    return lines;
  }

  private static void read(
      Assembler.Directive directive, String name, List<LineInfo> lines, List<CoreRelocation> core)
      throws LineError {
    Line line = directive.line();
    Numbers numbers = new Numbers(line);
    if (line.accept(".line")) {
      String file = line.expectString("the source file");
      int number = (int) numbers.number("the line", 0, Integer.MAX_VALUE);
      line.expect(":");
      int column = (int) numbers.number("the column", 0, Integer.MAX_VALUE);
      lines.add(
          new LineInfo(
              directive.slot(), file, line.expectString("the line's text"), number, column));
    } else if (line.accept(".core")) {
      line.expect("type");
      int type = numbers.int32();
      line.expect("access");
      String access = line.expectString("the access, such as `0:1`,");
      line.expect("kind");
      core.add(new CoreRelocation(name, directive.slot(), type, access, numbers.int32()));
    } else {
      throw line.error(
          ListingProblem.MISPLACED,
          "`" + line.peek().text() + "` cannot stand here",
          line.span(line.peek()),
          "expected an instruction, `.raw`, `.line` or `.core`");
    }
    line.expectEnd();
  }
}
