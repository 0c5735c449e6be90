// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.verifier.FakeWalk;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.Callback;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.Reference;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.StackSlot;
import dev.weir.verifier.state.StackSlot.ByteKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CallsTest {
  private static FakeWalk walk(String hook) {
    return new FakeWalk(hook, KernelVersion.V6_18);
  }

  private static void call(FakeWalk walk, String helper) {
    HelperCall.execute(walk, new Insn.CallHelper<>(Helpers.byName(helper).orElseThrow().id()));
  }

  private static Rule refusal(Runnable call) {
    return assertThrows(Violation.class, call::run).rule();
  }

  @Test
  void callsForgetScratchRegisters() {
    FakeWalk walk = walk("tcx ingress");
    walk.frame().set(2, RegState.ZERO);
    call(walk, "ktime_get_ns");
    assertTrue(walk.frame().reg(0).isScalar());
    assertEquals(RegType.NOT_INIT, walk.frame().reg(1).type());
    assertEquals(RegType.NOT_INIT, walk.frame().reg(2).type());
  }

  @Test
  void hooksHaveTheirHelpers() {
    assertEquals(Rule.HELPER_UNAVAILABLE, refusal(() -> call(walk("connect4"), "skb_store_bytes")));
    assertEquals(
        Rule.HELPER_UNAVAILABLE,
        refusal(() -> call(new FakeWalk("xdp", new KernelVersion(6, 1)), "get_cgroup_classid")));
  }

  @Test
  void changesOfThePacketEndItsPointers() {
    FakeWalk walk = walk("tcx ingress");
    walk.frame().set(7, RegState.pointer(RegType.PACKET).withRange(14));
    walk.frame().set(2, RegState.scalar(Scalar.constant(100)));
    call(walk, "skb_pull_data");
    assertTrue(walk.frame().reg(7).isScalar());
  }

  @Test
  void nothingIsCalledUnderALock() {
    FakeWalk walk = walk("tcx ingress");
    walk.state().acquire(new Reference(Reference.Kind.SPIN_LOCK, 1, 0, 0, "owner"));
    assertEquals(Rule.LOCK_HELD, refusal(() -> call(walk, "ktime_get_ns")));
  }

  @Test
  void releasedPointersAreNumbers() {
    FakeWalk walk = walk("tcx ingress");
    int id = References.acquire(walk);
    RegState socket = RegState.pointer(RegType.SOCKET).withId(id).withRefId(id);
    walk.frame().set(1, socket);
    walk.frame().set(6, socket);
    call(walk, "sk_release");
    assertTrue(walk.frame().reg(6).isScalar());
    assertEquals(0, walk.state().references().size());
  }

  @Test
  void onlyWhatWasAcquiredIsReleased() {
    FakeWalk walk = walk("tcx ingress");
    walk.frame().set(1, RegState.pointer(RegType.SOCKET));
    assertEquals(Rule.NOT_ACQUIRED, refusal(() -> call(walk, "sk_release")));
  }

  @Test
  void leaksAreFoundAtTheEnd() {
    FakeWalk walk = walk("tcx ingress");
    References.acquire(walk);
    walk.frame().set(0, RegState.ZERO);
    assertEquals(Rule.REFERENCE_LEAK, refusal(() -> Exits.execute(walk)));
  }

  @ParameterizedTest
  @CsvSource({
    "bind4, 0, 3",
    "connect4, 0, 1",
    "recvmsg4, 1, 1",
    "cgroup_skb egress, 0, 3",
    "sockops, 0, 1"
  })
  void resultsStayInRange(String hook, int least, int greatest) {
    for (int result = least - 1; result <= greatest + 1; result++) {
      FakeWalk walk = walk(hook);
      walk.frame().set(0, RegState.scalar(Scalar.constant(result)));
      if (result < least || result > greatest) {
        assertEquals(Rule.RESULT_RANGE, refusal(() -> Exits.execute(walk)));
      } else {
        assertEquals(-1, Exits.execute(walk));
      }
    }
  }

  @Test
  void programsHaveAResult() {
    assertEquals(Rule.RESULT_MISSING, refusal(() -> Exits.execute(walk("tcx ingress"))));
  }

  @Test
  void callbacksReturnToTheirCall() {
    FakeWalk walk = walk("tcx ingress");
    Frame callee = new Frame(1, 0, 5);
    callee.setCallback(Callback.LOOP);
    callee.set(0, RegState.scalar(Scalar.constant(2)));
    walk.state().push(callee);
    assertEquals(Rule.CALLBACK_RESULT, refusal(() -> Exits.execute(walk)));
    callee.set(0, RegState.scalar(Scalar.constant(1)));
    assertEquals(5, Exits.execute(walk));
    assertEquals(1, walk.state().frames().size());
  }

  @Test
  void functionsReturnAfterTheirCall() {
    FakeWalk walk = walk("tcx ingress");
    Frame callee = new Frame(1, 0, 5);
    callee.set(0, RegState.ZERO);
    walk.state().push(callee);
    assertEquals(6, Exits.execute(walk));
    assertEquals(RegState.ZERO, walk.frame().reg(0));
  }

  @Test
  void packetLoadsWantTheContext() {
    FakeWalk walk = walk("socket");
    Insn.LoadAbs<Reg> load = new Insn.LoadAbs<>(MemSize.B, 0);
    assertEquals(Rule.UNINITIALISED_REGISTER, refusal(() -> PacketLoads.execute(walk, load)));
    walk.frame().set(6, RegState.ZERO);
    assertEquals(Rule.PACKET_LOAD, refusal(() -> PacketLoads.execute(walk, load)));
    walk.frame().set(6, RegState.pointer(RegType.CTX));
    PacketLoads.execute(walk, load);
    assertEquals(Scalar.UNKNOWN, walk.frame().reg(0).scalar());
    assertEquals(Rule.PACKET_LOAD, refusal(() -> PacketLoads.execute(walk("connect4"), load)));
  }

  @Test
  void socketsOfLookupsAreReferencesThatMayBeNull() {
    FakeWalk walk = walk("tcx ingress");
    for (int slot = 0; slot < 8; slot++) {
      walk.frame().setSlot(slot, StackSlot.all(ByteKind.ZERO));
    }
    walk.frame().set(2, walk.frame().reg(10).withOff(-64));
    walk.frame().set(3, RegState.scalar(Scalar.constant(12)));
    walk.frame().set(4, RegState.ZERO);
    walk.frame().set(5, RegState.ZERO);
    call(walk, "sk_lookup_tcp");
    RegState socket = walk.frame().reg(0);
    assertEquals(RegType.SOCKET, socket.type());
    assertTrue(socket.is(RegFlag.MAYBE_NULL));
    assertEquals(socket.id(), socket.refId());
    assertEquals(1, walk.state().references().size());
  }
}
