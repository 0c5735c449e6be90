// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.ast;

import dev.weir.bytecode.diag.Span;
import java.util.List;
import java.util.Optional;

/// An expression.
public sealed interface Expression {
  /// The place of the whole expression.
  Span span();

  /// An integer; the value is the 64 bits, read as unsigned.
  record IntegerLiteral(long value, Span span) implements Expression {}

  /// `true` or `false`.
  record BooleanLiteral(boolean value, Span span) implements Expression {}

  /// A dotted IPv4 address; the value is the number with the first byte highest.
  record Ip4Literal(int value, Span span) implements Expression {}

  /// `ip6"..."` (16 bytes) or `mac"..."` (6 bytes), in wire order.
  record BytesLiteral(List<Byte> bytes, Span span) implements Expression {
    /// Copies the list.
    public BytesLiteral {
      bytes = List.copyOf(bytes);
    }
  }

  /// A name on its own.
  record Reference(Name name) implements Expression {
    @Override
    public Span span() {
      return name.span();
    }
  }

  /// `TARGET.NAME`.
  record Member(Expression target, Name name, Span span) implements Expression {}

  /// `TARGET[INDEX]`.
  record Index(Expression target, Expression index, Span span) implements Expression {}

  /// `CALLEE(ARGUMENTS)`; `TARGET.NAME<TYPE>(ARGUMENTS)` has a type argument.
  record Call(
      Expression callee, Optional<TypeName> typeArgument, List<Expression> arguments, Span span)
      implements Expression {
    /// Copies the list.
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /// `-a`, `!a`, `~a`.
  record Unary(UnaryOperator operator, Expression operand, Span span) implements Expression {}

  /// An operator with one operand.
  enum UnaryOperator {
    /// `-`.
    NEGATE,
    /// `!`.
    NOT,
    /// `~`.
    COMPLEMENT
  }

  /// `a OPERATOR b`.
  record Binary(
      BinaryOperator operator, Expression left, Expression right, Span operatorSpan, Span span)
      implements Expression {}

  /// `a as TYPE`.
  record Cast(Expression operand, TypeName type, Span span) implements Expression {}

  /// `NAME { f: a, b }`, or `{ a, b }` without a name.
  record StructLiteral(Optional<Name> name, List<Initializer> initializers, Span span)
      implements Expression {
    /// Copies the list.
    public StructLiteral {
      initializers = List.copyOf(initializers);
    }
  }

  /// `NAME: VALUE` or `VALUE` in a structure.
  record Initializer(Optional<Name> field, Expression value, Span span) {}

  /// `[a, b]`.
  record ArrayLiteral(List<Expression> elements, Span span) implements Expression {
    /// Copies the list.
    public ArrayLiteral {
      elements = List.copyOf(elements);
    }
  }

  /// `[value; length]`.
  record RepeatLiteral(Expression value, Expression length, Span span) implements Expression {}

  /// `deny [ERRNO]`.
  record Deny(Optional<Name> errno, Span span) implements Expression {}

  /// `if CONDITION { } else { }`; an `else if` is an `else` block of one `if`.
  ///
  /// @param binding the name of `if let NAME = CONDITION`
  record If(
      Optional<Name> binding,
      Expression condition,
      Block then,
      Optional<Block> otherwise,
      Span span)
      implements Expression {}

  /// `match SUBJECT { ARMS }`.
  record Match(Expression subject, List<Arm> arms, Span span) implements Expression {
    /// Copies the list.
    public Match {
      arms = List.copyOf(arms);
    }
  }

  /// `PATTERN | PATTERN -> BODY`.
  record Arm(List<Pattern> patterns, Block body, Span span) {
    /// Copies the list.
    public Arm {
      patterns = List.copyOf(patterns);
    }
  }

  /// `when kernel >= VERSION { } else { }`.
  ///
  /// @param subject the word after `when`, which must be `kernel`
  record When(
      Name subject,
      String version,
      Span versionSpan,
      Block then,
      Optional<Block> otherwise,
      Span span)
      implements Expression {}

  /// Where the parser could make nothing of the text; a problem has been reported.
  record Missing(Span span) implements Expression {}
}
