// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.vm.map.VmMap;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Memory, calls, maps and faults of the machine.
final class MachineTest {
  private static final int LOOKUP = 1;
  private static final int UPDATE = 2;
  private static final int TAIL_CALL = 12;
  private static final int RINGBUF_RESERVE = 131;
  private static final int DATA = 76;
  private static final Insn<Reg> EXIT = new Insn.Exit<>();

  private static Insn<Reg> mov(Reg to, int value) {
    return new Insn.Mov<>(Width.W64, to, Operand.imm(value));
  }

  private static Insn<Reg> mov(Reg to, Reg from) {
    return new Insn.Mov<>(Width.W64, to, Operand.reg(from));
  }

  private static Insn<Reg> add(Reg to, int value) {
    return new Insn.Alu<>(AluOp.ADD, Width.W64, to, Operand.imm(value));
  }

  private static Insn<Reg> store(int offset, int value) {
    return new Insn.Store<>(MemSize.W, Reg.R10, (short) offset, Operand.imm(value));
  }

  private static Insn<Reg> load(MemSize size, Reg to, Reg base, int offset) {
    return new Insn.Load<>(size, false, to, base, (short) offset);
  }

  private static Insn<Reg> map(Reg to, int index) {
    return new Insn.LoadImm64<>(to, Pseudo.MAP_FD, index);
  }

  private static Insn<Reg> call(int id) {
    return new Insn.CallHelper<>(id);
  }

  private static String reason(List<Insn<Reg>> insns) {
    return Programs.outcome(insns).fault().map(Fault::reason).orElse("");
  }

  @Test
  void readsBehindThePacketNameItsSize() {
    assertEquals(
        "read of 4 bytes at offset 61 of the packet, which has 64 bytes",
        reason(
            List.of(
                load(MemSize.W, Reg.R2, Reg.R1, DATA), load(MemSize.W, Reg.R0, Reg.R2, 61), EXIT)));
  }

  @Test
  void accessesOutsideOfMemorySayThroughWhat() {
    assertEquals(
        "read of 8 bytes through a null pointer",
        reason(List.of(mov(Reg.R2, 0), load(MemSize.DW, Reg.R0, Reg.R2, 0), EXIT)));
    assertEquals(
        "read of 8 bytes through a number, 0x3039",
        reason(List.of(mov(Reg.R2, 12345), load(MemSize.DW, Reg.R0, Reg.R2, 0), EXIT)));
    assertEquals(
        "write of 4 bytes at offset -4 of the stack, which has 512 bytes",
        reason(List.of(store(-516, 1), EXIT)));
    assertEquals(
        "read of 4 bytes at offset 512 of the stack, which has 512 bytes",
        reason(List.of(load(MemSize.W, Reg.R0, Reg.R10, 0), EXIT)));
    assertEquals(
        "write of 4 bytes at offset 0 of the context, which this hook does not permit",
        reason(List.of(new Insn.Store<>(MemSize.W, Reg.R1, (short) 0, Operand.imm(1)), EXIT)));
  }

  @Test
  void unknownHelpersAreNotTheProgramsFault() {
    Outcome outcome = Programs.outcome(List.of(call(27), EXIT));
    Fault fault = outcome.fault().orElseThrow();
    assertTrue(fault.notSimulated());
    assertEquals("not simulated: bpf_get_stackid", fault.reason());
    assertEquals(0, fault.slot());
  }

  @Test
  void mapsOfUnknownKindsMatterOnlyToTheirUsers() {
    MapSpec traces = MapSpec.of("traces", MapType.STACK_TRACE.number(), 4, 8, 2, 0);
    List<Insn<Reg>> insns =
        List.of(
            load(MemSize.W, Reg.R0, Reg.R1, 0),
            new Insn.JumpIf<>(Condition.EQ, Width.W64, Reg.R0, Operand.imm(64), (short) 4),
            map(Reg.R1, 0),
            mov(Reg.R2, Reg.R10),
            call(LOOKUP),
            EXIT);
    LoadedVm vm = Programs.load(ProgramType.SCHED_CLS, insns, List.of(traces));
    assertEquals(64, vm.program("main").run(Input.packet(new byte[64])).r0());
    Fault fault = vm.program("main").run(Input.packet(new byte[65])).fault().orElseThrow();
    assertEquals("not simulated: maps of type stack_trace", fault.reason());
  }

  @Test
  void endlessLoopsEnd() {
    LoadedVm vm =
        Vm.load(
            Programs.load(ProgramType.SCHED_CLS, List.of(new Insn.Jump<>(false, -1)), List.of())
                .programs()
                .stream()
                .map(VmProgram::image)
                .toList(),
            VmOptions.standard().withBudget(1000));
    Outcome outcome = vm.program("main").run(Input.packet(new byte[64]));
    assertEquals("still running after 1000 instructions", outcome.fault().orElseThrow().reason());
  }

