// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VerifyCommandTest {
  @TempDir private Path folder = Path.of("");

  static List<Path> samples() throws IOException {
    return CompileCommandTest.samples();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everySampleIsAcceptedOnEveryKernel(Path sample) {
    Invocation verify = Invocation.of("verify", sample.toString()).succeeds();
    for (String kernel : List.of("6.1", "6.6", "6.12", "6.18", "7.3")) {
      assertTrue(verify.out().contains("Linux " + kernel + "\n"), verify::toString);
    }
    assertEquals("", verify.err());
  }

  @Test
  void rejectionsAreToldInTheSource() throws IOException {
    Path object =
        Objects.write(
            folder,
            Objects.of(
                "mixed",
                Objects.wrong("tcx/ingress", "first"),
                Objects.returning("tcx/egress", "second", 0)));
    Invocation verify =
        Invocation.of("verify", object.toString(), "--kernel", "6.12").withoutTrace();
    assertEquals(1, verify.code(), verify::toString);
    assertTrue(verify.out().matches("(?s).*first +rejected.*second +accepted.*"), verify::toString);
    assertTrue(verify.err().startsWith("error[W4"), verify::toString);
    assertTrue(verify.err().contains("--> first.weir:7:1"), verify::toString);
    assertTrue(verify.err().contains("Linux 6.12 rejects program `first`"), verify::toString);
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
    Invocation verify =
        Invocation.of("verify", "--format", "json", "--kernel", "6.18", object.toString());
    assertEquals(1, verify.code());
    assertEquals("", verify.err());
    List<String> lines = verify.out().lines().toList();
    assertEquals(2, lines.size(), verify::toString);
    assertTrue(
        lines
            .get(0)
            .startsWith(
                "{\"object\":\""
                    + object
                    + "\",\"program\":\"first\",\"kernel\":\"6.18\",\"verdict\":\"reject\","
                    + "\"code\":\"W4"),
        verify::toString);
    assertTrue(lines.get(0).contains("\"insn\":0,\"insns_processed\":"), verify::toString);
    assertTrue(
        lines.get(1).contains("\"verdict\":\"accept\",\"code\":null,\"message\":null"),
        verify::toString);
    for (String field : List.of("states", "stack_depth", "time_us")) {
      assertTrue(lines.get(1).contains("\"" + field + "\":"), verify::toString);
    }
  }

  @Test
  void sectionsThatNameNoHookCanBeToldByTheUser() throws IOException {
    Path object =
        Objects.write(
            folder,
            Objects.of(
                "filters",
                Objects.returning("loadbalancer", "first", 1),
                Objects.returning("filter", "second", 1)));
    Invocation untold = Invocation.of("verify", object.toString(), "--kernel", "6.12");
    assertEquals(2, untold.code(), untold::toString);
    Invocation.of("verify", object.toString(), "--kernel", "6.12", "--section", "socket")
        .succeeds();
    Invocation mixed =
        Invocation.of(
            "verify",
            object.toString(),
            "--kernel",
            "6.12",
            "--section",
            "socket",
            "--section",
            "second=cgroup/recvmsg4");
    assertEquals(0, mixed.code(), mixed::toString);
    Invocation wrong =
        Invocation.of("verify", object.toString(), "--section", "socketry").withoutTrace();
    assertEquals(2, wrong.code(), wrong::toString);
    assertTrue(wrong.err().contains("`socketry` names no hook"), wrong::toString);
    Invocation unknown =
        Invocation.of("verify", object.toString(), "--section", "third=xdp").withoutTrace();
    assertEquals(2, unknown.code(), unknown::toString);
    assertTrue(unknown.err().contains("it has: first, second"), unknown::toString);
  }

  @Test
  void statesStandBesideTheInstructions() throws IOException {
    Path object =
        Objects.write(folder, Objects.of("good", Objects.returning("tcx/ingress", "first", 7)));
    Invocation verify =
        Invocation.of("verify", "--states", "--kernel", "6.12", object.toString()).succeeds();
    assertTrue(verify.out().contains("; R1=ctx R10=fp"), verify::toString);
    assertTrue(verify.out().contains("R0=7"), verify::toString);
  }

  @Test
  void whatTheModelDoesNotKnowIsNoVerdict() throws IOException {
    Path object =
        Objects.write(folder, Objects.of("odd", Objects.returning("fentry/nothing", "odd", 0)));
    Invocation verify = Invocation.of("verify", object.toString(), "--kernel", "6.12");
    assertEquals(2, verify.code(), verify::toString);
    assertTrue(verify.err().startsWith("error[W0010]: "), verify::toString);
    assertTrue(verify.out().contains("not judged"), verify::toString);
  }

  @Test
  void oneProgramCanBeChosen() throws IOException {
    Path object =
        Objects.write(
            folder,
            Objects.of(
                "mixed",
                Objects.wrong("tcx/ingress", "first"),
                Objects.returning("tcx/egress", "second", 0)));
    Invocation.of("verify", object.toString(), "--program", "second").succeeds();
    Invocation.of("verify", object.toString(), "--program", "third")
        .failsWith(2, "W0007", "`third`", "first, second");
  }

  @Test
  void typesOfAKernelAreReadFromAFile() throws IOException {
    Path object =
        Objects.write(folder, Objects.of("good", Objects.returning("tcx/ingress", "first", 7)));
    Path none = folder.resolve("none");
    Invocation.of("verify", object.toString(), "--btf", none.toString())
        .failsWith(2, "W0001", "none");
    Path text = Files.writeString(folder.resolve("text"), "no types");
    Invocation.of("verify", object.toString(), "--btf", text.toString())
        .failsWith(2, "W0001", "holds no kernel types");
  }

  @Test
  void compilingRefusesWhatNoKernelTakes() throws IOException {
    Path listing =
        Files.writeString(
            folder.resolve("wrong.bpfasm"),
            """
            .license "GPL"
            .program first hook "tcx ingress"
              r0 = *(u32 *)(r1 + 0x1000)
              exit
            """);
    Path object = folder.resolve("wrong.o");
    Invocation compile = Invocation.of("compile", listing.toString()).withoutTrace();
    assertEquals(1, compile.code(), compile::toString);
    assertTrue(compile.err().startsWith("error[W4"), compile::toString);
    assertTrue(Files.notExists(object));
    Invocation.of("compile", "--no-verify", listing.toString()).succeeds();
    assertTrue(Files.exists(object));
  }
}
