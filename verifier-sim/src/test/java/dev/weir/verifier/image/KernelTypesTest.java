// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.kernel.Kfunc;
import dev.weir.bytecode.kernel.Kfuncs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class KernelTypesTest {
  private static final Path KERNEL = Path.of("/sys/kernel/btf/vmlinux");
  private static final KernelTypes TYPES = KernelTypes.of(new KernelVersion(6, 18));

  @Test
  void structuresOfNetworkingProgramsAreThereInFull() {
    for (String name :
        List.of(
            "sk_buff",
            "sock",
            "sock_common",
            "tcp_sock",
            "udp6_sock",
            "unix_sock",
            "task_struct",
            "cgroup",
            "bpf_map",
            "socket",
            "net_device",
            "bpf_sock_addr_kern",
            "sock_cgroup_data")) {
      int id = TYPES.struct(name).orElseThrow(() -> new AssertionError("no struct " + name));
      BtfType.Struct struct = assertInstanceOf(BtfType.Struct.class, TYPES.btf().type(id));
      assertFalse(struct.members().isEmpty(), name);
    }
  }

  @Test
  void kernelFunctionsOfTheRunningVersionHaveTheirPrototypes() {
    List<String> missing =
        Kfuncs.all().stream()
            .map(Kfunc::name)
            .filter(name -> !name.contains("_ct_") && !name.contains("_nat_"))
            .filter(name -> TYPES.function(name).isEmpty())
            .toList();
    assertEquals(List.of(), missing);
  }

  @Test
  void hooksOfLsmProgramsAreThere() {
    assertTrue(TYPES.function("bpf_lsm_socket_sendmsg").isPresent());
  }

  @Test
  void whatIsFarAwayIsThereByName() {
    assertFalse(TYPES.complete());
    assertTrue(
        TYPES.find(BtfType.Forward.class, "ext4_inode_info").isPresent()
            || TYPES.find(BtfType.Forward.class, "module").isPresent());
  }

  @Test
  void everyIdLeadsToAType() {
    for (int id = 1; id <= TYPES.btf().types().size(); id++) {
      TYPES.btf().sizeBytes(id);
      TYPES.nameOf(id);
    }
    assertTrue(TYPES.nameOf(0).isEmpty());
  }

  @Test
  void aWholeKernelCanBeReadInstead() throws Exception {
    Assumptions.assumeTrue(Files.isReadable(KERNEL), "no " + KERNEL);
    KernelTypes all = KernelTypes.fromFile(KERNEL);
    assertTrue(all.complete());
    assertTrue(all.btf().types().size() > TYPES.btf().types().size());
    int id = all.function("bpf_dynptr_from_skb").orElseThrow();
    assertEquals("bpf_dynptr_from_skb", all.nameOf(id).orElseThrow());
  }
}
