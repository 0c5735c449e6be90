// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import static dev.weir.loader.Programs.body;
import static dev.weir.loader.Programs.count;
import static dev.weir.loader.Programs.exit;
import static dev.weir.loader.Programs.load;
import static dev.weir.loader.Programs.mov;
import static dev.weir.loader.Programs.object;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.Relocation.Target.FunctionRef;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.loader.map.Codec;
import dev.weir.loader.program.TestRun;
import dev.weir.loader.program.VerifierStatistics;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class LoaderTest {
  private static final byte[] PACKET = new byte[64];

  @BeforeAll
  static void needsBpf() {
    Kernel.needsBpf();
  }

  @Test
  void aProgramCountsIntoItsMap() {
    BpfObject counter =
        object(
            List.of(MapSpec.of("hits", Programs.ARRAY, 4, 8, 1, 0)),
            count(body(), "hits").then(mov(Reg.R0, 7), exit()).program("tc", "counter"));
    try (LoadedObject loaded = Loader.load(counter)) {
      TestRun.Result result = TestRun.run(loaded.program("counter"), PACKET, new byte[0], 10);
      assertEquals(7, result.retval());
      assertEquals(PACKET.length, result.dataOut().length);
      assertEquals(10L, loaded.map("hits").typed(Codec.u32(), Codec.u64()).get(0).orElseThrow());
      assertTrue(loaded.program("counter").info().verifiedInsns() > 0);
    }
  }

  @Test
  void functionsAreLinkedIntoTheProgram() {
    BpfObject calls =
        object(
            List.of(),
            List.of(
                body()
                    .then(Programs.call(), new FunctionRef("leaf"))
                    .then(exit())
                    .function("middle"),
                body().then(mov(Reg.R0, 42), exit()).function("leaf"),
                body().then(mov(Reg.R0, 0), exit()).function("unused")),
            body()
                .then(Programs.call(), new FunctionRef("middle"))
                .then(Programs.call(), new FunctionRef("leaf"))
                .then(exit())
                .program("tc", "main"));
    try (LoadedObject loaded = Loader.load(calls)) {
      assertEquals(42, TestRun.run(loaded.program("main"), PACKET).retval());
    }
  }

  @Test
  void aRejectionNamesTheSourceLine() {
    BpfObject bad =
        object(
            List.of(),
            body()
                .line("bad.weir", 3, "on tcx ingress(packet) {")
                .then(mov(Reg.R0, 0))
                .line("bad.weir", 5, "  let x = secret")
                .then(load(MemSize.W, Reg.R0, Reg.R1, 4096), exit())
                .program("tc", "bad"));
    BpfException e = assertThrows(BpfException.class, () -> Loader.load(bad));
    assertEquals(LoaderProblem.REJECTED, e.kind());
    assertEquals("bad.weir:5:1", e.problem().primary().orElseThrow().span().toString());
    assertTrue(e.getMessage().contains("invalid bpf_context access"), e.getMessage());
    assertTrue(e.log().contains("; let x = secret @ bad.weir:5"), e.log());
  }

  @Test
  void aSectionThatNamesNoHookIsAnError() {
    BpfObject odd = object(List.of(), body().then(exit()).program("tx/ingress", "odd"));
    BpfException e = assertThrows(BpfException.class, () -> Loader.load(odd));
    assertEquals(LoaderProblem.UNKNOWN_SECTION, e.kind());
  }

  @Test
  void whatAnObjectLacksIsAnError() {
    BpfObject noMap = object(List.of(), count(body(), "gone").then(exit()).program("tc", "p"));
    assertEquals(
        LoaderProblem.BAD_OBJECT,
        assertThrows(BpfException.class, () -> Loader.load(noMap)).kind());
    BpfObject noFunction =
        object(
            List.of(),
            body().then(Programs.call(), new FunctionRef("gone")).then(exit()).program("tc", "p"));
    assertEquals(
        LoaderProblem.BAD_OBJECT,
        assertThrows(BpfException.class, () -> Loader.load(noFunction)).kind());
  }

  @Test
  void aProgramForAKernelFunctionLoadsOrThePolicyIsNamed() {
    BpfObject lsm =
        object(
            List.of(),
            body().then(mov(Reg.R0, 1), exit()).program("lsm_cgroup/socket_sendmsg", "guard"));
    try {
      Loader.load(lsm).close();
    } catch (BpfException e) {
      assertEquals(LoaderProblem.REFUSED_BY_POLICY, e.kind(), e.problem().toString());
    }
    BpfObject unknown =
        object(
            List.of(),
            body().then(mov(Reg.R0, 1), exit()).program("lsm_cgroup/weir_none", "guard"));
    assertEquals(
        LoaderProblem.NO_KERNEL_SYMBOL,
        assertThrows(BpfException.class, () -> Loader.load(unknown)).kind());
  }

  @Test
  void theCostOfVerificationIsToldOnRequest() {
    BpfObject calls =
        object(
            List.of(),
            List.of(
                body()
                    .then(
                        Programs.store(MemSize.DW, Reg.R10, -8, 0),
                        load(MemSize.DW, Reg.R0, Reg.R10, -8),
                        exit())
                    .function("leaf")),
            body().then(Programs.call(), new FunctionRef("leaf")).then(exit()).program("tc", "p"));
    try (LoadedObject loaded = Loader.load(calls, LoadOptions.defaults().withStatistics())) {
      VerifierStatistics statistics = loaded.program("p").statistics().orElseThrow();
      assertEquals(5, statistics.processedInsns());
      assertEquals(List.of(0, 8), statistics.stackBytes());
    }
    try (LoadedObject loaded = Loader.load(calls)) {
      assertTrue(loaded.program("p").statistics().isEmpty());
    }
  }
}
