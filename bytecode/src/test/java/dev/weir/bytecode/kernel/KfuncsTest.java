// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class KfuncsTest {
  private static Hook hook(String name) {
    return Hooks.byName(name).orElseThrow();
  }

  private static Kfunc kfunc(String name) {
    return Kfuncs.byName(name).orElseThrow(() -> new AssertionError("no kfunc " + name));
  }

  @Test
  void theNetworkingFunctionsAreThere() {
    for (String name :
        List.of(
            "bpf_sk_assign_tcp_reqsk",
            "bpf_dynptr_from_skb",
            "bpf_dynptr_from_xdp",
            "bpf_dynptr_slice",
            "bpf_sock_destroy",
            "bpf_sock_addr_set_sun_path",
            "bpf_iter_num_new",
            "bpf_iter_num_next",
            "bpf_iter_num_destroy",
            "bpf_rcu_read_lock",
            "bpf_rcu_read_unlock",
            "bpf_cast_to_kern_ctx",
            "bpf_rdonly_cast",
            "bpf_skb_ct_lookup",
            "bpf_ct_release",
            "bpf_xdp_pull_data")) {
      assertTrue(Kfuncs.byName(name).isPresent(), name);
    }
  }

  @Test
  void namesAreSortedAndUnique() {
    List<String> names = Kfuncs.all().stream().map(Kfunc::name).toList();
    assertEquals(List.copyOf(new TreeSet<>(names)), names);
  }

  @Test
  void everyFunctionButTheIteratorsOwnServesSomeHook() {
    for (Kfunc kfunc : Kfuncs.all()) {
      boolean used = Hooks.all().stream().anyMatch(hook -> Kfuncs.allowed(kfunc, hook));
      assertTrue(used || kfunc.name().equals("bpf_sock_destroy"), kfunc.name());
    }
  }

  @Test
  void availabilityFollowsHookAndKernel() {
    Kfunc fromSkb = kfunc("bpf_dynptr_from_skb");
    assertEquals(Optional.of(new KernelVersion(6, 4)), Kfuncs.since(fromSkb, hook("tc ingress")));
    assertEquals(Optional.of(KernelVersion.V6_6), Kfuncs.since(fromSkb, hook("tcx ingress")));
    assertEquals(Optional.empty(), Kfuncs.since(fromSkb, hook("xdp")));
    Kfunc reqsk = kfunc("bpf_sk_assign_tcp_reqsk");
    assertTrue(Kfuncs.allowed(reqsk, hook("tc ingress")));
    assertFalse(Kfuncs.allowed(reqsk, hook("connect4")));
    assertTrue(Kfuncs.allowed(kfunc("bpf_sock_addr_set_sun_path"), hook("connect_unix")));
    assertFalse(Kfuncs.allowed(kfunc("bpf_sock_destroy"), hook("connect4")));
    assertFalse(Kfuncs.allowed(fromSkb, hook("connect4")));
    Kfunc acquire = kfunc("bpf_cgroup_acquire");
    assertEquals(Optional.of(new KernelVersion(6, 2)), Kfuncs.since(acquire, hook("tc ingress")));
    assertEquals(Optional.of(KernelVersion.V6_12), Kfuncs.since(acquire, hook("connect4")));
    assertEquals(Optional.empty(), Kfuncs.since(acquire, hook("sk_msg")));
  }

  @Test
  void signaturesAndFlagsAreRead() {
    Kfunc next = kfunc("bpf_iter_num_next");
    assertTrue(next.has(KfuncFlag.ITER_NEXT));
    assertTrue(next.has(KfuncFlag.RET_NULL));
    assertEquals("int *", next.returns());
    Kfunc slice = kfunc("bpf_dynptr_slice");
    assertEquals(4, slice.args().size());
    assertTrue(slice.args().get(3).hasSuffix("szk"));
    assertTrue(slice.args().get(0).pointer());
    assertEquals("const struct bpf_dynptr *", slice.args().get(0).type());
    assertEquals(List.of(), kfunc("bpf_rcu_read_lock").args());
    assertTrue(kfunc("bpf_skb_ct_lookup").has(KfuncFlag.ACQUIRE));
    for (Kfunc kfunc : Kfuncs.all()) {
      assertTrue(kfunc.args().size() <= 5, kfunc.name());
      for (KfuncArg argument : kfunc.args()) {
        assertFalse(argument.name().isEmpty(), kfunc.name());
      }
    }
  }
}
