// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class HelpersTest {
  private static Hook hook(String name) {
    return Hooks.byName(name).orElseThrow();
  }

  private static Helper helper(String name) {
    return Helpers.byName(name).orElseThrow();
  }

  private static Optional<KernelVersion> since(String helper, String hook) {
    return Helpers.since(helper(helper), hook(hook));
  }

  @Test
  void idsAreContiguousAndNamesUnique() {
    Set<String> names = new HashSet<>();
    int expected = 1;
    for (Helper helper : Helpers.all()) {
      assertEquals(expected, helper.id(), helper.name());
      assertTrue(names.add(helper.name()), helper.name());
      assertEquals(Optional.of(helper), Helpers.byId(helper.id()));
      assertEquals(Optional.of(helper), Helpers.byName(helper.functionName()));
      assertTrue(helper.args().size() <= 5, helper.name());
      expected++;
    }
    assertEquals(212, expected);
    assertEquals(Optional.empty(), Helpers.byId(0));
    assertEquals(Optional.empty(), Helpers.byName("connect"));
  }

  @Test
  void sizesFollowTheirMemory() {
    for (Hook hook : Hooks.all()) {
      for (Helper helper : Helpers.helpersOf(hook)) {
        ArgType before = null;
        for (ArgType argument : helper.args()) {
          if (argument.size()) {
            assertTrue(before != null && before.kind() == ArgKind.MEM, helper.name());
          }
          if (argument.kind() == ArgKind.FIXED_SIZE_MEM) {
            assertTrue(argument.sizeBytes() > 0, helper.name());
          }
          before = argument;
        }
      }
    }
  }

  @Test
  void everyHookCanUseMapsAndTheClock() {
    for (Hook hook : Hooks.all()) {
      for (String name : List.of("map_lookup_elem", "map_update_elem", "ktime_get_ns")) {
        assertTrue(Helpers.allowed(helper(name), hook), hook.name() + " " + name);
      }
    }
  }

  @Test
  void tablesAgreeBothWays() {
    for (Hook hook : Hooks.all()) {
      for (Helper helper : Helpers.helpersOf(hook)) {
        assertEquals(Optional.of(helper), Helpers.at(hook, helper.name()), hook.name());
        assertTrue(Helpers.hooksOf(helper).contains(hook), hook.name());
        KernelVersion since = Helpers.since(helper, hook).orElseThrow();
        assertTrue(since.atLeast(helper.since()), helper.name());
        assertTrue(since.atLeast(hook.since()), helper.name());
      }
    }
  }

  @Test
  void countsAreTheMeasuredOnes() {
    assertEquals(139, Helpers.helpersOf(hook("tcx ingress")).size());
    assertEquals(103, Helpers.helpersOf(hook("cgroup_skb egress")).size());
    assertEquals(97, Helpers.helpersOf(hook("connect6")).size());
    assertEquals(96, Helpers.helpersOf(hook("sendmsg4")).size());
    assertEquals(94, Helpers.helpersOf(hook("getpeername6")).size());
    assertEquals(82, Helpers.helpersOf(hook("sock_release")).size());
    assertEquals(88, Helpers.helpersOf(hook("socket")).size());
  }

  @Test
  void hooksOfSocketAddressesDifferWhereTheKernelDiffers() {
    assertTrue(Helpers.allowed(helper("bind"), hook("connect4")));
    assertFalse(Helpers.allowed(helper("bind"), hook("sendmsg4")));
    assertTrue(Helpers.allowed(helper("set_retval"), hook("connect4")));
    assertTrue(Helpers.allowed(helper("set_retval"), hook("bind6")));
    assertFalse(Helpers.allowed(helper("set_retval"), hook("recvmsg4")));
    assertFalse(Helpers.allowed(helper("get_retval"), hook("getsockname6")));
    for (Hook hook : Hooks.all()) {
      if (hook.program() == ProgramType.CGROUP_SOCK_ADDR) {
        assertTrue(Helpers.allowed(helper("get_socket_cookie"), hook), hook.name());
        assertTrue(Helpers.allowed(helper("sk_storage_get"), hook), hook.name());
      }
    }
  }

  @Test
  void hooksThatGotAHelperLaterSaySo() {
    assertEquals(Optional.of(new KernelVersion(6, 13)), since("get_netns_cookie", "tc ingress"));
    assertEquals(Optional.of(new KernelVersion(5, 7)), since("get_netns_cookie", "connect4"));
    assertEquals(Optional.of(new KernelVersion(6, 2)), since("cgrp_storage_get", "connect4"));
    assertEquals(Optional.of(KernelVersion.V6_12), since("current_task_under_cgroup", "connect4"));
    assertEquals(
        Optional.of(new KernelVersion(6, 10)), since("get_ns_current_pid_tgid", "connect4"));
    assertEquals(Optional.of(new KernelVersion(6, 16)), since("send_signal", "tcx egress"));
    assertEquals(Optional.of(new KernelVersion(6, 6)), since("redirect", "tcx egress"));
    assertEquals(Optional.empty(), since("redirect", "connect4"));
    assertEquals(Optional.empty(), since("get_socket_cookie", "sk_msg"));
  }

  @Test
  void signaturesFollowTheHook() {
    Helper forContext = Helpers.at(hook("connect4"), "sk_storage_get").orElseThrow();
    assertEquals(ArgKind.BTF_ID_SOCK_COMMON, forContext.args().get(1).kind());
    Helper forSocket = Helpers.at(hook("sock_create"), "sk_storage_get").orElseThrow();
    assertEquals(ArgKind.CTX, forSocket.args().get(1).kind());
    assertTrue(forSocket.returns().nullable());
    assertEquals(ReturnKind.MAP_VALUE, forSocket.returns().kind());
    Helper assign = Helpers.at(hook("sk_lookup"), "sk_assign").orElseThrow();
    assertEquals(ArgKind.SOCKET, assign.args().get(1).kind());
    assertTrue(assign.args().get(1).nullable());
  }

  @Test
  void signaturesReadAsTheKernelDeclaresThem() {
    Helper load = helper("skb_load_bytes");
    assertEquals(
        List.of(ArgKind.CTX, ArgKind.ANYTHING, ArgKind.MEM, ArgKind.CONST_SIZE),
        load.args().stream().map(ArgType::kind).toList());
    assertTrue(load.args().get(2).uninit());
    assertTrue(load.args().get(2).writes());
    assertFalse(helper("skb_store_bytes").args().get(2).writes());
    assertEquals(8, helper("strtol").args().get(3).sizeBytes());
    assertEquals("tcp_sock", helper("skc_to_tcp_sock").returns().btfType());
    assertTrue(helper("sk_lookup_tcp").acquires());
    assertTrue(helper("ringbuf_submit").args().get(0).flags().contains(ArgFlag.RELEASE));
    assertTrue(helper("csum_diff").args().get(0).nullable());
  }

  @Test
  void packetChangingHelpersAreMarked() {
    for (String name :
        List.of("skb_store_bytes", "skb_pull_data", "l4_csum_replace", "xdp_adjust_head")) {
      assertTrue(helper(name).changesPacketData(), name);
    }
    for (String name : List.of("skb_load_bytes", "redirect_peer", "fib_lookup", "csum_diff")) {
      assertFalse(helper(name).changesPacketData(), name);
    }
  }

  @Test
  void licencesAreTheMeasuredOnes() {
    assertTrue(helper("trace_printk").gplOnly());
    assertTrue(helper("fib_lookup").gplOnly());
    assertTrue(helper("perf_event_output").gplOnly());
    assertFalse(helper("redirect_peer").gplOnly());
    assertFalse(helper("map_lookup_elem").gplOnly());
    assertFalse(helper("get_socket_cookie").gplOnly());
  }
}
