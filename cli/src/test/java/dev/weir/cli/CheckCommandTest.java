// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("kernel")
class CheckCommandTest {
  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void needsBpf() {
    KernelMachine.needsBpf();
  }

  @Test
  void acceptedProgramsAreListed() throws IOException {
    Path object =
        Objects.write(
            folder,
            Objects.of(
                "good",
                Objects.returning("cgroup/connect4", "first", 1),
                Objects.returning("tcx/ingress", "second", -1)));
    Invocation check = Invocation.of("check", object.toString()).succeeds();
    assertTrue(
        check.out().matches("(?s)first +cgroup/connect4 +accepted .*second +tcx/ingress +acc.*"),
        check::toString);
    assertEquals("", check.err());
  }

  @Test
  void oneRejectionDoesNotHideTheOthers() throws IOException {
    Path object =
        Objects.write(
            folder,
            Objects.of(
                "mixed",
                Objects.wrong("tcx/ingress", "first"),
                Objects.returning("tcx/egress", "second", 0),
                Objects.wrong("cgroup/connect4", "third")));
    Invocation check = Invocation.of("check", object.toString()).withoutTrace();
    assertEquals(1, check.code());
    assertTrue(
        check.out().matches("(?s)first .*rejected.*second .*accepted.*third .*rejected.*"),
        check::toString);
    assertEquals(3, check.err().split("error\\[W4209\\]", -1).length, check::toString);
    assertTrue(check.err().contains("--> first.weir:7:1"), check::toString);
    assertTrue(check.err().contains("invalid bpf_context access"), check::toString);
  }

  @Test
  void verdictsAreJsonOnRequest() throws IOException {
    Path object =
        Objects.write(
            folder,
            Objects.of(
                "mixed",
                Objects.wrong("tcx/ingress", "first"),
                Objects.returning("tcx/egress", "second", 0)));
    Invocation check = Invocation.of("check", "--format", "json", object.toString());
    assertEquals(1, check.code());
    assertEquals("", check.err());
    assertEquals(1, check.out().lines().count(), check::toString);
    assertTrue(check.out().contains("\"verdict\":\"rejected\""), check::toString);
    assertTrue(check.out().contains("\"code\":\"W5004\""), check::toString);
    assertTrue(check.out().contains("\"verdict\":\"accepted\""), check::toString);
  }

  @Test
  void aSectionThatNamesNoHookIsRejected() throws IOException {
    Path object =
        Objects.write(folder, Objects.of("odd", Objects.returning("tx/ingress", "odd", 0)));
    Invocation.of("check", object.toString()).failsWith(1, "W5012", "tx/ingress");
  }
}
