// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.StackSlot;
import dev.weir.verifier.state.StackSlot.ByteKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StackTest extends MemoryTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void theStackIs512BytesBelowTheFramePointer(int size) {
    storeImmediate(size, 10, -512, 1);
    storeImmediate(size, 10, -size, 1);
    refused(Rule.STACK_BOUNDS, () -> storeImmediate(size, 10, 0, 1));
    refused(Rule.STACK_BOUNDS, () -> storeImmediate(size, 10, -512 - size, 1));
    load(size, 2, 10, -512);
    refused(Rule.STACK_BOUNDS, () -> load(size, 2, 10, 0));
  }

  @Test
  void accessesAreAligned() {
    storeImmediate(1, 10, -7, 1);
    refused(Rule.MISALIGNED, () -> storeImmediate(2, 10, -7, 1));
    refused(Rule.MISALIGNED, () -> load(8, 2, 10, -12));
    load(4, 2, 10, -12);
  }

  @Test
  void pointersComeBackWhole() {
    store(8, 10, -8, 1);
    load(8, 2, 10, -8);
    assertEquals(RegType.CTX, reg(2).type());
    assertEquals(ByteKind.SPILL, walk.frame().slot(0).kind(7));
    refused(Rule.PARTIAL_POINTER, () -> load(4, 3, 10, -8));
    refused(Rule.PARTIAL_POINTER, () -> store(4, 10, -16, 1));
  }

  @Test
  void aStoreOverPartOfAPointerLeavesData() {
    store(8, 10, -8, 1);
    storeImmediate(1, 10, -3, 7);
    load(8, 2, 10, -8);
    assertTrue(reg(2).isScalar());
    assertFalse(reg(2).scalar().isConstant());
  }

  @Test
  void numbersComeBackWithTheirBounds() {
    set(3, RegState.scalar(upTo(100, walk)));
    store(8, 10, -8, 3);
    load(8, 2, 10, -8);
    assertEquals(100, reg(2).scalar().umax());
    assertNotEquals(0, reg(2).id());
    assertEquals(reg(3).id(), reg(2).id());
    load(4, 4, 10, -8);
    assertEquals(100, reg(4).scalar().umax());
    assertEquals(reg(3).id(), reg(4).id());
    load(1, 4, 10, -8);
    assertEquals(100, reg(4).scalar().umax());
    load(1, 4, 10, -7);
    assertEquals(255, reg(4).scalar().umax());
  }

  @Test
  void narrowStoresDoNotTieWhatDoesNotFit() {
    set(3, RegState.UNKNOWN);
    store(4, 10, -8, 3);
    assertEquals(0, reg(3).id());
    load(4, 2, 10, -8);
    assertEquals(0, reg(2).id());
    assertEquals(0xffffffffL, reg(2).scalar().umax());
  }

  @Test
  void constantsAreRemembered() {
    storeImmediate(8, 10, -8, -5);
    load(8, 2, 10, -8);
    assertEquals(-5, reg(2).scalar().value());
    load(2, 2, 10, -8);
    assertEquals(0xfffb, reg(2).scalar().value());
    load(2, true, 2, 10, -8);
    assertEquals(-5, reg(2).scalar().value());
    load(2, 2, 10, -6);
    assertFalse(reg(2).scalar().isConstant());
  }

  @Test
  void zerosAreKnownInEveryPart() {
    storeImmediate(8, 10, -8, 0);
    load(2, 2, 10, -6);
    assertEquals(Scalar.ZERO, reg(2).scalar());
    storeImmediate(1, 10, -3, 0);
    load(1, 2, 10, -3);
    assertEquals(Scalar.ZERO, reg(2).scalar());
    load(2, 2, 10, -4);
    assertFalse(reg(2).scalar().isConstant());
  }

  @Test
  void unwrittenBytesAreUnknown() {
    load(8, 2, 10, -8);
    assertTrue(reg(2).isScalar());
    kernel(KernelVersion.V6_1);
    refused(Rule.STACK_BOUNDS, () -> load(8, 2, 10, -16));
    storeImmediate(1, 10, -16, 1);
    load(2, 2, 10, -16);
    assertTrue(reg(2).isScalar());
  }

  @Test
  void variableOffsetsReachEveryByteBetween() {
    store(8, 10, -16, 1);
    storeImmediate(8, 10, -8, 3);
    set(2, stackAt(-16, 15));
    storeImmediate(1, 2, 0, 1);
    assertEquals(StackSlot.all(ByteKind.MISC), walk.frame().slot(1));
    assertEquals(StackSlot.all(ByteKind.MISC), walk.frame().slot(0));
    load(1, 3, 2, 0);
    assertEquals(255, reg(3).scalar().umax());
    refused(Rule.STACK_BOUNDS, () -> load(1, 3, 2, 1));
    set(2, stackAt(-513, 15));
    refused(Rule.STACK_BOUNDS, () -> load(1, 3, 2, 0));
  }

  @Test
  void zerosStayZeroWhenZeroIsStoredSomewhere() {
    storeImmediate(1, 10, -8, 0);
    storeImmediate(1, 10, -7, 0);
    set(2, stackAt(-8, 1));
    set(3, RegState.ZERO);
    walk.heard().clear();
    store(1, 2, 0, 3);
    assertTrue(walk.heard().contains("precise R3"));
    load(1, 4, 10, -7);
    assertEquals(Scalar.ZERO, reg(4).scalar());
    storeImmediate(1, 2, 0, 1);
    load(1, 4, 10, -7);
    assertFalse(reg(4).scalar().isConstant());
  }

  @Test
  void stackPointersStayOutOfCallersFrames() {
    walk.state().push(new Frame(1, 1, 5));
    set(1, RegState.pointer(RegType.STACK).withFrame(0));
    refused(Rule.STACK_POINTER_ESCAPES, () -> store(8, 1, -8, 10));
    storeImmediate(8, 1, -8, 7);
    assertEquals(7, walk.state().frame(0).slot(0).spilled().scalar().value());
  }

  @Test
  void atomicsWorkOnNumbersInPlace() {
    storeImmediate(8, 10, -8, 5);
    set(3, RegState.scalar(Scalar.constant(1)));
    atomic(AtomicOp.ADD, true, 8, 10, -8, 3);
    assertEquals(5, reg(3).scalar().value());
    load(8, 4, 10, -8);
    assertFalse(reg(4).scalar().isConstant());
    set(2, stackAt(-8, 0).withScalar(Scalar.unsignedRange(0, 1, walk.kernel())));
    refused(Rule.MISALIGNED, () -> atomic(AtomicOp.ADD, false, 8, 2, 0, 3));
  }

  @Test
  void messagesNamePlaceAndLimit() {
    refused(
        Rule.STACK_BOUNDS,
        "read of 4 bytes at offset 4..8 of the stack in R10, but the stack is -512..0 from the"
            + " frame pointer",
        () -> load(4, 2, 10, 4));
  }

  private RegState stackAt(int offset, long most) {
    return RegState.pointer(RegType.STACK).withOff(offset).withScalar(upTo(most, walk));
  }
}
