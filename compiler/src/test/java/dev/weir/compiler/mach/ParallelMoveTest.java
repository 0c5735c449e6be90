// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.compiler.mach.ParallelMove.Move;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Moves in order do what the same moves at once would do, whatever cycles they have.
final class ParallelMoveTest {
  private static final int SCRATCH = -200;

  @Property(tries = 2000)
  void orderedMovesEqualMovesAtOnce(@ForAll long seed) {
    Random random = new Random(seed);
    List<Place> places = places();
    Collections.shuffle(places, random);
    List<Move> moves = new ArrayList<>();
    for (int i = random.nextInt(1, 9); i > 0; i--) {
      moves.add(new Move(places.get(random.nextInt(places.size())), places.get(i)));
    }
    Set<Place> free = new HashSet<>(places);
    moves.forEach(move -> free.removeAll(List.of(move.from(), move.to())));
    free.removeIf(_ -> random.nextBoolean());
    Map<Place, Place> expected = new HashMap<>();
    places.forEach(place -> expected.put(place, place));
    moves.forEach(move -> expected.put(move.to(), move.from()));
    Map<Place, Place> actual = new HashMap<>();
    places.forEach(place -> actual.put(place, place));
    ParallelMove.Sequence sequence =
        ParallelMove.order(moves, reg -> free.contains(new Place.InRegister(reg)), SCRATCH, null);
    sequence.insns().forEach(insn -> run(insn, actual));
    for (Place place : places) {
      if (!free.contains(place)) {
        assertEquals(expected.get(place), actual.get(place), () -> place + " after " + moves);
      }
    }
  }

  private static List<Place> places() {
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      places.add(new Place.InRegister(Reg.of(i)));
      places.add(new Place.InFrame(-8 * (i + 1)));
    }
    return places;
  }

  private static void run(MachInsn<Reg> insn, Map<Place, Place> content) {
    switch (insn) {
      case MachInsn.Copy<Reg>(Reg dst, Reg src, _) ->
          content.put(new Place.InRegister(dst), content.get(new Place.InRegister(src)));
      case MachInsn.Plain<Reg>(Insn.Load<Reg> load, _, _) ->
          content.put(
              new Place.InRegister(load.dst()), content.get(new Place.InFrame(load.offset())));
      case MachInsn.Plain<Reg>(Insn.Store<Reg> store, _, _)
          when store.src() instanceof Operand.Register<Reg>(Reg src) ->
          content.put(new Place.InFrame(store.offset()), content.get(new Place.InRegister(src)));
      default -> throw new IllegalStateException("not a move: " + insn);
    }
  }
}
