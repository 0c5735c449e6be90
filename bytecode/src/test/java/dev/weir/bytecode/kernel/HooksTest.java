// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class HooksTest {
  private static final List<String> SOCK_ADDR =
      List.of("bind", "connect", "sendmsg", "recvmsg", "getpeername", "getsockname");

  private static Hook hook(String name) {
    return Hooks.byName(name).orElseThrow(() -> new AssertionError("no hook " + name));
  }

  private static ContextField field(String hook, String field) {
    return hook(hook).context().field(field).orElseThrow();
  }

  @Test
  void everyNetworkingHookIsThere() {
    List<String> names = new ArrayList<>();
    for (String kind : SOCK_ADDR) {
      names.addAll(List.of(kind + "4", kind + "6"));
      if (!kind.equals("bind")) {
        names.add(kind + "_unix");
      }
    }
    names.addAll(
        List.of(
            "tc ingress",
            "tc egress",
            "tcx ingress",
            "tcx egress",
            "netkit primary",
            "netkit peer",
            "xdp",
            "sock_create",
            "sock_release",
            "post_bind4",
            "post_bind6",
            "cgroup_skb ingress",
            "cgroup_skb egress",
            "sockops",
            "sk_msg",
            "sk_skb",
            "sk_lookup",
            "socket",
            "getsockopt",
            "setsockopt",
            "lsm_cgroup",
            "lwt_in",
            "lwt_out",
            "lwt_xmit",
            "lwt_seg6local",
            "flow_dissector",
            "sk_reuseport"));
    for (String name : names) {
      assertTrue(Hooks.byName(name).isPresent(), name);
    }
  }

  @Test
  void sectionsLeadBackToTheirHook() {
    Map<String, String> shared = Map.of("tc", "tc ingress", "classifier", "tc ingress");
    for (Hook hook : Hooks.all()) {
      List<String> sections = new ArrayList<>(hook.sectionAliases());
      sections.add(hook.section());
      for (String section : sections) {
        String expected = shared.getOrDefault(section, hook.name());
        assertEquals(expected, Hooks.bySection(section).orElseThrow().name(), section);
      }
    }
    assertEquals("connect4", Hooks.bySection("?cgroup/connect4").orElseThrow().name());
    assertEquals("lsm_cgroup", Hooks.bySection("lsm_cgroup/socket_sendmsg").orElseThrow().name());
    assertEquals(Optional.empty(), Hooks.bySection("cgroup/connect4/x"));
    assertEquals(Optional.empty(), Hooks.bySection("connect4"));
  }

  @Test
  void sectionsOfOneWordMayGoOn() {
    Map<String, String> sections =
        Map.of(
            "xdp/entry", "xdp",
            "tc/tail", "tc ingress",
            "classifier_lb", "tc ingress",
            "socket1", "socket",
            "xdp.frags/devmap", "xdp devmap",
            "tc/egress", "tcx egress");
    sections.forEach((section, hook) ->
        assertEquals(hook, Hooks.bySection(section).orElseThrow().name(), section));
    assertEquals(Optional.empty(), Hooks.bySection("socketry"));
    assertEquals(Optional.empty(), Hooks.bySection("netkit/tail"));
  }

  @Test
  void programAndAttachTypesAreNotNewerThanTheHook() {
    Set<String> seen = new HashSet<>();
    for (Hook hook : Hooks.all()) {
      assertTrue(hook.since().atLeast(hook.program().since()), hook.name());
      if (hook.attach().isPresent()) {
        assertTrue(seen.add(hook.program() + " " + hook.attach().get()), hook.name());
      }
    }
    assertEquals(Optional.empty(), hook("tc ingress").attach());
    assertEquals(new KernelVersion(6, 6), hook("tcx ingress").since());
    assertEquals(new KernelVersion(6, 7), hook("netkit peer").since());
  }

  @Test
  void verdictsLieInTheReturnRange() {
    for (Hook hook : Hooks.all()) {
      Set<String> names = new HashSet<>();
      for (Verdict verdict : hook.verdicts()) {
        assertTrue(hook.returns().contains(verdict.value()), hook.name() + " " + verdict);
        assertTrue(names.add(verdict.name()), hook.name() + " " + verdict);
      }
    }
    assertEquals(2, hook("tcx egress").verdict("drop").orElseThrow().value());
    assertEquals(-1, hook("tcx egress").verdict("next").orElseThrow().value());
    assertEquals(7, hook("tc ingress").verdict("redirect").orElseThrow().value());
    assertEquals(Optional.empty(), hook("recvmsg4").verdict("deny"));
  }

  @Test
  void exitRangesAreTheMeasuredOnes() {
    for (String family : List.of("4", "6")) {
      assertEquals(new ReturnRange(0, 3), hook("bind" + family).returns());
      assertEquals(new ReturnRange(0, 1), hook("connect" + family).returns());
      assertEquals(new ReturnRange(0, 1), hook("sendmsg" + family).returns());
      assertEquals(new ReturnRange(1, 1), hook("recvmsg" + family).returns());
      assertEquals(new ReturnRange(1, 1), hook("getpeername" + family).returns());
      assertEquals(new ReturnRange(1, 1), hook("getsockname" + family).returns());
    }
    assertEquals(new ReturnRange(0, 1), hook("cgroup_skb ingress").returns());
    assertEquals(new ReturnRange(0, 3), hook("cgroup_skb egress").returns());
    assertTrue(hook("tcx ingress").returns().any());
    assertTrue(hook("sk_msg").returns().any());
  }

  @Test
  void contextFieldsAndAccessesLieInsideTheStructure() {
    for (Hook hook : Hooks.all()) {
      ContextLayout context = hook.context();
      for (ContextField field : context.fields()) {
        assertTrue(field.endBytes() <= context.sizeBytes(), hook.name() + " " + field);
        assertEquals(0, field.offsetBytes() % field.sizeBytes(), hook.name() + " " + field);
        assertTrue(field.valueBytes() <= field.sizeBytes(), hook.name() + " " + field);
        if (field.writable() && !field.readable()) {
          throw new AssertionError(hook.name() + " can write but not read " + field.name());
        }
      }
      for (AccessMap access : List.of(context.reads(), context.writes())) {
        for (int offset = 0; offset < access.digits().length(); offset++) {
          for (int width : access.widthsAt(offset)) {
            assertEquals(0, offset % width, hook.name() + " at " + offset);
            assertTrue(offset + width <= context.sizeBytes(), hook.name() + " at " + offset);
          }
        }
      }
    }
  }

  @Test
  void sockAddrFieldsFollowTheFamilyOfTheHook() {
    for (String kind : SOCK_ADDR) {
      assertEquals(Set.of(1, 2, 4), field(kind + "4", "user_ip4").readWidths());
      assertEquals(Set.of(4), field(kind + "4", "user_ip4").writeWidths());
      assertFalse(field(kind + "4", "user_ip6").readable());
      assertEquals(Set.of(1, 2, 4, 8), field(kind + "6", "user_ip6").readWidths());
      assertEquals(Set.of(4, 8), field(kind + "6", "user_ip6").writeWidths());
      assertFalse(field(kind + "6", "user_ip4").readable());
      for (String family : List.of("4", "6")) {
        assertEquals(Set.of(4), field(kind + family, "user_port").writeWidths());
        assertEquals(2, field(kind + family, "user_port").valueBytes());
        assertEquals(FieldOrder.BIG, field(kind + family, "user_port").order());
        assertEquals(Set.of(4), field(kind + family, "protocol").readWidths());
        assertFalse(field(kind + family, "protocol").writable());
        assertEquals(FieldType.SOCKET, field(kind + family, "sk").type());
      }
    }
  }

  @Test
  void theSourceAddressOfAMessageExistsOnlyWhereItIsSent() {
    assertEquals(
        List.of("sendmsg4"), Hooks.readingField("msg_src_ip4").stream().map(Hook::name).toList());
    assertEquals(
        List.of("sendmsg6"), Hooks.readingField("msg_src_ip6").stream().map(Hook::name).toList());
    // The array starts at 44, so only its middle can be read eight bytes at a time.
    ContextLayout sendmsg6 = hook("sendmsg6").context();
    assertFalse(sendmsg6.reads().allows(44, 8));
    assertTrue(sendmsg6.reads().allows(48, 8));
    assertFalse(sendmsg6.reads().allows(52, 8));
  }

  @Test
  void schedClsContextIsTheMeasuredOne() {
    Set<String> writable = new TreeSet<>();
    for (ContextField field : hook("tcx ingress").context().fields()) {
      if (field.writable()) {
        writable.add(field.name());
      }
    }
    assertEquals(
        Set.of("mark", "queue_mapping", "priority", "tc_index", "cb", "tc_classid", "tstamp"),
        writable);
    assertEquals(Set.of(4), field("tcx ingress", "data").readWidths());
    assertEquals(Set.of(1), field("tcx ingress", "tstamp_type").readWidths());
    assertEquals(Set.of(1, 2, 4, 8), field("tcx ingress", "cb").writeWidths());
    assertFalse(field("tcx ingress", "remote_ip4").readable());
    assertTrue(field("cgroup_skb egress", "remote_ip4").readable());
    assertFalse(field("cgroup_skb egress", "data_meta").readable());
    assertFalse(field("socket", "data").readable());
  }

  @Test
  void loadsYieldTheTypeOfTheField() {
    ContextLayout context = hook("tcx ingress").context();
    assertEquals(Optional.of(FieldType.PACKET), context.load(76, 4));
    assertEquals(Optional.of(FieldType.PACKET_END), context.load(80, 4));
    assertEquals(Optional.of(FieldType.SOCK_COMMON_OR_NULL), context.load(168, 8));
    assertEquals(Optional.of(FieldType.SCALAR), context.load(1, 1));
    assertEquals(Optional.empty(), context.load(76, 8));
    assertEquals(Optional.empty(), context.load(-4, 4));
    assertEquals(Optional.empty(), context.load(4000, 4));
    assertEquals(Optional.empty(), context.load(0, 3));
  }

  @Test
  void postBindSeesTheAddressOfItsFamily() {
    assertTrue(field("post_bind4", "src_ip4").readable());
    assertFalse(field("post_bind4", "src_ip6").readable());
    assertTrue(field("post_bind6", "src_ip6").readable());
    assertFalse(field("post_bind6", "src_ip4").readable());
    assertTrue(field("sock_create", "mark").writable());
    assertFalse(field("post_bind4", "mark").writable());
  }

  @Test
  void onlySomeHooksMayWriteThePacket() {
    assertEquals(PacketAccess.WRITE, hook("tcx egress").packet());
    assertEquals(PacketAccess.WRITE, hook("xdp").packet());
    assertEquals(PacketAccess.READ, hook("cgroup_skb egress").packet());
    assertEquals(PacketAccess.NONE, hook("socket").packet());
    for (Hook hook : Hooks.all()) {
      boolean pointers =
          hook.context().fields().stream()
              .anyMatch(field -> field.type() == FieldType.PACKET && field.readable());
      assertEquals(pointers, hook.packet() != PacketAccess.NONE, hook.name());
    }
  }
}
