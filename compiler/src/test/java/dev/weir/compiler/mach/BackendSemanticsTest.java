// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.compiler.Backend;
import dev.weir.compiler.BackendOptions;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.text.IrPrinter;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Compiled code does what the IR says, on random modules; every allocation passes its check.
final class BackendSemanticsTest {
  private static final BackendOptions CHECKED = new BackendOptions(true, (_, _, _) -> {});

  @Property(tries = 300)
  void smallFunctionsKeepTheirMeaning(@ForAll long seed) {
    compare(seed, new RandomModule.Shape(2, 8, 1, true), KernelVersion.V6_12);
  }

  @Property(tries = 200)
  void functionsWithMoreValuesThanRegistersKeepTheirMeaning(@ForAll long seed) {
    compare(seed, new RandomModule.Shape(9, 30, 2, true), KernelVersion.V6_12);
  }

  @Property(tries = 100)
  void longFunctionsKeepTheirMeaning(@ForAll long seed) {
    compare(seed, new RandomModule.Shape(5, 80, 3, true), KernelVersion.V6_18);
  }

  @Property(tries = 100)
  void codeForOldKernelsKeepsItsMeaning(@ForAll long seed) {
    compare(seed, new RandomModule.Shape(6, 30, 1, true), KernelVersion.V6_1);
  }

  static void compare(long seed, RandomModule.Shape shape, KernelVersion target) {
    IrModule module = RandomModule.of(seed, shape, target);
    Diagnostics diagnostics = new Diagnostics();
    BpfObject object = Backend.compile(module, CHECKED, diagnostics);
    assertTrue(!diagnostics.hasErrors(), () -> diagnostics.problems().toString());
    compare(module, object, seed);
  }

  /// Runs the module and the object on the same random contexts.
  static void compare(IrModule module, BpfObject object, long seed) {
    Random random = new Random(seed ^ 0x5eed);
    for (int run = 0; run < 3; run++) {
      byte[] context = new byte[192];
      random.nextBytes(context);
      Memory expectedMemory = memory(module, context);
      Memory actualMemory = memory(module, context);
      long expected = new IrMachine(module, expectedMemory).run("main", List.of(Memory.CONTEXT));
      long actual = new CodeMachine(object, actualMemory).run("main", List.of(Memory.CONTEXT));
      assertEquals(expected, actual, () -> "result of\n" + IrPrinter.print(module));
      for (int i = 0; i < GlobalLayout.of(module).sections().size(); i++) {
        long base = Memory.DATA + 0x1_0000L * i;
        assertArrayEquals(
            expectedMemory.content(base),
            actualMemory.content(base),
            () -> "globals after\n" + IrPrinter.print(module));
      }
    }
  }

  static Memory memory(IrModule module, byte[] context) {
    Memory memory = new Memory();
    memory.add(Memory.CONTEXT, context);
    GlobalLayout layout = GlobalLayout.of(module);
    for (GlobalLayout.Section section : layout.sections()) {
      byte[] content = new byte[section.sizeBytes()];
      for (var global : section.globals()) {
        byte[] initial = global.initial();
        System.arraycopy(initial, 0, content, layout.place(global.name()).offset(), initial.length);
      }
      memory.add(IrMachine.dataBase(layout, section.name()), content);
    }
    return memory;
  }
}
