// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class VerifierLogTest {
  @Test
  void theMessageFollowsTheLastInstruction() {
    VerifierLog log =
        VerifierLog.parse(
            """
            func#0 @0
            0: R1=ctx() R10=fp0
            ; on tcx ingress(packet) { @ bad.weir:3
            0: (b7) r0 = 0                        ; R0_w=0
            ; let x = secret @ bad.weir:5
            1: (61) r0 = *(u32 *)(r1 +4096)
            invalid bpf_context access off=4096 size=4
            processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
            """);
    assertEquals("invalid bpf_context access off=4096 size=4", log.message());
    assertEquals(OptionalInt.of(1), log.slot());
    assertEquals(
        new VerifierLog.SourceLine("let x = secret", "bad.weir", 5), log.source().orElseThrow());
    assertEquals(2, log.processed());
    assertTrue(log.block().isEmpty());
  }

  @Test
  void oldKernelsShowTheTextWithoutItsPlace() {
    VerifierLog log =
        VerifierLog.parse(
            """
            0: R1=ctx(off=0,imm=0) R10=fp0
            ; return *p;
            0: (79) r0 = *(u64 *)(r2 +0)
            R2 !read_ok
            processed 1 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
            """);
    assertEquals("R2 !read_ok", log.message());
    assertEquals(new VerifierLog.SourceLine("return *p;", "", 0), log.source().orElseThrow());
  }

  @Test
  void messagesAboutTheWholeProgramNameTheirInstruction() {
    VerifierLog log =
        VerifierLog.parse(
            "unreachable insn 7\nprocessed 0 insns (limit 1000000) max_states_per_insn 0\n");
    assertEquals("unreachable insn 7", log.message());
    assertEquals(OptionalInt.of(7), log.slot());
  }

  @Test
  void aMessageMayStandBehindAJump() {
    VerifierLog log =
        VerifierLog.parse(
            """
            119: (b4) w4 = 1                      ; R4=1
            120: (2d) if r1 > r3 goto pc+1 BPF program is too large. Processed 1000001 insn
            processed 1000001 insns (limit 1000000) max_states_per_insn 19 total_states 29255
            """);
    assertEquals("BPF program is too large. Processed 1000001 insn", log.message());
    assertEquals(1_000_001, log.processed());
  }

  @Test
  void statesAndPrecisionNotesAreNoMessages() {
    VerifierLog log =
        VerifierLog.parse(
            """
            4: (15) if r0 == 0x0 goto pc+1        ; R0=map_value(map=hits,ks=4,vs=8)
            mark_precise: frame0: last_idx 4 first_idx 0 subseq_idx -1
            from 4 to 6: R0=0 R10=fp0
            6: R0=0 R10=fp0
            6: (95) exit
            At program exit the register R0 has smin=2 smax=2 should have been in [0, 1]
            processed 6 insns (limit 1000000) max_states_per_insn 0
            """);
    assertEquals(
        "At program exit the register R0 has smin=2 smax=2 should have been in [0, 1]",
        log.message());
    assertEquals(OptionalInt.of(6), log.slot());
  }

  @Test
  void theBlockOfNewKernelsIsTakenApart() {
    VerifierLog log =
        VerifierLog.parse(
            """
            1: (61) r0 = *(u32 *)(r1 +4096)
            invalid bpf_context access off=4096 size=4
            processed 2 insns (limit 1000000) max_states_per_insn 0

            Verification failed: Context: access outside the structure
            Reason: the load at offset 4096
              reads past the end of __sk_buff
            At:
                  0: r0 = 0
              >>> 1: r0 = *(u32 *)(r1 +4096)
                  ^-- error
            Suggestion: use a field of the structure
            """);
    assertEquals("invalid bpf_context access off=4096 size=4", log.message());
    VerifierLog.Block block = log.block().orElseThrow();
    assertEquals("Context: access outside the structure", block.title());
    assertEquals("the load at offset 4096 reads past the end of __sk_buff", block.reason());
    assertEquals("use a field of the structure", block.suggestion());
    assertEquals(OptionalInt.of(1), log.slot());
  }

  @Test
  void anEmptyLogSaysNothing() {
    assertEquals("", VerifierLog.parse("").message());
  }
}
