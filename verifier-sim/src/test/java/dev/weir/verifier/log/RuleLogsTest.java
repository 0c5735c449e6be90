// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.ObjectReader;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.Verifier;
import dev.weir.verifier.VerifyOptions;
import dev.weir.verifier.explain.Catalogue;
import dev.weir.verifier.explain.ExampleObjects;
import dev.weir.verifier.explain.MistakesObjects;
import dev.weir.verifier.explain.Report;
import dev.weir.verifier.explain.Reporter;
import dev.weir.verifier.image.ImageBuilder;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.KernelModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What three kernels said of the examples of all rules and of the classic mistakes, as bpftool
/// printed it (`build/kernel-logs`), told as reports: with the codes that the model gives.
class RuleLogsTest {
  @ParameterizedTest
  @CsvSource({"6.12, ''", "6.18, ''", "7.3, ''"})
  void kernelsAndModelNameTheSameRules(String version, String known)
      throws IOException, LinkException {
    KernelModel kernel = KernelModel.of(KernelVersion.parse(version));
    List<String> differences = new ArrayList<>();
    int compared = 0;
    for (Map.Entry<String, String> log : logs(version).entrySet()) {
      ProgramImage image = image(log.getKey(), kernel);
      Verdict verdict = Verifier.verify(image, kernel, VerifyOptions.DEFAULT);
      Optional<Report> model = Reporter.of(verdict);
      boolean judged = !log.getValue().startsWith("(not judged)");
      boolean accepted = log.getValue().startsWith("(accepted)");
      if (judged && verdict.accepted() != accepted) {
        differences.add(
            log.getKey() + ": kernel " + firstLine(log.getValue()) + ", model " + model);
      } else if (judged && model.isPresent()) {
        compared++;
        Report told = KernelReports.of(log.getValue(), image, kernel, "W3001");
        if (!told.code().equals(model.get().code())) {
          differences.add(
              log.getKey()
                  + ": "
                  + told.code()
                  + " "
                  + told.reason()
                  + ", model "
                  + model.get().code());
        }
      }
    }
    System.out.println("logs of Linux " + version + ": " + compared + " compared");
    assertEquals(known, String.join("\n", differences));
    assertTrue(compared > 80);
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static ProgramImage image(String name, KernelModel kernel)
      throws IOException, LinkException {
    BpfObject object = object(name);
    return ImageBuilder.build(object, object.programs().getFirst(), kernel);
  }

  private static BpfObject object(String name) throws IOException {
    for (Catalogue.Entry entry : Catalogue.entries()) {
      if (entry.rule().code().equals(name)) {
        return ExampleObjects.of(entry);
      }
    }
    return ObjectReader.read(name, MistakesObjects.read(name + ".o"));
  }

  private static Map<String, String> logs(String version) throws IOException {
    Map<String, String> logs = new LinkedHashMap<>();
    try (InputStream in = RuleLogsTest.class.getResourceAsStream("rules-" + version + ".log")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String section : text.split("(?m)^== ")) {
        int end = section.indexOf('\n');
        if (end > 0) {
          logs.put(section.substring(0, end), section.substring(end + 1));
        }
      }
    }
    return logs;
  }
}
