// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.object.Relocation;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An instruction of a block that does not end it: a plain one, or one of the few shapes that need
/// more than the plain form says before registers are known.
///
/// In allocated code each is exactly what the machine executes: [Tied#input] is the destination, a
/// call's arguments are R1, R2 and so on, and results of calls are in R0.
///
/// @param <R> the kind of register
public sealed interface MachInsn<R> {
  /// The source text, or null.
  @Nullable Span span();

  /// An instruction that writes its destination without reading it, or has none.
  ///
  /// @param object what it accesses when that has a layout which the kernel hides, such as `ctx`;
  ///   else empty. The kernel rewrites such an instruction, so it must never serve other memory as
  ///   well
  record Plain<R>(Insn<R> insn, String object, @Nullable Span span) implements MachInsn<R> {
    /// Checks for null.
    public Plain {
      Objects.requireNonNull(insn);
      Objects.requireNonNull(object);
    }

    /// An instruction that accesses no such object.
    public Plain(Insn<R> insn, @Nullable Span span) {
      this(insn, "", span);
    }
  }

  /// A two-operand instruction: its destination (an atomic's source) is read as `input` and
  /// written.
  ///
  /// @param input the first operand
  record Tied<R>(Insn<R> insn, R input, @Nullable Span span) implements MachInsn<R> {
    /// Checks for null.
    public Tied {
      Objects.requireNonNull(insn);
      Objects.requireNonNull(input);
    }
  }

  /// A copy of all 64 bits.
  record Copy<R>(R dst, R src, @Nullable Span span) implements MachInsn<R> {}

  /// The address of something that gets its number at link or load time.
  record Symbol<R>(R dst, Relocation.Target target, @Nullable Span span) implements MachInsn<R> {}

  /// The address `fp + offset`.
  record FrameAddress<R>(R dst, int offset, @Nullable Span span) implements MachInsn<R> {}

  /// A call; destroys R0 to R5.
  ///
  /// @param arguments for R1, R2 and so on
  /// @param result what R0 holds afterwards
  record Call<R>(Callee callee, List<R> arguments, Optional<R> result, @Nullable Span span)
      implements MachInsn<R> {
    /// Copies the list.
    public Call {
      Objects.requireNonNull(callee);
      arguments = List.copyOf(arguments);
    }
  }

  /// Compare and exchange of `*(size *)(base + offset)`.
  ///
  /// @param expected compared with; in R0
  /// @param operand stored when equal
  /// @param result the old value; in R0
  record CompareExchange<R>(
      MemSize size,
      R base,
      short offset,
      R expected,
      R operand,
      Optional<R> result,
      @Nullable Span span)
      implements MachInsn<R> {}

  /// What is called.
  sealed interface Callee {
    /// A kernel helper by id.
    record Helper(int id) implements Callee {}

    /// A kernel function by name.
    record Kfunc(String name) implements Callee {}

    /// A function of the module by name.
    record Local(String name) implements Callee {}
  }
}