  @Test
  void packetPointersDieWhenAHelperMovesThePacket() {
    List<Insn<Reg>> insns =
        List.of(
            mov(Reg.R6, Reg.R1),
            load(MemSize.W, Reg.R7, Reg.R1, DATA),
            mov(Reg.R2, 32),
            call(39),
            load(MemSize.B, Reg.R0, Reg.R7, 0),
            EXIT);
    assertEquals(
        "read of 1 byte at offset 0 of the packet, a packet pointer from before a helper changed the"
            + " packet",
        reason(insns));
  }

  @Test
  void localCallsKeepTheCallersRegistersAndStack() {
    List<Insn<Reg>> insns =
        List.of(
            mov(Reg.R6, 5),
            store(-4, 7),
            mov(Reg.R1, 30),
            new Insn.CallLocal<>(4),
            load(MemSize.W, Reg.R1, Reg.R10, -4),
            new Insn.Alu<>(AluOp.ADD, Width.W64, Reg.R0, Operand.reg(Reg.R1)),
            new Insn.Alu<>(AluOp.ADD, Width.W64, Reg.R0, Operand.reg(Reg.R6)),
            EXIT,
            mov(Reg.R6, 1000),
            store(-4, 2000),
            mov(Reg.R0, Reg.R1),
            EXIT);
    assertEquals(42, Programs.run(insns));
  }

  @Test
  void atomicsFetchTheOldValue() {
    List<Insn<Reg>> insns =
        List.of(
            store(-4, 40),
            mov(Reg.R2, 2),
            new Insn.Atomic<>(AtomicOp.ADD, true, MemSize.W, Reg.R10, (short) -4, Reg.R2),
            mov(Reg.R0, 42),
            mov(Reg.R3, 100),
            new Insn.Atomic<>(AtomicOp.CMPXCHG, true, MemSize.W, Reg.R10, (short) -4, Reg.R3),
            load(MemSize.W, Reg.R1, Reg.R10, -4),
            new Insn.Alu<>(AluOp.ADD, Width.W64, Reg.R0, Operand.reg(Reg.R1)),
            new Insn.Alu<>(AluOp.ADD, Width.W64, Reg.R0, Operand.reg(Reg.R2)),
            EXIT);
    assertEquals(42 + 100 + 40, Programs.run(insns));
  }

  @Test
  void mapsHaveTheKernelsErrors() {
    MapSpec array = MapSpec.of("numbers", MapType.ARRAY.number(), 4, 8, 2, 0);
    MapSpec hash = MapSpec.of("table", MapType.HASH.number(), 4, 8, 1, 0);
    MapSpec lru = MapSpec.of("recent", MapType.LRU_HASH.number(), 4, 8, 2, 0);
    List<Insn<Reg>> insns =
        List.of(map(Reg.R0, 0), map(Reg.R0, 1), map(Reg.R0, 2), mov(Reg.R0, 0), EXIT);
    LoadedVm vm = Programs.load(ProgramType.SCHED_CLS, insns, List.of(array, hash, lru));
    byte[] value = new byte[8];
    assertEquals(-7, vm.map("numbers").write(key(2), value, VmMap.ANY));
    assertEquals(-17, vm.map("numbers").write(key(1), value, VmMap.NOEXIST));
    assertEquals(-22, vm.map("numbers").delete(key(1)));
    assertEquals(-2, vm.map("table").write(key(1), value, VmMap.EXIST));
    assertEquals(0, vm.map("table").write(key(1), value, VmMap.ANY));
    assertEquals(-7, vm.map("table").write(key(2), value, VmMap.ANY));
    assertEquals(-2, vm.map("table").delete(key(2)));
    for (int i = 1; i <= 3; i++) {
      assertEquals(0, vm.map("recent").write(key(i), value, VmMap.ANY));
    }
    List<byte[]> left = vm.map("recent").keys();
    assertEquals(2, left.size());
    assertArrayEquals(key(2), left.getFirst());
  }

  @Test
  void narrowLoadsOfWhatTheKernelHasNoWiderAreNotCut() {
    int protocol = 16;
    int type = 4;
    LoadedVm vm =
        Programs.load(
            ProgramType.SCHED_CLS,
            List.of(
                load(MemSize.H, Reg.R0, Reg.R1, protocol + 2),
                load(MemSize.B, Reg.R2, Reg.R1, protocol + 1),
                new Insn.Alu<>(AluOp.LSH, Width.W64, Reg.R2, Operand.imm(16)),
                new Insn.Alu<>(AluOp.OR, Width.W64, Reg.R0, Operand.reg(Reg.R2)),
                load(MemSize.B, Reg.R2, Reg.R1, type + 3),
                new Insn.Alu<>(AluOp.LSH, Width.W64, Reg.R2, Operand.imm(24)),
                new Insn.Alu<>(AluOp.OR, Width.W64, Reg.R0, Operand.reg(Reg.R2)),
                EXIT),
            List.of());
    Input input = Input.packet(new byte[64]).with("protocol", 0x0800).with("pkt_type", 3);
    assertEquals(0x03_00_0008, vm.program("main").run(input).r0());
  }

