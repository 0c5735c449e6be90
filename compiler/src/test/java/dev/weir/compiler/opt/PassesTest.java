// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.kernel.Helpers;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PassesTest {
  private final List<String> names = Passes.all().stream().map(Pass::name).toList();

  @Test
  void namesAreUnique() {
    assertEquals(names.size(), new HashSet<>(names).size());
  }

  @Test
  void theOrderKeepsItsConstraints() {
    for (Passes.Before constraint : Passes.CONSTRAINTS) {
      assertTrue(names.contains(constraint.first()), constraint.first());
      assertTrue(names.contains(constraint.second()), constraint.second());
      assertTrue(
          names.indexOf(constraint.first()) < names.indexOf(constraint.second()),
          constraint.toString());
      assertFalse(constraint.why().isEmpty());
    }
  }

  @Test
  void onlyWhatLaterStagesNeedIsRequired() {
    assertEquals(
        List.of("inlining"), Passes.all().stream().filter(Pass::required).map(Pass::name).toList());
  }

  @Test
  void helpersWithoutEffectAreTheOnesMeant() {
    assertEquals(
        List.of(
            "get_current_cgroup_id",
            "get_current_pid_tgid",
            "get_current_uid_gid",
            "get_numa_node_id",
            "get_prandom_u32",
            "get_smp_processor_id",
            "jiffies64",
            "ktime_get_boot_ns",
            "ktime_get_coarse_ns",
            "ktime_get_ns",
            "ktime_get_tai_ns"),
        names(Effects.DROPPABLE));
    assertEquals(
        List.of("csum_diff", "get_netns_cookie", "get_socket_cookie", "map_lookup_elem"),
        names(Effects.READING));
  }

  private static List<String> names(java.util.Set<Integer> helpers) {
    return helpers.stream()
        .map(Helpers::byId)
        .flatMap(Optional::stream)
        .map(helper -> helper.name())
        .sorted()
        .toList();
  }
}
