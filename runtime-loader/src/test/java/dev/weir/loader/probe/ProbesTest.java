// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProbesTest {
  @Test
  void everyProbeSaysWhatItFoundAndHowToMendIt() {
    List<Probe> probes = Probes.run();
    Set<String> names = new HashSet<>();
    for (Probe probe : probes) {
      names.add(probe.name());
      assertFalse(probe.found().isBlank(), probe.toString());
      assertFalse(probe.state() == Probe.State.MISSING && probe.fix().isBlank(), probe.toString());
    }
    assertEquals(probes.size(), names.size());
  }
}
