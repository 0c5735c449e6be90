// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import java.util.Optional;

/// Reads one instruction: the control-flow forms here, assignments in [AssignmentReader], memory
/// forms in [MemoryReader].
final class InsnReader {
  private final Line line;
  private final Numbers numbers;
  private final Operands operands;

  private InsnReader(Line line) {
    this.line = line;
    this.numbers = new Numbers(line);
    this.operands = new Operands(line, numbers);
  }

  /// Reads the rest of a line as one instruction.
  ///
  /// @param wide whether a plain number is a 64-bit immediate although `ll` is missing, as behind
  ///   the kernel's `(18)`
  static Statement read(Line line, boolean wide) throws LineError {
    Statement statement = new InsnReader(line).statement(wide);
    line.expectEnd();
    return statement;
  }

  private Statement statement(boolean wide) throws LineError {
    Token first = line.peek();
    return switch (first.text()) {
      case "exit" -> {
        line.take();
        yield Statement.of(new Insn.Exit<>());
      }
      case "goto", "gotol", "may_goto" -> jump(line.take().text());
      case "gotox" -> {
        line.take();
        yield Statement.of(new Insn.JumpIndirect<>(operands.register64()));
      }
      case "if" -> jumpIf();
      case "call" -> call();
      case "callx" -> {
        line.take();
        yield Statement.of(new Insn.CallReg<>(operands.register64()));
      }
      case "lock", "store_release", "*" -> Statement.of(new MemoryReader(line).write());
      case "ld_pseudo" -> loadPseudo();
      default -> new AssignmentReader(line, numbers, operands).read(wide);
    };
  }

  private Statement jump(String kind) throws LineError {
    Optional<Statement.Name> label = label();
    int offset = 0;
    if (label.isEmpty()) {
      offset = kind.equals("gotol") ? numbers.int32() : numbers.int16();
    }
    skipAnnotation();
    Insn<Reg> insn =
        switch (kind) {
          case "goto" -> new Insn.Jump<>(false, offset);
          case "gotol" -> new Insn.Jump<>(true, offset);
          default -> new Insn.MayGoto<>((short) offset);
        };
    return new Statement(insn, label);
  }

  private Statement jumpIf() throws LineError {
    line.take();
    Operands.Register left = operands.register();
    Token symbol = line.take();
    Condition condition = condition(symbol);
    Operand<Reg> right = operands.operand(left.width());
    line.expect("goto");
    Optional<Statement.Name> label = label();
    short offset = label.isPresent() ? 0 : numbers.int16();
    skipAnnotation();
    return new Statement(
        new Insn.JumpIf<>(condition, left.width(), left.reg(), right, offset), label);
  }

  private Condition condition(Token symbol) throws LineError {
    for (Condition condition : Condition.values()) {
      if (symbol.is(condition.symbol())) {
        return condition;
      }
    }
    throw line.error(
        ListingProblem.SYNTAX,
        "`" + symbol.text() + "` is no comparison",
        line.span(symbol),
        "expected one of " + "== != > >= < <= s> s>= s< s<= &");
  }

  /// The label a jump names; empty when a number is next, past the kernel's `pc`.
  private Optional<Statement.Name> label() throws LineError {
    if (line.peek().is("pc") && !line.peek(1).is("")) {
      line.take();
      return Optional.empty();
    }
    if (numbers.next()) {
      return Optional.empty();
    }
    Token token = line.peek();
    String name = line.expectWord("a label or an offset such as `+5`");
    return Optional.of(name(Optional.empty(), name, line.span(token)));
  }

  /// llvm-objdump shows the target of a jump after its offset.
  private void skipAnnotation() {
    if (line.peek().is("<")) {
      while (!line.atEnd()) {
        line.take();
      }
    }
  }

  private Statement call() throws LineError {
    line.take();
    if (numbers.next()) {
      return Statement.of(new Insn.CallHelper<>(numbers.int32()));
    }
    if (line.peek().is("pc") && !line.peek(1).is("")) {
      line.take();
      Statement call = Statement.of(new Insn.CallLocal<>(numbers.int32()));
      skipAnnotation();
      return call;
    }
    if (line.peek().is("kfunc") && !line.peek(1).is("")) {
      return callKfunc();
    }
    boolean function =
        line.peek(1).kind() != Token.Kind.END && !line.peek(1).is("#") && line.accept("function");
    Token token = line.peek();
    if (function) {
      String callee = line.expectName("a function");
      return new Statement(
          new Insn.CallLocal<>(0),
          Optional.of(name(Optional.of(Reference.Kind.FUNCTION), callee, line.span(token))));
    }
    String name = line.expectWord("a helper, a function or a number");
    Optional<Helper> helper = Helpers.byName(name);
    if (line.accept("#")) {
      return numbered(helper, token);
    }
    return helper.isPresent()
        ? Statement.of(new Insn.CallHelper<>(helper.get().id()))
        : new Statement(
            new Insn.CallLocal<>(0), Optional.of(name(Optional.empty(), name, line.span(token))));
  }

  /// `map_lookup_elem#1` as the kernel's log prints it; kernel functions look the same.
  private Statement numbered(Optional<Helper> helper, Token name) throws LineError {
    int id = numbers.int32();
    if (helper.isPresent() && helper.get().id() != id) {
      throw line.error(
          ListingProblem.IMPOSSIBLE_OPERAND,
          "helper `" + helper.get().name() + "` has the number " + helper.get().id(),
          line.spanFrom(name),
          "not " + id);
    }
    return Statement.of(
        helper.isPresent() ? new Insn.CallHelper<>(id) : new Insn.CallKfunc<>(id, (short) 0));
  }

  private Statement callKfunc() throws LineError {
    line.take();
    if (line.accept("#")) {
      int id = numbers.int32();
      short module = line.accept("module") ? numbers.int16() : 0;
      return Statement.of(new Insn.CallKfunc<>(id, module));
    }
    Token token = line.peek();
    String name = line.expectName("a kernel function's name, or `#` and its id");
    boolean weak = line.accept("weak");
    return new Statement(
        new Insn.CallKfunc<>(0, (short) 0),
        Optional.of(
            new Statement.Name(
                Optional.of(Reference.Kind.KFUNC), name, 0, weak, line.span(token))));
  }

  private Statement loadPseudo() throws LineError {
    line.take();
    Reg dst = operands.register64();
    line.expect(",");
    Pseudo[] all = Pseudo.values();
    int pseudo = (int) numbers.number("the kind of source", 0, all.length - 1);
    line.expect(",");
    return Statement.of(new Insn.LoadImm64<>(dst, all[pseudo], numbers.int64()));
  }

  private static Statement.Name name(Optional<Reference.Kind> kind, String text, Span span) {
    return new Statement.Name(kind, text, 0, false, span);
  }
}
