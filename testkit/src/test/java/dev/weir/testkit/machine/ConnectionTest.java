// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.loader.host.KernelRelease;
import dev.weir.vm.Input;
import dev.weir.vm.LoadedVm;
import dev.weir.vm.Vm;
import dev.weir.vm.VmOptions;
import dev.weir.vm.net.Connection;
import dev.weir.vm.net.World;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Tracked connections are found, made, translated and changed as in the kernel.
final class ConnectionTest {
  /// Where members of `struct nf_conn` are in Linux 6.18.
  private static final int STATUS = 128;

  private static final int MARK = 168;
  private static final int REPLY_SOURCE = 16 + 56 + 16;
  private static final int REPLY_SOURCE_PORT = REPLY_SOURCE + 16;

  /// Options and a tuple of IPv4 on the stack, a result slot of 8 bytes at a time.
  private static final String BEGIN =
      """
      .license "GPL"
      .map seen array key 4 value 1024 entries 1

      .program main section "tc"
        r6 = r1
        *(u32 *)(r10 - 52) = 0
        r2 = r10
        r2 += -52
        r1 = map seen ll
        call map_lookup_elem#1
        if r0 == 0x0 goto L1
        r8 = r0
      """;

  private static final String END =
      """
      L1:
        r0 = 0x0
        exit
      """;

  private int slots;
  private int labels = 2;
  private final StringBuilder code = new StringBuilder(BEGIN);

  private void add(String lines) {
    code.append(lines.indent(2));
  }

  /// Notes what a register holds.
  private void note(String register) {
    add("*(u64 *)(r8 + %d) = %s".formatted(8 * slots++, register));
  }

  /// Sets the options and the addresses.
  private void prepare(int netns, int protocol, String source, int sport, String dest, int dport) {
    add(
        """
        *(u32 *)(r10 - 16) = %d
        *(u32 *)(r10 - 12) = 0
        *(u32 *)(r10 - 8) = %d
        *(u32 *)(r10 - 4) = 0
        *(u32 *)(r10 - 32) = %s
        *(u32 *)(r10 - 28) = %s
        *(u16 *)(r10 - 24) = %d
        *(u16 *)(r10 - 22) = %d
        """
            .formatted(netns, protocol, source, dest, swapped(sport), swapped(dport)));
  }

  private static int swapped(int port) {
    return (port & 0xff) << 8 | port >> 8;
  }

  /// Calls a function with the prepared arguments, keeps its result in R7, and notes the error, or
  /// what `found` notes.
  private void call(String function, int tupleBytes, int optionBytes, Runnable found) {
    int absent = labels++;
    int done = labels++;
    add(
        """
        r1 = r6
        r2 = r10
        r2 += -32
        r3 = %d
        r4 = r10
        r4 += -16
        r5 = %d
        call kfunc %s
        r7 = r0
        if r7 == 0x0 goto L%d
        """
            .formatted(tupleBytes, optionBytes, function, absent));
    found.run();
    add("goto L" + done);
    code.append("L").append(absent).append(":\n");
    add("r1 = *(u32 *)(r10 - 12)");
    int slot = slots++;
    add("*(u64 *)(r8 + %d) = r1".formatted(8 * slot));
    code.append("L").append(done).append(":\n");
  }

  private void look(String function, int tupleBytes, int optionBytes) {
    call(
        function,
        tupleBytes,
        optionBytes,
        () -> {
          read(8, STATUS);
          read(4, MARK);
          read(4, REPLY_SOURCE);
          read(2, REPLY_SOURCE_PORT);
          add("r1 = *(u8 *)(r10 - 7)");
          note("r1");
          add("r1 = r7\ncall kfunc bpf_ct_release");
        });
  }

  private void read(int size, int offset) {
    add("r1 = *(u%d *)(r7 + %d)".formatted(8 * size, offset));
    note("r1");
  }

  private BpfObject object() {
    return SideBySide.object(code + END);
  }

  private static String address(int last) {
    return "0x%02x0100c6".formatted(last); // 198.0.1.x of the range for benchmarks
  }

