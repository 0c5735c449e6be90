// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.typed;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.Helper;
import java.util.List;
import java.util.Optional;

/// An expression.
public sealed interface Expr {
  /// The type of its value, [Type#NONE] or [Type#NEVER].
  Type type();

  /// The source text it stands for.
  Span span();

  /// A scalar constant. For `Be` the number meant (port 80 is 80); for signed types sign-extended,
  /// for unsigned ones below 8 bytes zero-extended.
  record Const(long value, Type type, Span span) implements Expr {}

  /// An aggregate constant, byte by byte as in memory: `ip6`, `mac`, arrays.
  record Bytes(List<Byte> bytes, Type type, Span span) implements Expr {
    /// Copies the list.
    public Bytes {
      bytes = List.copyOf(bytes);
    }
  }

  /// The value a place holds; for an aggregate, a copy of it as of now.
  record Load(Place place, Span span) implements Expr {
    @Override
    public Type type() {
      return place.type();
    }
  }

  /// A pointer to a place, to pass an aggregate to a function.
  record AddressOf(Place place, Type.View type, Span span) implements Expr {}

  /// Arithmetic on one scalar; the result has its type and wraps.
  record Unary(UnaryOp op, Expr operand, Span span) implements Expr {
    @Override
    public Type type() {
      return operand.type();
    }
  }

  /// An operator with one operand.
  enum UnaryOp {
    /// Two's complement negation.
    NEGATE,
    /// All bits flipped.
    COMPLEMENT,
    /// Of a bool.
    NOT
  }

  /// Arithmetic on two operands of the result's type, which wraps. `x / 0` is 0 and `x % 0` is `x`;
  /// the shift count is taken modulo the width; signedness is the type's. On `Be` operands only the
  /// bitwise operators occur.
  record Binary(BinaryOp op, Expr left, Expr right, Type type, Span span) implements Expr {}

  /// An operator of [Binary].
  enum BinaryOp {
    /// Sum.
    ADD,
    /// Difference.
    SUBTRACT,
    /// Product.
    MULTIPLY,
    /// Quotient, towards zero.
    DIVIDE,
    /// Remainder, with the sign of the dividend.
    MODULO,
    /// Bitwise and.
    AND,
    /// Bitwise or.
    OR,
    /// Bitwise exclusive or.
    XOR,
    /// Left shift.
    SHIFT_LEFT,
    /// Right shift, arithmetic for signed types.
    SHIFT_RIGHT
  }

  /// Compares two operands of one type, by its signedness. Aggregates (`ip6`, `mac`) and `Be` are
  /// only compared for equality.
  record Compare(CompareOp op, Expr left, Expr right, Span span) implements Expr {
    @Override
    public Type type() {
      return Type.BOOL;
    }
  }

  /// A comparison.
  enum CompareOp {
    /// `==`.
    EQUAL,
    /// `!=`.
    NOT_EQUAL,
    /// `<`.
    LESS,
    /// `<=`.
    LESS_EQUAL,
    /// `>`.
    GREATER,
    /// `>=`.
    GREATER_EQUAL
  }

  /// `&&` (`and`) or `||`: the right operand is evaluated only when the left one does not decide.
  record Logical(boolean and, Expr left, Expr right, Span span) implements Expr {
    @Override
    public Type type() {
      return Type.BOOL;
    }
  }

  /// A scalar as another scalar type.
  record Convert(Conversion conversion, Expr operand, Type type, Span span) implements Expr {}

  /// A conversion.
  enum Conversion {
    /// To a wider integer, by the operand's signedness.
    WIDEN,
    /// To a narrower integer: drops high bytes (the result is extended by its own signedness).
    NARROW,
    /// Same size: integer, enumeration or bool to integer and back, other signedness, and `Be` to
    /// the integer with the same bytes in memory and back. No change of bits beyond keeping the
    /// result in range.
    REINTERPRET,
    /// Between `Be` and the unsigned integer of its size.
    SWAP
  }

