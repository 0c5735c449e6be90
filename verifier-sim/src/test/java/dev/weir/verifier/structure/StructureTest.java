// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.verifier.Listings;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StructureTest {
  private static Structure of(String body) {
    return Structure.of(Listings.tcx(body), Listings.KERNEL);
  }

  private static Misplaced refused(String body) {
    return assertThrows(Misplaced.class, () -> of(body));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          r0 = 0x0                                  | 0 | FALLS_OFF_END
          r0 = 0x0; goto +0x1; exit                 | 1 | JUMP_OUT_OF_RANGE
          r0 = 0x0; goto -0x3; exit                 | 1 | JUMP_OUT_OF_RANGE
          r0 = 0x0; if r0 == 0x0 goto +0x1; r1 = 0x5 ll; exit | 2 | JUMP_INTO_IMMEDIATE
          r0 = 0x0; exit; r0 = 0x1; exit            | 2 | UNREACHABLE_INSTRUCTION
          r0 = 0x0; goto +0x1; r0 = 0x1; exit       | 2 | UNREACHABLE_INSTRUCTION
          r0 = 0x0; .raw 8d00000000000000; exit     | 1 | UNKNOWN_INSTRUCTION
          r0 = 0x0; .raw 0e00000000000000; exit     | 1 | UNKNOWN_INSTRUCTION
          r0 = 0x0; .raw ff00000000000000; exit     | 1 | UNKNOWN_INSTRUCTION
          r0 = 0x0; .raw 6110000001000000; exit     | 1 | RESERVED_FIELD
          r0 = 0x0; .raw 611c000000000000; exit     | 1 | RESERVED_FIELD
          .raw 1800010000000000; .raw 0000000000000000; exit | 0 | RESERVED_FIELD
          """)
  void shapesThatNoPathNeedsToReach(String body, int slot, Rule rule) {
    Misplaced misplaced = refused(body.replace("; ", "\n  "));
    assertEquals(rule, misplaced.rule(), misplaced.getMessage());
    assertEquals(slot, misplaced.slot());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          r1 = (s8)r2               | 6.6
          r1 = bswap16 r1           | 6.6
          r1 = *(s8 *)(r1 + 0x0)    | 6.6
          may_goto +0x0             | 6.9
          """)
  void instructionsHaveTheirFirstKernel(String insn, String first) {
    KernelVersion since = KernelVersion.parse(first);
    KernelModel before = KernelModel.of(new KernelVersion(since.major(), since.minor() - 1));
    String body = insn + "\n  r0 = 0x0\n  exit";
    Structure.of(Listings.tcx(body), KernelModel.of(since));
    ProgramImage image = Listings.tcx(body);
    if (insn.contains("(s8)")) {
      // kernels before 7.0 look at the fields of moves only where a path comes by
      Structure structure = Structure.of(image, before);
      assertThrows(
          Violation.class,
          () ->
              InsnChecks.checkReached(Objects.requireNonNull(structure.insn(0)), before.version()));
    } else {
      assertEquals(
          Rule.UNKNOWN_INSTRUCTION,
          assertThrows(Misplaced.class, () -> Structure.of(image, before)).rule());
    }
  }

  @Test
  void reservedFieldsOfArithmeticMatterOnlyWhereAPathComesBy() {
    of("r0 = 0x0\n  .raw 0710010000000000\n  exit");
  }

  @Test
  void statesAreComparedAtBranchesAndTheirTargets() {
    Structure structure = of("r0 = 0x0\n  if r1 == 0x0 goto out\n  r0 = 0x1\nout:\n  exit");
    assertFalse(structure.comparesAt(0));
    assertTrue(structure.comparesAt(1));
    assertFalse(structure.comparesAt(2));
    assertTrue(structure.comparesAt(3));
    assertTrue(structure.recordsAt(3));
    assertFalse(structure.recordsAt(1));
  }

  @Test
  void loopsAreComponents() {
    Structure structure =
        of(
            """
            r0 = 0x0
            outer:
              r1 = 0x0
            inner:
              r1 += 0x1
              if r1 < 0x5 goto inner
              r0 += 0x1
              if r0 < 0x5 goto outer
              exit
            """);
    assertEquals(0, structure.loop(0));
    assertEquals(structure.loop(1), structure.loop(2));
    assertTrue(structure.loop(5) > 0);
    assertEquals(0, structure.loop(6));
  }

  @Test
  void registersLiveWhileSomethingReadsThem() {
    Structure structure = of("r2 = 0x0\n  r0 = r2\n  r2 = 0x1\n  exit");
    assertEquals(0, structure.liveRegs(0));
    assertEquals(1 << 2, structure.liveRegs(1));
    assertEquals(1, structure.liveRegs(2));
    assertEquals(1, structure.liveRegs(3));
  }

  @Test
  void functionsInheritWhatTheirCalleesDoToPackets() {
    Structure structure =
        of(
            """
              call function outer
              exit
            .function outer static
              call function inner
              exit
            .function inner static
              r2 = 0x10
              call skb_pull_data
              exit
            """);
    assertTrue(structure.changesPacketData(0));
    assertTrue(structure.changesPacketData(1));
  }

  @Test
  void stackOfAChainOfCallsAddsUp() {
    Structure structure =
        of(
            """
              call function deep
              exit
            .function deep static
              r0 = 0x0
              exit
            """);
    structure.depths().use(0, 0, 256);
    structure.depths().use(1, 2, 256);
    structure.depths().check();
    assertEquals(512, structure.depths().combined());
    structure.depths().use(1, 2, 264);
    assertEquals(
        Rule.STACK_DEPTH, assertThrows(Misplaced.class, () -> structure.depths().check()).rule());
  }

  @Test
  void functionsWithoutAStackTakeNoneSince6_9() {
    String body =
        """
          call function none
          exit
        .function none static
          r0 = 0x0
          exit
        """;
    Structure structure = of(body);
    structure.depths().use(0, 0, 512);
    structure.depths().check();
    KernelModel old = KernelModel.of(KernelVersion.V6_6);
    Structure older = Structure.of(Listings.tcx(body, old), old);
    older.depths().use(0, 0, 512);
    assertThrows(Misplaced.class, () -> older.depths().check());
  }

  @Test
  void recursionIsRefused() {
    Structure structure =
        of(
            """
              call function again
              exit
            .function again static
              call function again
              exit
            """);
    assertEquals(
        Rule.RECURSION, assertThrows(Misplaced.class, () -> structure.depths().check()).rule());
  }
}
