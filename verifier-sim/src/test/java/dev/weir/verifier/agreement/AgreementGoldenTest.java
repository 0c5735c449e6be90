// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.agreement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.verifier.Listings;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.Verifier;
import dev.weir.verifier.model.KernelModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Cases about which kernels and the model once differed, each with the verdicts that kernels give:
/// `; 6.18 accept`, `; 7.3 reject W4223`. Where the model differs still, a line `; kernel 6.18
/// accept` says what that kernel does.
final class AgreementGoldenTest {
  private static final Path CASES = Path.of("src", "test", "resources", "agreement");
  private static final Path PAGE = Path.of("..", "docs", "verifier-differences.md");
  private static final Pattern EXPECTED =
      Pattern.compile("^; (\\d+)\\.(\\d+) (accept|reject W\\d+)$", Pattern.MULTILINE);
  private static final Pattern DIFFERENT =
      Pattern.compile("^; kernel \\d+\\.\\d+ (accept|reject)", Pattern.MULTILINE);
  private static final Pattern LISTED = Pattern.compile("`([a-z0-9-]+)\\.bpfasm`");

  static List<Path> cases() throws IOException {
    try (Stream<Path> files = Files.list(CASES)) {
      return files.filter(f -> f.toString().endsWith(".bpfasm")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theModelSaysWhatTheCaseExpects(Path file) throws IOException {
    String listing = Files.readString(file);
    BpfObject object = Listings.read(listing);
    List<String> expected = new ArrayList<>();
    List<String> actual = new ArrayList<>();
    Matcher matcher = EXPECTED.matcher(listing);
    while (matcher.find()) {
      KernelVersion kernel =
          new KernelVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
      Verdict verdict = Verifier.verify(object, KernelModel.of(kernel)).getFirst();
      expected.add(kernel + " " + matcher.group(3));
      actual.add(kernel + " " + text(verdict));
    }
    assertFalse(expected.isEmpty(), "a case expects something");
    assertEquals(expected, actual);
  }

  private static String text(Verdict verdict) {
    return switch (verdict.outcome()) {
      case ACCEPT -> "accept";
      case REJECT -> "reject " + verdict.finding().orElseThrow().rule().code();
      case UNKNOWN -> "unknown: " + verdict.reason();
    };
  }

  @Test
  void thePageListsTheCasesThatDiffer() throws IOException {
    Set<String> differing = new TreeSet<>();
    for (Path file : cases()) {
      if (DIFFERENT.matcher(Files.readString(file)).find()) {
        differing.add(file.getFileName().toString().replace(".bpfasm", ""));
      }
    }
    Set<String> listed =
        LISTED
            .matcher(Files.readString(PAGE))
            .results()
            .map(result -> result.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(differing, listed);
  }
}
