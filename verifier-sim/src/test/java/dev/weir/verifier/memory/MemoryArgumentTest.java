// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.verifier.image.ImageMap;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.StackSlot;
import dev.weir.verifier.state.StackSlot.ByteKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MemoryArgumentTest extends MemoryTest {
  private void stack(int reg, int offset) {
    set(reg, RegState.pointer(RegType.STACK).withOff(offset));
  }

  private void read(int reg, int size) {
    MemoryArgument.check(walk, reg, size, AccessKind.READ, false, false);
  }

  @Test
  void readingLeavesTheStackAloneFromKernel614On() {
    storeImmediate(8, 10, -8, 5);
    stack(2, -8);
    read(2, 8);
    load(8, 3, 10, -8);
    assertEquals(5, reg(3).scalar().value());
    kernel(KernelVersion.V6_12);
    storeImmediate(8, 10, -8, 5);
    stack(2, -8);
    read(2, 8);
    load(8, 3, 10, -8);
    assertFalse(reg(3).scalar().isConstant());
  }

  @Test
  void whatTheCalleeFillsNeedNotBeThere() {
    kernel(KernelVersion.V6_1);
    stack(2, -16);
    refused(Rule.UNINITIALISED_STACK, () -> read(2, 16));
    MemoryArgument.check(walk, 2, 16, AccessKind.WRITE, false, true);
    assertEquals(StackSlot.all(ByteKind.MISC), walk.frame().slot(0));
    assertEquals(StackSlot.all(ByteKind.MISC), walk.frame().slot(1));
    read(2, 16);
  }

  @Test
  void theStackEndsAtTheFramePointer() {
    stack(2, -8);
    refused(Rule.STACK_BOUNDS, () -> read(2, 9));
    stack(2, -512);
    read(2, 512);
    stack(2, -513);
    refused(Rule.STACK_BOUNDS, () -> read(2, 1));
    refused(Rule.ZERO_SIZE, () -> read(2, 0));
    stack(2, -8);
    MemoryArgument.check(walk, 2, 0, AccessKind.READ, true, false);
  }

  @Test
  void kernelObjectsOnTheStackAreNoMemory() {
    RegState part = RegState.pointer(RegType.DYNPTR).withId(7);
    walk.frame().setSlot(1, dynptr(part));
    walk.frame().setSlot(0, dynptr(part.withOff(8)));
    stack(2, -16);
    refused(Rule.STACK_OBJECT, () -> read(2, 8));
    refused(
        Rule.STACK_OBJECT, () -> MemoryArgument.check(walk, 2, 8, AccessKind.WRITE, false, true));
    set(4, RegState.pointer(RegType.MEM).withRange(8).withUid(7));
    set(5, RegState.pointer(RegType.MEM).withRange(8).withUid(8));
    storeImmediate(1, 10, -3, 0);
    assertTrue(reg(4).isScalar());
    assertEquals(RegType.MEM, reg(5).type());
    assertEquals(StackSlot.INVALID, walk.frame().slot(1));
  }

  private static StackSlot dynptr(RegState part) {
    return new StackSlot(StackSlot.all(ByteKind.DYNPTR).kinds(), part);
  }

  @Test
  void dynptrsThatHoldARecordAreNotOverwritten() {
    RegState part = RegState.pointer(RegType.DYNPTR).withId(7).plus(RegFlag.DYNPTR_RINGBUF);
    walk.frame().setSlot(1, dynptr(part));
    walk.frame().setSlot(0, dynptr(part.withOff(8)));
    refused(Rule.STACK_OBJECT, () -> storeImmediate(8, 10, -16, 0));
  }

  @Test
  void sizesAreBoundedAndBecomePrecise() {
    stack(1, -16);
    set(2, RegState.scalar(Scalar.unsignedRange(1, 16, walk.kernel())));
    sized(false);
    assertTrue(walk.heard().contains("precise R2"));
    set(2, RegState.scalar(upTo(16, walk)));
    refused(Rule.ZERO_SIZE, () -> sized(false));
    sized(true);
    set(2, RegState.scalar(upTo(17, walk)));
    refused(Rule.STACK_BOUNDS, () -> sized(true));
    set(2, RegState.scalar(upTo(1 << 29, walk)));
    refused(Rule.UNBOUNDED_SIZE, () -> sized(true));
    set(2, RegState.scalar(Scalar.signedRange(-1, 8, walk.kernel())));
    refused(Rule.NEGATIVE_SIZE, () -> sized(true));
  }

  private void sized(boolean zeroSizeAllowed) {
    MemoryArgument.checkSized(walk, 1, 2, AccessKind.READ, zeroSizeAllowed, false);
  }

  @Test
  void nullServesWhereNothingIsAccessed() {
    set(1, RegState.ZERO);
    MemoryArgument.check(walk, 1, 0, AccessKind.READ, true, false);
    refused(Rule.MEMORY_ARGUMENT, () -> read(1, 1));
    set(1, RegState.pointer(RegType.CTX));
    refused(Rule.MEMORY_ARGUMENT, () -> read(1, 1));
  }

  @Test
  void stringsLieInMapsThatNeverChange() {
    byte[] text = "hi %d\0rest".getBytes(StandardCharsets.US_ASCII);
    set(1, string(ImageMap.RDONLY_PROG, text));
    assertArrayEquals("hi %d".getBytes(StandardCharsets.US_ASCII), MemoryArgument.string(walk, 1));
    set(1, reg(1).withOff(6));
    refused(Rule.CONSTANT_STRING, () -> MemoryArgument.string(walk, 1));
    set(1, string(0, text));
    refused(Rule.CONSTANT_STRING, () -> MemoryArgument.string(walk, 1));
    stack(1, -8);
    refused(Rule.CONSTANT_STRING, () -> MemoryArgument.string(walk, 1));
  }

  private static RegState string(int flags, byte[] text) {
    MapSpec spec = MapSpec.of("strings", MapType.ARRAY.number(), 4, text.length, 1, flags);
    ImageMap map =
        new ImageMap(spec, MapType.ARRAY, Optional.of(text), true, List.of(), Optional.empty());
    return RegState.pointer(RegType.MAP_VALUE).withTarget(map);
  }
}
