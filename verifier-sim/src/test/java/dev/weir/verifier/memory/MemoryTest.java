// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.verifier.FakeWalk;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.RegState;
import org.junit.jupiter.api.function.Executable;

/// What tests of this package share: one instruction at a time on a [FakeWalk].
abstract class MemoryTest {
  FakeWalk walk = new FakeWalk("tc ingress", KernelVersion.V6_18);

  void hook(String name) {
    walk = new FakeWalk(name, KernelVersion.V6_18);
  }

  void kernel(KernelVersion version) {
    walk = new FakeWalk("tc ingress", version);
  }

  RegState reg(int number) {
    return walk.frame().reg(number);
  }

  void set(int number, RegState value) {
    walk.frame().set(number, value);
  }

  void load(int size, int dst, int base, int offset) {
    load(size, false, dst, base, offset);
  }

  void load(int size, boolean signed, int dst, int base, int offset) {
    walk.nextInsn();
    Loads.execute(
        walk,
        new Insn.Load<>(MemSize.ofBytes(size), signed, Reg.of(dst), Reg.of(base), (short) offset));
  }

  void store(int size, int base, int offset, int src) {
    walk.nextInsn();
    Stores.execute(
        walk,
        new Insn.Store<>(
            MemSize.ofBytes(size), Reg.of(base), (short) offset, Operand.reg(Reg.of(src))));
  }

  void storeImmediate(int size, int base, int offset, int value) {
    walk.nextInsn();
    Stores.execute(
        walk,
        new Insn.Store<>(MemSize.ofBytes(size), Reg.of(base), (short) offset, Operand.imm(value)));
  }

  void atomic(AtomicOp op, boolean fetch, int size, int base, int offset, int src) {
    walk.nextInsn();
    Atomics.execute(
        walk,
        new Insn.Atomic<>(
            op, fetch, MemSize.ofBytes(size), Reg.of(base), (short) offset, Reg.of(src)));
  }

  /// A number in `0..most`.
  static Scalar upTo(long most, FakeWalk walk) {
    return Scalar.unsignedRange(0, most, walk.kernel());
  }

  void refused(Rule rule, Executable access) {
    Violation violation = assertThrows(Violation.class, access);
    assertEquals(rule, violation.rule(), violation.message());
  }

  void refused(Rule rule, String message, Executable access) {
    Violation violation = assertThrows(Violation.class, access);
    assertEquals(rule, violation.rule(), violation.message());
    assertEquals(message, violation.message());
  }
}