  @Tag("kernel")
  @Test
  void aConnectionThatAProgramMakes() throws LinkException {
    assumeKernel();
    int port = ThreadLocalRandom.current().nextInt(1024, 60000);
    prepare(-1, 6, address(1), port, address(2), 80);
    look("bpf_skb_ct_lookup", 12, 16);
    call(
        "bpf_skb_ct_alloc",
        12,
        16,
        () -> {
          add("r1 = 5\n*(u32 *)(r7 + %d) = r1".formatted(MARK));
          add("r1 = r7\nr2 = 3000\ncall kfunc bpf_ct_set_timeout");
          add("r1 = r7\nr2 = 8\ncall kfunc bpf_ct_set_status");
          add("w1 = w0");
          note("r1");
          add("r1 = r7\nr2 = 6\ncall kfunc bpf_ct_set_status");
          add("w1 = w0");
          note("r1");
          add("*(u64 *)(r10 - 48) = " + address(3));
          add("*(u64 *)(r10 - 40) = 0");
          add("r1 = r7\nr2 = r10\nr2 += -48\nr3 = 8080\nr4 = 1\ncall kfunc bpf_ct_set_nat_info");
          add("w1 = w0");
          note("r1");
          add("r1 = r7\ncall kfunc bpf_ct_insert_entry\nif r0 == 0x0 goto L90\nr7 = r0");
          read(8, STATUS);
          add("r1 = 77\n*(u32 *)(r7 + %d) = r1".formatted(MARK));
          add("r1 = r7\nr2 = 2\ncall kfunc bpf_ct_change_status\nw1 = w0");
          note("r1");
          add("r1 = r7\nr2 = 10\ncall kfunc bpf_ct_change_status\nw1 = w0");
          note("r1");
          add("r1 = r7\nr2 = 14\ncall kfunc bpf_ct_change_status\nw1 = w0");
          note("r1");
          add("r1 = r7\nr2 = 4000\ncall kfunc bpf_ct_change_timeout\nw1 = w0");
          note("r1");
          add("r1 = r7\ncall kfunc bpf_ct_release");
          code.append("L90:\n");
        });
    prepare(-1, 6, address(1), port, address(2), 80);
    look("bpf_skb_ct_lookup", 12, 16);
    prepare(-1, 6, address(3), 8080, address(1), port);
    look("bpf_skb_ct_lookup", 12, 12);
    prepare(-1, 17, address(1), port, address(2), 80);
    look("bpf_skb_ct_lookup", 12, 16);
    assertSame();
  }

  @Tag("kernel")
  @Test
  void whatNoLookupTakes() throws LinkException {
    assumeKernel();
    prepare(-1, 6, address(1), 1, address(2), 80);
    look("bpf_skb_ct_lookup", 12, 8);
    look("bpf_skb_ct_lookup", 12, 13);
    look("bpf_skb_ct_lookup", 8, 16);
    look("bpf_skb_ct_lookup", 16, 12);
    prepare(-1, 1, address(1), 1, address(2), 80);
    look("bpf_skb_ct_lookup", 12, 16);
    prepare(-2, 6, address(1), 1, address(2), 80);
    look("bpf_skb_ct_lookup", 12, 16);
    prepare(7777, 6, address(1), 1, address(2), 80);
    look("bpf_skb_ct_lookup", 12, 16);
    prepare(-1, 6, address(1), 1, address(2), 80);
    add("*(u16 *)(r10 - 6) = 9");
    look("bpf_skb_ct_lookup", 12, 12);
    add("*(u32 *)(r10 - 4) = 0x100");
    look("bpf_skb_ct_lookup", 12, 16);
    assertSame();
  }

  @Test
  void aConnectionOfTheWorld() throws LinkException {
    Connection known =
        Connection.tcp("198.0.1.1", 4000, "198.0.1.2", 80)
            .replies("198.0.1.3", 8080, "198.0.1.1", 4000)
            .mark(9);
    World world = new World().connection(known);
    prepare(-1, 6, address(3), 8080, address(1), 4000);
    look("bpf_skb_ct_lookup", 12, 16);
    LoadedVm vm = Vm.load(object(), VmOptions.standard().withWorld(world));
    assertEquals("returned 0", vm.program("main").run(Input.packet(new byte[64])).toString());
    ByteBuffer seen =
        ByteBuffer.wrap(vm.map("seen").read(new byte[4])).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(Connection.CONFIRMED, seen.getLong());
    assertEquals(9, seen.getLong());
    assertEquals(0x030100c6, seen.getLong());
    assertEquals(swapped(8080), seen.getLong());
    assertEquals(1, seen.getLong(), "found by the direction of replies");
  }

  private static void assumeKernel() {
    SideBySide.assumeKernel(KernelVersion.V6_18);
    Assumptions.assumeTrue(
        KernelRelease.running().version().equals(KernelVersion.V6_18),
        "needs Linux 6.18 with connection tracking");
  }

  private void assertSame() throws LinkException {
    SideBySide.Result result = SideBySide.compare(object(), 1);
    Assumptions.assumeFalse(
        result.detail().contains("has no function"), "needs connection tracking in the kernel");
    assertEquals(SideBySide.Result.Kind.SAME, result.kind(), result::detail);
  }
}
