// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.verifier.FakeWalk;
import dev.weir.verifier.image.ImageMap;
import dev.weir.verifier.image.ImageMap.SpecialField;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RegionTest extends MemoryTest {
  private static ImageMap map(int flags, Optional<byte[]> contents, List<SpecialField> fields) {
    MapSpec spec = MapSpec.of("table", MapType.ARRAY.number(), 4, 16, 1, flags);
    return new ImageMap(
        spec, MapType.ARRAY, contents, contents.isPresent(), fields, Optional.empty());
  }

  private void value(ImageMap map) {
    set(2, RegState.pointer(RegType.MAP_VALUE).withTarget(map));
  }

  @Test
  void packetsAreReadAsFarAsProven() {
    set(2, RegState.pointer(RegType.PACKET).withRange(14));
    load(2, 3, 2, 12);
    assertEquals(0xffff, reg(3).scalar().umax());
    refused(
        Rule.PACKET_BOUNDS,
        "read of 4 bytes at offset 14..18 of the packet in R2, but only 14 bytes are proven",
        () -> load(4, 3, 2, 14));
    refused(Rule.PACKET_BOUNDS, () -> load(4, 3, 2, 11));
    refused(Rule.PACKET_BOUNDS, () -> load(1, 3, 2, -1));
    store(2, 2, 12, 1);
  }

  @Test
  void packetsAreWrittenOnlyWhereTheHookPermits() {
    hook("cgroup_skb ingress");
    set(2, RegState.pointer(RegType.PACKET).withRange(14));
    load(1, 3, 2, 13);
    refused(Rule.PACKET_READ_ONLY, () -> store(1, 2, 0, 1));
  }

  @Test
  void strictAlignmentCountsTwoBytesInFrontOfPackets() {
    walk =
        new FakeWalk(
            FakeWalk.image("tc ingress", "GPL", ProgramImage.STRICT_ALIGNMENT),
            KernelVersion.V6_18);
    set(2, RegState.pointer(RegType.PACKET).withRange(64));
    load(4, 3, 2, 14);
    refused(Rule.MISALIGNED, () -> load(4, 3, 2, 12));
  }

  @Test
  void mapValuesHaveASize() {
    value(map(0, Optional.empty(), List.of()));
    load(8, 3, 2, 8);
    refused(Rule.MEMORY_BOUNDS, () -> load(8, 3, 2, 9));
    refused(Rule.MEMORY_BOUNDS, () -> load(1, 3, 2, 16));
    refused(Rule.MEMORY_BOUNDS, () -> load(1, 3, 2, -1));
    set(2, reg(2).withScalar(upTo(8, walk)));
    load(8, 3, 2, 0);
    refused(Rule.MEMORY_BOUNDS, () -> load(8, 3, 2, 1));
    set(2, reg(2).withScalar(Scalar.signedRange(-1, 8, walk.kernel())));
    refused(Rule.NEGATIVE_OFFSET, () -> load(1, 3, 2, 0));
    refused(Rule.UNBOUNDED_OFFSET, () -> load(1, 3, 2, 1));
    set(2, reg(2).withScalar(Scalar.UNKNOWN));
    refused(Rule.NEGATIVE_OFFSET, () -> load(1, 3, 2, 0));
    set(2, reg(2).withScalar(upTo(1L << 29, walk)));
    refused(Rule.UNBOUNDED_OFFSET, () -> load(1, 3, 2, 0));
  }

  @Test
  void mapsMayBeReadOnlyOrWriteOnlyForPrograms() {
    value(map(ImageMap.RDONLY_PROG, Optional.empty(), List.of()));
    load(1, 3, 2, 0);
    refused(Rule.READ_ONLY_MEMORY, () -> storeImmediate(1, 2, 0, 0));
    value(map(ImageMap.WRONLY_PROG, Optional.empty(), List.of()));
    storeImmediate(1, 2, 0, 0);
    refused(Rule.WRITE_ONLY_MEMORY, () -> load(1, 3, 2, 0));
    set(4, RegState.ZERO);
    refused(Rule.WRITE_ONLY_MEMORY, () -> atomic(AtomicOp.ADD, false, 8, 2, 0, 4));
  }

  @Test
  void loadsFromFrozenReadOnlyMapsAreConstants() {
    byte[] contents = {1, (byte) 0x80, 3, 4, (byte) 0xff, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0};
    value(map(ImageMap.RDONLY_PROG, Optional.of(contents), List.of()));
    load(2, 3, 2, 0);
    assertEquals(0x8001, reg(3).scalar().value());
    load(2, true, 3, 2, 0);
    assertEquals(0xffffffffffff8001L, reg(3).scalar().value());
    load(8, 3, 2, 0);
    assertEquals(0x080706ff04038001L, reg(3).scalar().value());
    set(2, reg(2).withScalar(upTo(1, walk)));
    load(1, 3, 2, 0);
    assertFalse(reg(3).scalar().isConstant());
  }

  @Test
  void specialFieldsAreLeftToTheirHelpers() {
    SpecialField lock = new SpecialField(SpecialField.Kind.SPIN_LOCK, 4, 4, "");
    value(map(0, Optional.empty(), List.of(lock)));
    load(4, 3, 2, 0);
    load(8, 3, 2, 8);
    refused(Rule.SPECIAL_FIELD, () -> load(8, 3, 2, 0));
    refused(Rule.SPECIAL_FIELD, () -> storeImmediate(1, 2, 7, 0));
  }

  @Test
  void memoryOfKnownSizeMayBeReadOnly() {
    set(2, RegState.pointer(RegType.MEM).withRange(8));
    storeImmediate(8, 2, 0, 0);
    refused(Rule.MEMORY_BOUNDS, () -> load(8, 3, 2, 1));
    set(2, reg(2).plus(RegFlag.RDONLY));
    load(8, 3, 2, 0);
    refused(Rule.READ_ONLY_MEMORY, () -> storeImmediate(8, 2, 0, 0));
    set(2, reg(2).plus(RegFlag.MAYBE_NULL));
    refused(Rule.MAYBE_NULL, () -> load(8, 3, 2, 0));
  }

  @Test
  void socketsHaveFields() {
    set(2, RegState.pointer(RegType.SOCK_COMMON));
    load(4, 3, 2, 0);
    refused(Rule.SOCKET_FIELD, () -> load(4, 3, 2, 16));
    set(2, RegState.pointer(RegType.SOCKET));
    load(4, 3, 2, 16);
    refused(Rule.SOCKET_FIELD, () -> storeImmediate(4, 2, 16, 0));
    set(2, RegState.pointer(RegType.TCP_SOCK));
    load(8, 3, 2, 80);
    refused(Rule.SOCKET_FIELD, () -> load(8, 3, 2, 0));
    refused(Rule.SOCKET_FIELD, () -> load(4, 3, 2, 112));
  }

  @Test
  void atomicsNeedPlainMemory() {
    set(4, RegState.ZERO);
    refused(Rule.ATOMIC_MEMORY, () -> atomic(AtomicOp.ADD, false, 8, 1, 0, 4));
    set(2, RegState.pointer(RegType.PACKET).withRange(64));
    refused(Rule.ATOMIC_MEMORY, () -> atomic(AtomicOp.ADD, false, 8, 2, 0, 4));
    set(2, RegState.pointer(RegType.MEM).withRange(8));
    atomic(AtomicOp.CMPXCHG, true, 4, 2, 4, regWithR0());
    assertEquals(0xffffffffL, reg(0).scalar().umax());
    refused(Rule.UNINITIALISED_REGISTER, () -> atomic(AtomicOp.ADD, false, 8, 2, 0, 5));
  }

  private int regWithR0() {
    set(0, RegState.ZERO);
    return 4;
  }

  @Test
  void oneInstructionTakesOneKindOfPointer() {
    Loads.execute(walk, loadOf(1));
    set(2, RegState.pointer(RegType.SOCKET));
    refused(Rule.MIXED_POINTERS, () -> Loads.execute(walk, loadOf(2)));
    walk.nextInsn();
    set(2, RegState.pointer(RegType.MEM).withRange(8));
    Loads.execute(walk, loadOf(2));
    set(2, RegState.pointer(RegType.PACKET).withRange(64));
    Loads.execute(walk, loadOf(2));
  }

  private static Insn<Reg> loadOf(int base) {
    return new Insn.Load<>(MemSize.W, false, Reg.R3, Reg.of(base), (short) 0);
  }

  @Test
  void contextsYieldWhatTheFieldHolds() {
    load(4, 2, 1, 76);
    assertEquals(RegType.PACKET, reg(2).type());
    assertEquals(0, reg(2).range());
    load(4, 2, 1, 80);
    assertEquals(RegType.PACKET_END, reg(2).type());
    load(8, 2, 1, 168);
    assertEquals(RegType.SOCK_COMMON, reg(2).type());
    assertTrue(reg(2).maybeNull());
    assertNotEquals(0, reg(2).id());
    load(2, 2, 1, 0);
    assertEquals(0xffff, reg(2).scalar().umax());
    refused(Rule.CONTEXT_FIELD, () -> load(4, true, 2, 1, 76));
    refused(Rule.CONTEXT_FIELD, () -> load(2, 2, 1, 76));
    refused(Rule.CONTEXT_FIELD, () -> load(4, 2, 1, 2));
    refused(Rule.CONTEXT_FIELD, () -> load(4, 2, 1, 192));
    storeImmediate(4, 1, 8, 1);
    refused(Rule.CONTEXT_FIELD, () -> storeImmediate(2, 1, 8, 1));
    set(1, reg(1).withOff(4));
    refused(Rule.MOVED_CONTEXT, () -> load(4, 2, 1, 4));
  }
}
