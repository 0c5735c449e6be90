// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.Block;
import dev.weir.compiler.text.typed.MapDeclaration;
import dev.weir.compiler.text.typed.Type;
import java.lang.constant.ClassDesc;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the operand stack or a local variable holds while a method is lowered.
///
/// Each has a static part, fixed when compiling, and IR values. Where two ways meet with operands
/// of the same static part the values become block parameters; where the static parts differ, what
/// follows is lowered once for each.
public sealed interface Operand {

  /// A number: an `int` or anything that is one on the JVM's stack ([Type#I32]), a `long`
  /// ([Type#I64]), or a value that is an integer in the machine and a type of its own in the
  /// language: `Be32` ([Type#BE32]), a verdict ([Type#VERDICT]), an enum constant
  /// ([Type.Enumeration]).
  ///
  /// @param type [Type#I32] and [Type#I64] for Java's own numbers
  /// @param value an `i64` for types of 8 bytes, else an `i32`
  /// @param range what is known of it
  record Scalar(Type type, Value value, Range range) implements Operand {}

  /// -1, 0 or 1 by comparing two numbers: what `lcmp` and `Integer.compareUnsigned` leave for the
  /// branch that follows.
  record Comparison(Scalar left, Scalar right, boolean unsigned) implements Operand {}

  /// The element of a `$SwitchMap$` array at an enum constant: what `switch` over an enum branches
  /// on.
  ///
  /// @param constant the number that stands for the constant
  /// @param cases the number of the case by that of the constant
  /// @param beyond the number of the case for what is not listed
  record SwitchCase(Scalar constant, Map<Integer, Integer> cases, int beyond) implements Operand {
    /// Copies the map.
    public SwitchCase {
      cases = Map.copyOf(cases);
    }
  }

  /// `null`.
  record Null() implements Operand {}

  /// An object in memory that the program sees through: a map value, a packet header, an object or
  /// array made with `new`, a global structure.
  ///
  /// @param target what is there: a structure, an array, `Ip6`, `Mac`
  /// @param anchor gives the pointer; may be null only if it is [Anchor.Fixed] and `offset` is 0
  /// @param offset bytes from the pointer
  /// @param memory what accesses touch
  /// @param writable whether fields can be assigned
  /// @param slots for memory of the stack: the slots it may be in
  record View(
      Type target, Anchor anchor, int offset, Memory memory, boolean writable, Set<Integer> slots)
      implements Operand {
    /// Copies the set.
    public View {
      slots = Set.copyOf(slots);
    }

    /// A view of what a pointer points at; nullable where the pointer is.
    public static View of(Type target, Value pointer, Memory memory, boolean writable) {
      return new View(target, new Anchor.Fixed(pointer), 0, memory, writable, Set.of());
    }

    /// Whether it may be null.
    public boolean nullable() {
      return anchor instanceof Anchor.Fixed fixed && fixed.nullable();
    }

    /// A part of it.
    public View part(Type type, int distance) {
      return new View(type, anchor, offset + distance, memory, writable, slots);
    }
  }

  /// The context of the program, or the packet it runs for; there is one, so it needs no value
  /// beyond the context pointer of the function.
  record Context(ClassDesc type) implements Operand {}

  /// A map.
  ///
  /// @param key the Java type of keys; `void` for none
  /// @param value the Java type of values; `void` for none
  record OfMap(MapDeclaration map, ClassDesc key, ClassDesc value) implements Operand {}

  /// A counter of this CPU.
  ///
  /// @param offset bytes from the start of the element of `counters`
  record Counter(int offset) implements Operand {}

  /// A string or class in the program's text.
  record Literal(Object constant) implements Operand {}

  /// A lambda or method reference, for bindings that take callbacks.
  ///
  /// @param owner the class of the method with the body
  /// @param captured its first arguments
  record Lambda(ClassDesc owner, String name, String descriptor, List<Operand> captured)
      implements Operand {
    /// Copies the list.
    public Lambda {
      captured = List.copyOf(captured);
    }
  }

  /// An object of a library type between `new` and its constructor.
  record Unborn(ClassDesc type, int site) implements Operand {}

  /// The result of something that was reported as a problem; says nothing more.
  record Failed() implements Operand {}

  /// What a binding returns when its result decides how the program goes on: each arm continues
  /// from its own block with its own result. A header that may be absent has an arm with the view
  /// and one with [Null]; a lookup with a sealed result has an arm for each of its records. `if (x
  /// == null)` and patterns are then decided when compiling. The binding leaves every arm's block
  /// without terminator and seals it.
  record Forked(List<Arm> arms) implements Operand {
    /// Copies the list.
    public Forked {
      arms = List.copyOf(arms);
    }
  }

  /// A way on after a call.
  ///
  /// @param block where it starts
  /// @param result what the call gives there
  /// @param flow what bindings know there, see [Call#flow]
  record Arm(Block block, Operand result, Map<Class<?>, FlowState> flow) {
    /// Copies the map.
    public Arm {
      flow = Map.copyOf(flow);
    }
  }

  /// Something that only its own bindings understand: a FIB result, a route, a socket, a lock.
  ///
  /// Implementations are records; two with the same [#shape] differ at most in [#values].
  non-sealed interface Special extends Operand {
    /// The Java type it stands for; `checkcast`, `instanceof` and type patterns are decided by it.
    ClassDesc type();

    /// Everything about it that is fixed when compiling; compared with `equals`.
    Object shape();

    /// Its IR values.
    List<Value> values();

    /// The same with other values of the same types.
    Special with(List<Value> values);

    /// The stack slots whose memory it needs.
    default Set<Integer> slots() {
      return Set.of();
    }
  }

  /// A result of a sealed kind: which of its records it is, a number says at run time.
  interface Variant extends Special {
    /// The number that tells; among [#values].
    Scalar tag();

    /// The same with a number of which more or less is known.
    Variant with(Scalar tag);

    /// The records by number.
    List<ClassDesc> variants();

    /// The record for numbers that are not listed.
    ClassDesc otherwise();
  }

  /// The IR type of a scalar of the type.
  static IrType irType(Type type) {
    return type.sizeBytes() == 8 ? IrType.I64 : IrType.I32;
  }
}
