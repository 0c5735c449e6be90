// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeBuilderTest {
  private static final Operand<Reg> ZERO = Operand.imm(0);

  @Test
  void labelsResolveInBothDirections() {
    CodeBuilder code = new CodeBuilder(true);
    CodeBuilder.Label start = code.here();
    CodeBuilder.Label done = code.label();
    code.jumpIf(Condition.EQ, Width.W32, Reg.R1, ZERO, done);
    CodeBuilder.Label wide = code.here();
    code.emit(new Insn.LoadImm64<>(Reg.R2, Pseudo.VALUE, 1L << 40));
    CodeBuilder.Label back = code.here();
    code.jump(start);
    code.mark(done);
    code.emit(new Insn.Exit<>());
    Assembled built = assertInstanceOf(Assembled.class, code.build());
    assertEquals(
        List.of(
            new Insn.JumpIf<>(Condition.EQ, Width.W32, Reg.R1, ZERO, (short) 3),
            new Insn.LoadImm64<>(Reg.R2, Pseudo.VALUE, 1L << 40),
            new Insn.Jump<Reg>(false, -4),
            new Insn.Exit<Reg>()),
        built.insns());
    assertEquals(0, built.slotOf(start));
    assertEquals(1, built.slotOf(wide));
    assertEquals(3, built.slotOf(back));
    assertEquals(4, built.slotOf(done));
    assertEquals(5, built.slots());
  }

  @Test
  void callsAndFunctionAddressesCountFromTheNextSlotOfTheInstruction() {
    CodeBuilder code = new CodeBuilder(true);
    CodeBuilder.Label function = code.label();
    code.loadFunction(Reg.R2, function);
    code.call(function);
    code.emit(new Insn.Exit<>());
    code.mark(function);
    code.emit(new Insn.Exit<>());
    Assembled built = assertInstanceOf(Assembled.class, code.build());
    assertEquals(new Insn.LoadImm64<>(Reg.R2, Pseudo.FUNC, 3), built.insns().get(0));
    assertEquals(new Insn.CallLocal<Reg>(1), built.insns().get(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {32767, 32768})
  void aConditionalJumpWidensExactlyBeyondItsReach(int distance) {
    CodeBuilder code = new CodeBuilder(true);
    CodeBuilder.Label far = code.label();
    code.jumpIf(Condition.SLT, Width.W64, Reg.R1, ZERO, far);
    fill(code, distance);
    code.mark(far);
    code.emit(new Insn.Exit<>());
    Assembled built = assertInstanceOf(Assembled.class, code.build());
    if (distance == 32767) {
      assertEquals(
          new Insn.JumpIf<>(Condition.SLT, Width.W64, Reg.R1, ZERO, Short.MAX_VALUE),
          built.insns().get(0));
    } else {
      assertEquals(
          new Insn.JumpIf<>(Condition.SGE, Width.W64, Reg.R1, ZERO, (short) 1),
          built.insns().get(0));
      assertEquals(new Insn.Jump<Reg>(true, 32768), built.insns().get(1));
    }
  }

  @Test
  void bitTestsAndMayGotoWidenOverAJump() {
    CodeBuilder code = new CodeBuilder(true);
    CodeBuilder.Label far = code.label();
    code.jumpIf(Condition.SET, Width.W32, Reg.R1, Operand.imm(4), far);
    code.mayGoto(far);
    fill(code, 40000);
    code.mark(far);
    code.emit(new Insn.Exit<>());
    Assembled built = assertInstanceOf(Assembled.class, code.build());
    assertEquals(
        List.of(
            new Insn.JumpIf<>(Condition.SET, Width.W32, Reg.R1, Operand.imm(4), (short) 1),
            new Insn.Jump<Reg>(false, 1),
            new Insn.Jump<Reg>(true, 40003),
            new Insn.MayGoto<Reg>((short) 1),
            new Insn.Jump<Reg>(false, 1),
            new Insn.Jump<Reg>(true, 40000)),
        built.insns().subList(0, 6));
    assertEquals(40006, built.slotOf(far));
  }

  @Test
  void withoutGotolAFarJumpStepsThroughAStone() {
    CodeBuilder code = new CodeBuilder(false);
    CodeBuilder.Label far = code.label();
    code.jumpIf(Condition.SET, Width.W32, Reg.R1, Operand.imm(4), far);
    fill(code, 40000);
    code.mark(far);
    code.emit(new Insn.Exit<>());
    Assembled built = assertInstanceOf(Assembled.class, code.build());
    assertEquals(40004, built.slots());
    assertEquals(Set.of(1, 40003), arrivals(built.insns(), 0));
  }

  @Test
  void labelMistakesAreRefused() {
    CodeBuilder code = new CodeBuilder(true);
    CodeBuilder.Label label = code.here();
    assertThrows(IllegalArgumentException.class, () -> code.mark(label));
    assertThrows(IllegalArgumentException.class, () -> new CodeBuilder(true).jump(label));
    assertThrows(IllegalArgumentException.class, () -> code.emit(new Insn.Jump<>(false, 1)));
    code.jump(code.label());
    assertThrows(IllegalStateException.class, code::build);
  }

  @Test
  void tooManyDistinctFarTargetsAreAResultNotAFailure() {
    CodeBuilder code = new CodeBuilder(false);
    List<CodeBuilder.Label> labels = new ArrayList<>();
    for (int i = 0; i < 70_000; i++) {
      labels.add(code.label());
      code.jumpIf(Condition.EQ, Width.W64, Reg.R1, ZERO, labels.getLast());
    }
    for (CodeBuilder.Label label : labels) {
      code.mark(label);
      code.emit(new Insn.Exit<>());
    }
    BranchOutOfRange result = assertInstanceOf(BranchOutOfRange.class, code.build());
    assertTrue(result.distance() > Short.MAX_VALUE, result::toString);
  }

  /// Each jump, followed through unconditional jumps, arrives at its label, whatever the layout.
  @Property(tries = 60)
  void everyJumpArrives(
      @ForAll Random random,
      @ForAll @IntRange(min = 2, max = 60) int blocks,
      @ForAll boolean wide) {
    CodeBuilder code = new CodeBuilder(wide);
    List<CodeBuilder.Label> labels = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      labels.add(code.label());
    }
    List<CodeBuilder.Label> jumps = new ArrayList<>();
    List<CodeBuilder.Label> expected = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      code.mark(labels.get(i));
      fill(code, 1 + random.nextInt(random.nextInt(4) == 0 ? 40_000 : 200));
      jumps.add(code.here());
      expected.add(labels.get(random.nextInt(blocks)));
      switch (random.nextInt(4)) {
        case 0 -> code.jump(expected.getLast());
        case 1 -> code.mayGoto(expected.getLast());
        case 2 -> code.jumpIf(Condition.SET, Width.W32, Reg.R1, ZERO, expected.getLast());
        default -> code.jumpIf(Condition.GE, Width.W64, Reg.R1, ZERO, expected.getLast());
      }
    }
    code.emit(new Insn.Exit<>());
    Assembled built = assertInstanceOf(Assembled.class, code.build());
    for (int i = 0; i < blocks; i++) {
      Set<Integer> arrivals = arrivals(built.insns(), built.slotOf(jumps.get(i)));
      assertTrue(
          arrivals.contains(built.slotOf(expected.get(i))),
          () -> arrivals + " lacks the target of a jump");
    }
    assertEquals(built.slots(), built.insns().stream().mapToInt(Insn::slots).sum());
  }

  /// Where control may go from a slot: the first slots that hold no jump.
  private static Set<Integer> arrivals(List<Insn<Reg>> insns, int start) {
    Set<Integer> found = new HashSet<>();
    Set<Integer> seen = new HashSet<>();
    List<Integer> work = new ArrayList<>(List.of(start));
    while (!work.isEmpty()) {
      int at = work.removeLast();
      if (seen.add(at)) {
        switch (insns.get(at)) {
          case Insn.Jump<Reg> jump -> work.add(at + 1 + jump.offset());
          case Insn.JumpIf<Reg> jump -> work.addAll(List.of(at + 1, at + 1 + jump.offset()));
          case Insn.MayGoto<Reg> jump -> work.addAll(List.of(at + 1, at + 1 + jump.offset()));
          default -> found.add(at);
        }
      }
    }
    if (insns.get(start) instanceof Insn.JumpIf || insns.get(start) instanceof Insn.MayGoto) {
      assertTrue(found.size() <= 2, found::toString);
    }
    return found;
  }

  private static void fill(CodeBuilder code, int slots) {
    for (int i = 0; i < slots; i++) {
      code.emit(new Insn.Mov<>(Width.W64, Reg.R0, ZERO));
    }
  }
}