  @Test
  void ringBuffersRefuseRecordsOfMoreThanAQuarterOf32Bits() {
    MapSpec ring = MapSpec.of("ring", MapType.RINGBUF.number(), 0, 0, 4096, 0);
    List<Insn<Reg>> insns =
        List.of(map(Reg.R1, 0), mov(Reg.R2, -16), mov(Reg.R3, 0), call(RINGBUF_RESERVE), EXIT);
    LoadedVm vm = Programs.load(ProgramType.SCHED_CLS, insns, List.of(ring));
    assertEquals(0, vm.program("main").run(Input.packet(new byte[64])).r0());
  }

  @Test
  void programsReadAndWriteMaps() {
    MapSpec hash = MapSpec.of("table", MapType.HASH.number(), 4, 8, 4, 0);
    List<Insn<Reg>> insns =
        List.of(
            store(-4, 9),
            new Insn.Store<>(MemSize.DW, Reg.R10, (short) -16, Operand.imm(77)),
            map(Reg.R1, 0),
            mov(Reg.R2, Reg.R10),
            add(Reg.R2, -4),
            mov(Reg.R3, Reg.R10),
            add(Reg.R3, -16),
            mov(Reg.R4, 0),
            call(UPDATE),
            map(Reg.R1, 0),
            mov(Reg.R2, Reg.R10),
            add(Reg.R2, -4),
            call(LOOKUP),
            new Insn.JumpIf<>(Condition.EQ, Width.W64, Reg.R0, Operand.imm(0), (short) 1),
            load(MemSize.DW, Reg.R0, Reg.R0, 0),
            EXIT);
    LoadedVm vm = Programs.load(ProgramType.SCHED_CLS, insns, List.of(hash));
    assertEquals(77, vm.program("main").run(Input.packet(new byte[64])).r0());
    assertArrayEquals(new byte[] {77, 0, 0, 0, 0, 0, 0, 0}, vm.map("table").read(key(9)));
  }

  @Test
  void tailCallsEndAfter33() {
    MapSpec jumps = MapSpec.of("jumps", MapType.PROG_ARRAY.number(), 4, 4, 1, 0);
    MapSpec count = MapSpec.of("count", MapType.ARRAY.number(), 4, 8, 1, 0);
    List<Insn<Reg>> insns =
        List.of(
            mov(Reg.R6, Reg.R1),
            store(-4, 0),
            map(Reg.R1, 1),
            mov(Reg.R2, Reg.R10),
            add(Reg.R2, -4),
            call(LOOKUP),
            mov(Reg.R1, 1),
            new Insn.Atomic<>(AtomicOp.ADD, false, MemSize.DW, Reg.R0, (short) 0, Reg.R1),
            mov(Reg.R1, Reg.R6),
            map(Reg.R2, 0),
            mov(Reg.R3, 0),
            call(TAIL_CALL),
            mov(Reg.R0, 3),
            EXIT);
    LoadedVm vm = Programs.load(ProgramType.SCHED_CLS, insns, List.of(jumps, count));
    vm.putProgram("jumps", 0, "main");
    assertEquals(3, vm.program("main").run(Input.packet(new byte[64])).result());
    assertArrayEquals(new byte[] {34, 0, 0, 0, 0, 0, 0, 0}, vm.map("count").read(key(0)));
  }

  @Test
  void observersSeeEveryInstructionAndItsRegisters() {
    List<Insn<Reg>> insns = List.of(mov(Reg.R0, 1), add(Reg.R0, 4), EXIT);
    LoadedVm vm = Programs.load(ProgramType.SCHED_CLS, insns, List.of());
    List<Long> seen = new ArrayList<>();
    Outcome outcome =
        vm.program("main")
            .run(
                Input.packet(new byte[64]), step -> seen.add(step.slot() * 100 + step.register(0)));
    assertEquals(5, outcome.r0());
    assertEquals(List.of(101L, 205L), seen.subList(1, 3));
    assertEquals(3, outcome.instructions());
    BitSet covered = new BitSet();
    vm.program("main").run(Input.packet(new byte[64]), covered);
    assertEquals(3, covered.cardinality());
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    List<Insn<Reg>> insns =
        List.of(
            call(7),
            mov(Reg.R6, Reg.R0),
            load(MemSize.DW, Reg.R1, Reg.R10, -8),
            new Insn.Alu<>(AluOp.XOR, Width.W64, Reg.R6, Operand.reg(Reg.R1)),
            new Insn.Alu<>(AluOp.XOR, Width.W64, Reg.R6, Operand.reg(Reg.R10)),
            mov(Reg.R0, Reg.R6),
            EXIT);
    assertEquals(Programs.run(insns), Programs.run(insns));
  }

  private static byte[] key(int number) {
    return new byte[] {(byte) number, 0, 0, 0};
  }
}
