// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.link.LinkException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What random programs once showed the virtual machine to do otherwise than the kernel, as small
/// as it could be made.
@Tag("kernel")
final class FoundProgramsTest {
  @BeforeAll
  static void needsPrivilege() {
    SideBySide.assumeKernel(KernelVersion.V6_18);
  }

  static Stream<Named<String>> programs() {
    return Stream.of(
        Named.of(
            "a prefix longer than the map's",
            """
            .license "GPL"
            .map lpm lpm_trie key 8 value 8 entries 16 flags 0x1
            .program main section "tc"
              *(u64 *)(r10 - 8) = 4
              *(u64 *)(r10 - 16) = 7
              r1 = map lpm ll
              r2 = r10
              r2 += -8
              r3 = r10
              r3 += -16
              r4 = 0
              call map_update_elem#2
              *(u64 *)(r10 - 8) = 0xf5
              r1 = map lpm ll
              r2 = r10
              r2 += -8
              call map_lookup_elem#1
              if r0 == 0x0 goto L1
              r0 = *(u64 *)(r0 + 0x0)
            L1:
              exit
            """),
        Named.of(
            "bits behind a prefix",
            """
            .license "GPL"
            .map lpm lpm_trie key 8 value 8 entries 16 flags 0x1
            .program main section "tc"
              r1 = 0x0000ffff00000004 ll
              *(u64 *)(r10 - 8) = r1
              *(u64 *)(r10 - 16) = 7
              r1 = map lpm ll
              r2 = r10
              r2 += -8
              r3 = r10
              r3 += -16
              r4 = 0
              call map_update_elem#2
              exit
            """),
        Named.of(
            "a difference of checksums of sizes that are no multiples of 4",
            """
            .license "GPL"
            .program main section "xdp"
              *(u64 *)(r10 - 8) = 0x12345678
              *(u64 *)(r10 - 16) = 0x7abcdef1
              r1 = r10
              r1 += -8
              r2 = 8
              r3 = r10
              r3 += -16
              r4 = 3
              r5 = 0
              call csum_diff#28
              exit
            """),
        Named.of(
            "a place behind the end of an array of cgroups",
            """
            .license "GPL"
            .map groups cgroup_array key 4 value 4 entries 4
            .program main section "tc"
              r2 = map groups ll
              r3 = 26
              call skb_under_cgroup#33
              exit
            """),
        Named.of(
            "an empty place of an array of cgroups",
            """
            .license "GPL"
            .map groups cgroup_array key 4 value 4 entries 4
            .program main section "tc"
              r2 = map groups ll
              r3 = 1
              call skb_under_cgroup#33
              exit
            """),
        Named.of(
            "a string at what is no address of the kernel's",
            """
            .license "GPL"
            .program main section "xdp"
              r1 = r10
              r1 += -8
              r2 = 2
              r3 = 41
              call probe_read_kernel_str#115
              exit
            """),
        Named.of(
            "values of a format in no whole number",
            """
            .license "GPL"
            .program main section "xdp"
              *(u64 *)(r10 - 8) = 0x6141
              *(u64 *)(r10 - 16) = 0
              r1 = r10
              r1 += -8
              r2 = 6
              r3 = r10
              r3 += -16
              r4 = 6
              call trace_vprintk#177
              exit
            """),
        Named.of(
            "a record as long as an address space",
            """
            .license "GPL"
            .map ring ringbuf entries 4096
            .program main section "tc"
              r1 = map ring ll
              r2 = -16
              r3 = 0
              call ringbuf_reserve#131
              if r0 == 0x0 goto L1
              r1 = r0
              r2 = 0
              call ringbuf_discard#133
              r0 = 1
            L1:
              exit
            """),
        Named.of(
            "the bits of two words",
            """
            .license "GPL"
            .program main section "tc"
              r7 = 0
              *(u64 *)(r10 - 32) = 0x5001
              *(u64 *)(r10 - 24) = 0x40
              r1 = r10
              r1 += -16
              r2 = r10
              r2 += -32
              r3 = 2
              call kfunc bpf_iter_bits_new
            L1:
              r1 = r10
              r1 += -16
              call kfunc bpf_iter_bits_next
              if r0 == 0x0 goto L2
              r1 = *(u32 *)(r0 + 0x0)
              r7 *= 7
              r7 += r1
              goto L1
            L2:
              r1 = r10
              r1 += -16
              call kfunc bpf_iter_bits_destroy
              r0 = r7
              exit
            """));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void doesTheSame(String listing) throws LinkException {
    SideBySide.Result result = SideBySide.compare(SideBySide.object(listing), 1);
    assertEquals(SideBySide.Result.Kind.SAME, result.kind(), result::detail);
  }
}
