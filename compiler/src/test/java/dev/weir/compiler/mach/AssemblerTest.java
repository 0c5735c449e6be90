// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.Code;
import dev.weir.bytecode.object.LineInfo;
import dev.weir.bytecode.object.Relocation;
import dev.weir.compiler.mach.MachInsn.Callee;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AssemblerTest {
  private static final SourceFile FILE =
      new SourceFile("lb.weir", "on tc(packet) {\n  hits += 1\n  next\n}\n");
  private static final Span DECLARATION = new Span(FILE, 0, 2);
  private static final Span COUNT = new Span(FILE, 18, 27);
  private static final Span NEXT = new Span(FILE, 30, 34);

  @Test
  void linesStartAtSlotZeroAndEqualOnesMerge() {
    MachInsn<Reg> constant = move(1, null);
    MachInsn<Reg> symbol =
        new MachInsn.Symbol<>(Reg.R2, new Relocation.Target.DataRef(".bss", 8), COUNT);
    Code code =
        assemble(
            List.of(
                new LinearCode.Body(constant),
                new LinearCode.Body(symbol),
                new LinearCode.Body(move(3, COUNT)),
                new LinearCode.Body(move(0, null)),
                new LinearCode.Exit(NEXT)));
    assertEquals(
        List.of(
            new LineInfo(0, "lb.weir", "on tc(packet) {", 1, 1),
            new LineInfo(1, "lb.weir", "  hits += 1", 2, 3),
            new LineInfo(5, "lb.weir", "  next", 3, 3)),
        code.lines());
    assertEquals(
        List.of(new Relocation(1, new Relocation.Target.DataRef(".bss", 8))), code.relocations());
  }

  @Test
  void callsOfFunctionsAndKfuncsAreRelocated() {
    Code code =
        assemble(
            List.of(
                call(new Callee.Local("pick")),
                call(new Callee.Kfunc("bpf_sock_destroy")),
                call(new Callee.Helper(7)),
                new LinearCode.Exit(null)));
    assertEquals(
        List.of(
            new Relocation(0, new Relocation.Target.FunctionRef("pick")),
            new Relocation(1, new Relocation.Target.KfuncRef("bpf_sock_destroy", false))),
        code.relocations());
    assertEquals(new Insn.CallHelper<Reg>(7), code.insns().get(2));
  }

  @Test
  void jumpsThatDoNotReachAreWidened() {
    List<LinearCode.Line> lines = new ArrayList<>();
    lines.add(new LinearCode.GotoIf(Condition.EQ, Width.W64, Reg.R1, Operand.imm(0), 9, NEXT));
    lines.addAll(Collections.nCopies(40_000, new LinearCode.Body(move(0, COUNT))));
    lines.add(new LinearCode.Label(9));
    lines.add(new LinearCode.Exit(NEXT));
    Code wide = assemble(lines);
    assertTrue(wide.insns().stream().anyMatch(i -> i instanceof Insn.Jump<Reg>(boolean w, _) && w));
    Diagnostics diagnostics = new Diagnostics();
    Code old =
        Assembler.assemble(
            new LinearCode("f", DECLARATION, lines), KernelVersion.V6_1, diagnostics);
    assertTrue(!diagnostics.hasErrors(), () -> diagnostics.problems().toString());
    assertTrue(old.insns().stream().noneMatch(i -> i instanceof Insn.Jump<Reg>(boolean w, _) && w));
  }

  private static Code assemble(List<LinearCode.Line> lines) {
    return Assembler.assemble(
        new LinearCode("f", DECLARATION, lines), KernelVersion.V6_12, new Diagnostics());
  }

  private static MachInsn<Reg> move(int value, Span span) {
    return new MachInsn.Plain<>(new Insn.Mov<>(Width.W32, Reg.R0, Operand.imm(value)), span);
  }

  private static LinearCode.Line call(Callee callee) {
    return new LinearCode.Body(new MachInsn.Call<>(callee, List.of(), Optional.empty(), null));
  }
}
