// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.compiler.ir.IrCheck;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.text.IrParser;
import dev.weir.compiler.ir.text.IrPrinter;
import dev.weir.compiler.opt.IrInterpreter.Outcome;
import dev.weir.compiler.opt.IrInterpreter.World;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// What holds for all programs: passes change what a program does in nothing, and keep the
/// invariants.
class OptimizerPropertiesTest {

  @Property(tries = 400)
  void textRoundTrips(@ForAll long seed) {
    IrModule module = RandomFunctions.module(seed);
    assertEquals(List.of(), IrCheck.check(module));
    assertEquals(module, IrParser.parse(IrPrinter.print(module)));
  }

  @Property(tries = 1000)
  void everyPassKeepsMeaningAndInvariants(@ForAll long seed) {
    IrModule module = RandomFunctions.module(seed);
    PassContext context = new PassContext(module.target(), module);
    IrFunction current = main(module);
    List<Outcome> expected = outcomes(module, current, seed);
    for (int round = 0; round < 3; round++) {
      for (Pass pass : round == 0 ? Passes.all() : Passes.REPEATED) {
        IrFunction before = current;
        current = pass.body().apply(before, context);
        assertSame(pass.name(), module, before, current, expected, seed);
      }
    }
  }

  @Property(tries = 1000)
  void eachPassAloneKeepsMeaningAndInvariants(@ForAll long seed) {
    IrModule module = RandomFunctions.module(seed);
    PassContext context = new PassContext(module.target(), module);
    IrFunction before = Passes.INLINING.body().apply(main(module), context);
    List<Outcome> expected = outcomes(module, main(module), seed);
    for (Pass pass : Passes.REPEATED) {
      IrFunction after = pass.body().apply(before, context);
      assertSame(pass.name(), module, before, after, expected, seed);
    }
  }

  @Property(tries = 600)
  void thePipelineKeepsMeaningAndComesToRest(@ForAll long seed) {
    IrModule module = RandomFunctions.module(seed);
    List<Outcome> expected = outcomes(module, main(module), seed);
    IrModule optimised = Optimizer.optimize(module, OptimizerOptions.DEFAULT.checked());
    assertSame("optimizer", module, main(module), main(optimised), expected, seed);
    assertEquals(
        IrPrinter.print(optimised),
        IrPrinter.print(Optimizer.optimize(optimised, OptimizerOptions.DEFAULT)),
        "a second run changes nothing");
  }

  private static IrFunction main(IrModule module) {
    return module.functions().getLast();
  }

  private static void assertSame(
      String what,
      IrModule module,
      IrFunction before,
      IrFunction after,
      List<Outcome> expected,
      long seed) {
    String text = what + "\n" + IrPrinter.print(before) + "\n=>\n" + IrPrinter.print(after);
    assertEquals(List.of(), IrCheck.check(after), text);
    assertEquals(expected, outcomes(module, after, seed), text);
  }

  private static List<Outcome> outcomes(IrModule module, IrFunction function, long seed) {
    Random random = new Random(seed);
    return List.of(
        outcome(module, function, random, RandomFunctions.PACKET_BYTES),
        outcome(module, function, random, 20),
        outcome(module, function, random, random.nextInt(80)));
  }

  private static Outcome outcome(
      IrModule module, IrFunction function, Random random, int packetBytes) {
    byte[] context = new byte[32];
    byte[] packet = new byte[packetBytes];
    random.nextBytes(context);
    random.nextBytes(packet);
    Map<Long, byte[]> map =
        new TreeMap<>(Map.of(0L, new byte[8], 1L, new byte[] {1, 2, 3, 4, 5, 6, 7, -1}));
    long narrow = random.nextInt() & 0xffff_ffffL;
    return IrInterpreter.run(
        module, function, new World(context, packet, map), narrow, random.nextLong());
  }
}
