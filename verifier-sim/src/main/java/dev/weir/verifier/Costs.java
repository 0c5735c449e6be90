// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier;

import dev.weir.verifier.explore.Counts;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.structure.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Shares what an exploration cost among functions and loops.
final class Costs {
  private Costs() {}

  static Cost of(ProgramImage image, Structure structure, Counts counts) {
    Map<Integer, Integer> byFunction = counts.grouped(structure::function);
    List<Cost.OfFunction> functions = new ArrayList<>();
    for (int i = 0; i < image.functions().size(); i++) {
      FunctionImage function = image.functions().get(i);
      functions.add(
          new Cost.OfFunction(
              function.name(),
              function.start(),
              byFunction.getOrDefault(i, 0),
              structure.depths().depth(i)));
    }
    return new Cost(
        counts.instructions(),
        counts.totalStates(),
        counts.peakStates(),
        structure.depths().combined(),
        functions,
        loops(structure, counts));
  }

  private static List<Cost.OfLoop> loops(Structure structure, Counts counts) {
    Map<Integer, Integer> byLoop = counts.grouped(structure::loop);
    List<Cost.OfLoop> loops = new ArrayList<>();
    List<Integer> seen = new ArrayList<>();
    for (int slot = 0; slot < structure.size(); slot++) {
      int loop = structure.loop(slot);
      if (loop == 0 || seen.contains(loop)) {
        continue;
      }
      seen.add(loop);
      int last = slot;
      for (int at = slot; at < structure.size(); at++) {
        last = structure.loop(at) == loop ? at : last;
      }
      loops.add(new Cost.OfLoop(slot, last, counts.bySlot()[slot], byLoop.getOrDefault(loop, 0)));
    }
    return loops;
  }
}
