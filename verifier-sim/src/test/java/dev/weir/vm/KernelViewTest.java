// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.listing.ListingReader;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.verifier.image.ImageBuilder;
import dev.weir.verifier.image.KernelTypes;
import dev.weir.vm.net.Socket;
import dev.weir.vm.net.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What programs read of the kernel's structures through BTF pointers.
final class KernelViewTest {
  private static final int CTX_SK = 168;
  private static final Insn<Reg> EXIT = new Insn.Exit<>();

  private static Insn<Reg> load(MemSize size, Reg to, Reg base, int offset) {
    return new Insn.Load<>(size, false, to, base, (short) offset);
  }

  private static Insn<Reg> call(String helper) {
    return new Insn.CallHelper<>(Helpers.byName(helper).orElseThrow().id());
  }

  /// Where a member of a structure itself is.
  private static int offset(String struct, String member) {
    KernelTypes types = KernelTypes.of(KernelTypes.BUNDLED);
    int id = types.struct(struct).orElseThrow();
    return ((BtfType.Struct) types.btf().type(id))
            .members().stream()
                .filter(m -> m.name().equals(member))
                .findFirst()
                .orElseThrow()
                .bitOffset()
        / 8;
  }

  /// Loads from the `struct tcp_sock` of the packet's socket.
  private static Outcome ofTcp(MemSize size, int offset) {
    List<Insn<Reg>> insns =
        new ArrayList<>(
            List.of(
                load(MemSize.DW, Reg.R1, Reg.R1, CTX_SK),
                call("skc_to_tcp_sock"),
                new Insn.JumpIf<>(Condition.EQ, Width.W64, Reg.R0, Operand.imm(0), (short) 1),
                load(size, Reg.R0, Reg.R0, offset),
                EXIT));
    Socket socket =
        Socket.tcp(Socket.INET)
            .local("10.0.0.1", 40000)
            .remote("10.0.0.2", 80)
            .with("snd_cwnd", 10)
            .with("bytes_acked", 1L << 40);
    return Programs.load(ProgramType.SCHED_CLS, insns, List.of())
        .program("main")
        .run(Input.packet(new byte[64]).socket(socket));
  }

  @Test
  void aTcpSocketHasItsNumbersAndAddresses() {
    assertEquals(10, ofTcp(MemSize.W, offset("tcp_sock", "snd_cwnd")).r0());
    assertEquals(1L << 40, ofTcp(MemSize.DW, offset("tcp_sock", "bytes_acked")).r0());
    assertEquals(0x0200000a, ofTcp(MemSize.W, 0).r0(), "skc_daddr");
    assertEquals(0x0100000a_0200000aL, ofTcp(MemSize.DW, 0).r0(), "skc_addrpair");
    assertEquals(0x5000, ofTcp(MemSize.H, 12).r0(), "skc_dport");
    assertEquals(40000, ofTcp(MemSize.H, 14).r0(), "skc_num");
  }

  @Test
  void whatIsNotSimulatedIsNamed() {
    Fault fault = ofTcp(MemSize.W, offset("tcp_sock", "pushed_seq")).fault().orElseThrow();
    assertTrue(fault.notSimulated());
    assertEquals("not simulated: read of `pushed_seq` of struct tcp_sock", fault.reason());
  }

  @Test
  void theCurrentTaskHasItsNumbers() {
    List<Insn<Reg>> insns =
        List.of(
            call("get_current_task_btf"),
            load(MemSize.W, Reg.R0, Reg.R0, offset("task_struct", "tgid")),
            EXIT);
    World world = new World().task(new World.Task(7, 6, 0, 0, "server", 1));
    LoadedVm vm =
        Vm.load(
            List.of(ImageBuilder.raw(ProgramType.SCHED_CLS, Optional.empty(), insns, List.of())),
            VmOptions.standard().withWorld(world));
    assertEquals(6, vm.program("main").run(Input.packet(new byte[64])).r0());
  }

  @Test
  void hooksOfTheSecurityModuleSeeTheSocketAsTheKernelHasIt() throws LinkException {
    String listing =
        """
        .license "GPL"

        .program main section "lsm_cgroup/%s"
          r1 = *(u64 *)(r1 + 0)
        %s  r0 = *(u16 *)(r1 + %d)
          exit
        """;
    String through = "  r1 = *(u64 *)(r1 + %d)\n".formatted(offset("socket", "sk"));
    int family = offset("sock_common", "skc_family");
    for (String text :
        List.of(
            listing.formatted("socket_bind", through, family),
            listing.formatted("socket_sock_rcv_skb", "", family))) {
      Diagnostics problems = new Diagnostics();
      BpfObject object = ListingReader.read(new SourceFile("lsm.bpfasm", text), problems);
      assertFalse(problems.hasErrors(), () -> problems.problems().toString());
      LoadedVm vm = Vm.load(object, VmOptions.standard());
      Input input = Input.raw(new byte[32]).socket(Socket.tcp(Socket.INET6));
      assertEquals(Socket.INET6, vm.program("main").run(input).r0());
    }
  }
}
