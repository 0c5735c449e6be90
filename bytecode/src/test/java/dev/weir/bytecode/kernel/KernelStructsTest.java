// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KernelStructsTest {
  @Test
  void parameterStructuresHaveTheirLayout() {
    ContextLayout fib = KernelStructs.byName("bpf_fib_lookup").orElseThrow();
    assertEquals(64, fib.sizeBytes());
    assertEquals(52, fib.field("smac").orElseThrow().offsetBytes());
    assertEquals(6, fib.field("dmac").orElseThrow().count());
    assertEquals(32, fib.field("ipv6_dst").orElseThrow().offsetBytes());
    ContextLayout tuple = KernelStructs.byName("bpf_sock_tuple").orElseThrow();
    assertEquals(10, tuple.field("ipv4_dport").orElseThrow().offsetBytes());
    assertEquals(34, tuple.field("ipv6_dport").orElseThrow().offsetBytes());
    assertEquals(Optional.empty(), KernelStructs.byName("sk_buff"));
  }

  @Test
  void socketPointersPermitWhatWasMeasured() {
    ContextLayout full = KernelStructs.pointee(FieldType.SOCKET).orElseThrow();
    ContextLayout common = KernelStructs.pointee(FieldType.SOCK_COMMON_OR_NULL).orElseThrow();
    assertEquals("bpf_sock", full.struct());
    assertTrue(full.field("mark").orElseThrow().readable());
    assertFalse(common.field("mark").orElseThrow().readable());
    assertTrue(common.field("src_port").orElseThrow().readable());
    assertEquals(Set.of(), full.field("mark").orElseThrow().writeWidths());
    ContextLayout tcp = KernelStructs.pointee(ReturnKind.TCP_SOCK).orElseThrow();
    assertEquals(Set.of(8), tcp.field("bytes_acked").orElseThrow().readWidths());
    assertEquals(Optional.empty(), KernelStructs.pointee(FieldType.PACKET));
    assertEquals(Optional.empty(), KernelStructs.pointee(ReturnKind.INTEGER));
  }

  @Test
  void fieldsLieInsideTheStructures() {
    for (String name :
        Set.of(
            "bpf_sock",
            "bpf_tcp_sock",
            "bpf_flow_keys",
            "bpf_redir_neigh",
            "bpf_timer",
            "bpf_tunnel_key",
            "bpf_xfrm_state",
            "bpf_tcp_req_attrs",
            "bpf_iter_num")) {
      ContextLayout layout = KernelStructs.byName(name).orElseThrow();
      for (ContextField field : layout.fields()) {
        assertTrue(field.endBytes() <= layout.sizeBytes(), name + " " + field.name());
        assertFalse(field.readable(), name);
      }
    }
  }
}
