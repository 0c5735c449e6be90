// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.Code;
import dev.weir.compiler.emit.BtfBuilder;
import dev.weir.compiler.emit.ObjectBuilder;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrModule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// The checker accepts what the allocator makes; and code from which an added move was taken out
/// either fails the check or still does what the IR says.
final class AllocationCheckTest {
  private static final RandomModule.Shape SHAPE = new RandomModule.Shape(7, 20, 1, true);
  private static final int BREAKS = 12;

  @Property(tries = 60)
  void whatPassesTheCheckKeepsItsMeaning(@ForAll long seed) {
    IrModule module = RandomModule.of(seed, SHAPE, KernelVersion.V6_12);
    MachFunction<VReg> selected = main(module);
    Allocation allocation = Allocator.allocate(selected, new Diagnostics());
    assertEquals(List.of(), AllocationCheck.check(selected, allocation));
    Random random = new Random(seed);
    for (int i = 0; i < BREAKS; i++) {
      List<MachBlock<Reg>> blocks = allocation.function().blocks();
      MachBlock<Reg> block = blocks.get(random.nextInt(blocks.size()));
      List<Integer> origins = Lookup.in(allocation.origins(), block.id());
      int at = origins.indexOf(Allocation.ADDED);
      if (at >= 0) {
        Allocation broken = without(allocation, block, at);
        if (AllocationCheck.check(selected, broken).isEmpty()) {
          runs(module, object(module, broken), seed);
        }
      }
    }
  }

  /// Nothing differs; a slot or register may be copied that holds nothing when nobody needs the
  /// copy.
  private static void runs(IrModule module, BpfObject object, long seed) {
    try {
      BackendSemanticsTest.compare(module, object, seed);
    } catch (IllegalStateException e) {
      String message = String.valueOf(e.getMessage());
      assertTrue(
          message.startsWith("read of unwritten memory") || message.endsWith("holds nothing"),
          e::toString);
    }
  }

  private static BpfObject object(IrModule module, Allocation main) {
    MachTarget target = MachTarget.of(module);
    Map<String, Code> code = new HashMap<>();
    for (IrFunction function : module.functions()) {
      MachFunction<Reg> allocated =
          function.name().equals("main")
              ? main.function()
              : Allocator.allocate(Selector.select(function, target), new Diagnostics()).function();
      code.put(
          function.name(),
          Assembler.assemble(Linearizer.linearize(allocated), module.target(), new Diagnostics()));
    }
    return ObjectBuilder.build(module, code, BtfBuilder.build(module));
  }

  @Test
  void aWrongRegisterIsNamed() {
    MachFunction<VReg> selected = main(RandomModule.of(1, SHAPE, KernelVersion.V6_12));
    Allocation allocation = Allocator.allocate(selected, new Diagnostics());
    MachBlock<Reg> entry = allocation.function().blocks().getFirst();
    List<String> wrong =
        AllocationCheck.check(selected, without(allocation, entry, entry.insns().size() - 1));
    assertTrue(wrong.stream().anyMatch(line -> line.startsWith("b")), wrong::toString);
  }

  private static MachFunction<VReg> main(IrModule module) {
    return Selector.select(module.functions().getLast(), MachTarget.of(module));
  }

  private static Allocation without(Allocation allocation, MachBlock<Reg> block, int index) {
    List<MachInsn<Reg>> insns = new ArrayList<>(block.insns());
    insns.remove(index);
    List<Integer> origins = new ArrayList<>(Lookup.in(allocation.origins(), block.id()));
    origins.remove(index);
    Map<Integer, List<Integer>> all = new HashMap<>(allocation.origins());
    all.put(block.id(), origins);
    List<MachBlock<Reg>> blocks = new ArrayList<>(allocation.function().blocks());
    blocks.replaceAll(
        b -> b.id() == block.id() ? new MachBlock<>(b.id(), List.of(), insns, b.terminator()) : b);
    return new Allocation(allocation.function().with(blocks), all);
  }
}
