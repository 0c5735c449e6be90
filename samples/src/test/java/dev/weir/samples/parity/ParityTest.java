// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.sys.Syscalls;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.Verifier;
import dev.weir.verifier.model.KernelModel;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Both languages can say the same, and it costs the same.
final class ParityTest {
  private static final double MOST_DIFFERENCE = 0.05;
  private static final String START = "<!-- table -->\n";
  private static final String END = "<!-- end -->\n";

  static Stream<Section> sections() throws IOException {
    return Section.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sections")
  void bothFormsDoTheSame(Section section) throws IOException {
    BpfObject text = section.compileText(KernelVersion.V6_1);
    BpfObject java = section.compileJava(KernelVersion.V6_1);
    long seed = System.nanoTime();
    assertEquals(
        Behaviour.of(text, seed), Behaviour.of(java, seed), () -> section + ", seed " + seed);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sections")
  void bothFormsCostTheSame(Section section) throws IOException {
    double ratio = ratio(section);
    assertTrue(Math.abs(ratio - 1) <= MOST_DIFFERENCE, () -> section + ": " + ratio);
  }

  @Tag("kernel")
  @ParameterizedTest(name = "{0}")
  @MethodSource("sections")
  void theKernelTakesTheJavaForm(Section section) throws IOException {
    Assumptions.assumeTrue(
        Syscalls.unavailable().isEmpty(), () -> Syscalls.unavailable().orElse(""));
    Assumptions.assumeTrue(
        Capabilities.current().networkPrograms(),
        "needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON (run as root)");
    BpfObject java = section.compileJava(KernelVersion.V6_1);
    try (LoadedObject loaded = Loader.load(java)) {
      assertEquals(java.programs().size(), loaded.programs().size());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sections")
  void everyTargetsModelTakesTheJavaForm(Section section) throws IOException {
    for (KernelVersion target : KernelVersion.TARGETS) {
      BpfObject java = section.compileJava(target);
      for (KernelVersion version : KernelVersion.TARGETS) {
        if (version.atLeast(target)) {
          for (Verdict verdict : Verifier.verify(java, KernelModel.of(version))) {
            assertTrue(verdict.accepted(), () -> section + " for " + target + ": " + verdict);
          }
        }
      }
    }
  }

  static List<HookForms> hooks() {
    return HookForms.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hooks")
  void bothLanguagesHaveTheHook(HookForms hook) throws IOException {
    KernelVersion target =
        KernelVersion.TARGETS.stream()
            .filter(each -> each.atLeast(hook.hook().since()))
            .findFirst()
            .orElseThrow();
    BpfObject text = hook.section().compileText(target);
    BpfObject java = hook.section().compileJava(target);
    assertEquals(code(text), code(java));
    assertEquals(text.programs().getFirst().section(), java.programs().getFirst().section());
  }

  private static List<Insn<Reg>> code(BpfObject object) {
    return object.programs().getFirst().function().code().insns();
  }

  @Test
  void thePageHasTheTable() throws IOException {
    String page = Files.readString(Section.PAGE);
    int from = page.indexOf(START) + START.length();
    String right = page.substring(0, from) + table() + page.substring(page.indexOf(END));
    if (System.getProperty("bless") != null) {
      Files.writeString(Section.PAGE, right);
    }
    assertEquals(right, Files.readString(Section.PAGE), "run with -Dbless and look at the change");
  }

  private static String table() throws IOException {
    StringBuilder table =
        new StringBuilder(
            "| construct | instructions, text | instructions, Java | ratio |\n|---|--:|--:|--:|\n");
    for (Section section : Section.all()) {
      table.append(
          "| [%s](#%s) | %d | %d | %.2f |\n"
              .formatted(
                  section.title(),
                  section.title().toLowerCase(Locale.ROOT).replace(' ', '-'),
                  instructions(section.compileText(KernelVersion.V6_1)),
                  instructions(section.compileJava(KernelVersion.V6_1)),
                  ratio(section)));
    }
    table.append("\n| hook | text | Java |\n|---|---|---|\n");
    for (HookForms each : HookForms.all()) {
      table.append(
          "| %s | `on %s` | `@%s`, `%s` |\n"
              .formatted(each, each, each.annotation(), each.parameter()));
    }
    return table.toString();
  }

  private static double ratio(Section section) throws IOException {
    return (double) instructions(section.compileJava(KernelVersion.V6_1))
        / instructions(section.compileText(KernelVersion.V6_1));
  }

  private static int instructions(BpfObject object) {
    return Stream.concat(
            object.programs().stream().map(p -> p.function().code()),
            object.functions().stream().map(f -> f.code()))
        .mapToInt(code -> code.insns().size())
        .sum();
  }
}
