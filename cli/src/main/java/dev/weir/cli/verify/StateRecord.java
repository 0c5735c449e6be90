// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.verify;

import dev.weir.bytecode.isa.Disassembler;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.state.State;
import dev.weir.verifier.state.StateText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What the model knew before each instruction, on the different paths that led there.
public final class StateRecord {
  /// More states of one instruction than a reader takes in are only counted.
  private static final int SHOWN = 4;

  private final Map<Integer, Set<String>> bySlot = new TreeMap<>();
  private final Map<Integer, Integer> visits = new TreeMap<>();

  /// Takes note of a state.
  public void before(int slot, State state) {
    visits.merge(slot, 1, Integer::sum);
    Set<String> known = bySlot.computeIfAbsent(slot, _ -> new LinkedHashSet<>());
    if (known.size() < SHOWN) {
      known.add(StateText.of(state));
    }
  }

  /// The instructions, the states above each.
  public List<String> lines(ProgramImage image) {
    Disassembler.Options options =
        Disassembler.Options.PLAIN
            .withSlots()
            .withHelperNames(id -> Helpers.byId(id).map(Helper::name))
            .withBefore(this::before);
    return Disassembler.print(image.insns(), options).lines().toList();
  }

  private List<String> before(int slot) {
    List<String> lines = new ArrayList<>();
    Set<String> known = bySlot.getOrDefault(slot, Set.of());
    known.forEach(state -> lines.add("    ; " + state));
    int times = visits.getOrDefault(slot, 0);
    if (times == 0) {
      lines.add("    ; never reached");
    } else if (known.size() == SHOWN && times > SHOWN) {
      lines.add("    ; ... " + times + " visits");
    }
    return lines;
  }

  /// What is known before each instruction, one text a path.
  public Map<Integer, List<String>> bySlot() {
    Map<Integer, List<String>> copy = new TreeMap<>();
    bySlot.forEach((slot, states) -> copy.put(slot, List.copyOf(states)));
    return copy;
  }

  /// The states by instruction.
  public Map<String, Object> json() {
    Map<String, Object> json = new TreeMap<>(Comparator.comparingInt(Integer::parseInt));
    bySlot.forEach((slot, states) -> json.put(Integer.toString(slot), List.copyOf(states)));
    return json;
  }
}