  /// A structure with a value for every field, in field order; padding is zero.
  record StructValue(Type.Struct type, List<Expr> fields, Span span) implements Expr {
    /// Copies the list.
    public StructValue {
      fields = List.copyOf(fields);
    }
  }

  /// An array with a value for every element.
  record ArrayValue(Type.Array type, List<Expr> elements, Span span) implements Expr {
    /// Copies the list.
    public ArrayValue {
      elements = List.copyOf(elements);
    }
  }

  /// Runs a block and gives its value.
  record Do(Block block) implements Expr {
    @Override
    public Type type() {
      return block.type();
    }

    @Override
    public Span span() {
      return block.span();
    }
  }

  /// One of two blocks. Each block's type is `type` or [Type#NEVER], or anything when `type` is
  /// [Type#NONE] (the value is dropped).
  record If(Expr condition, Block then, Block otherwise, Type type, Span span) implements Expr {}

  /// Binds what the lookup finds and runs `then`, or runs `otherwise` when it is absent. Types as
  /// in [If].
  record IfPresent(
      Variable variable, Lookup lookup, Block then, Block otherwise, Type type, Span span)
      implements Expr {}

  /// The first case that has the subject in a range, else `otherwise`. Types as in [If].
  ///
  /// @param subject a scalar
  /// @param otherwise always a full block: where the arms cover all values, it is the last arm
  record Switch(Expr subject, List<Case> cases, Block otherwise, Type type, Span span)
      implements Expr {
    /// Copies the list.
    public Switch {
      cases = List.copyOf(cases);
    }
  }

  /// Values and what to do for them.
  record Case(List<Range> ranges, Block body) {
    /// Copies the list.
    public Case {
      ranges = List.copyOf(ranges);
    }
  }

  /// The numbers `from` to `to`, both included, ordered by the subject's signedness; a single one
  /// for `Be` subjects.
  record Range(long from, long to) {}

  /// A call of a function of the unit. Aggregate arguments are views.
  record Call(Function function, List<Expr> arguments, Span span) implements Expr {
    /// Copies the list.
    public Call {
      arguments = List.copyOf(arguments);
    }

    @Override
    public Type type() {
      return function.result();
    }
  }

  /// A call of a kernel helper.
  ///
  /// @param arguments one for each of `helper.args()`
  /// @param type what the program makes of R0: an integer or verdict type (low bytes of R0), a view
  ///   or socket (only inside [Lookup.Nullable]), or [Type#NONE]
  record CallHelper(Helper helper, List<Argument> arguments, Type type, Span span) implements Expr {
    /// Copies the list.
    public CallHelper {
      arguments = List.copyOf(arguments);
    }
  }

  /// Whether a lookup finds something.
  record Present(Lookup lookup, Span span) implements Expr {
    @Override
    public Type type() {
      return Type.BOOL;
    }
  }

  /// Hands a record to the readers of a ring buffer; true when there was room.
  ///
  /// @param value an aggregate or scalar
  record Emit(MapDeclaration map, Expr value, Span span) implements Expr {
    @Override
    public Type type() {
      return Type.BOOL;
    }
  }

  /// An atomic update of a 4- or 8-byte integer in memory.
  ///
  /// @param expected present exactly for [AtomicOp#COMPARE_EXCHANGE]
  /// @param type the place's type when the old value is wanted, else [Type#NONE]
  record Atomic(
      AtomicOp op, Place place, Expr operand, Optional<Expr> expected, Type type, Span span)
      implements Expr {}

  /// An atomic update.
  enum AtomicOp {
    /// Adds.
    ADD,
    /// Bitwise and.
    AND,
    /// Bitwise or.
    OR,
    /// Bitwise exclusive or.
    XOR,
    /// Replaces.
    EXCHANGE,
    /// Replaces when equal to `expected`.
    COMPARE_EXCHANGE
  }

  /// The offset of a header from the start of the packet in bytes, a `u32`.
  ///
  /// @param header a variable that a [Lookup.ParseHeader] bound, or a parameter that received it
  record HeaderOffset(Variable header, Span span) implements Expr {
    @Override
    public Type type() {
      return Type.U32;
    }
  }
}
