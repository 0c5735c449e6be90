// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Holds `docs/skeletons.md` to what is compiled and run.
class SkeletonGuideTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("SkeletonKernelTest: (\\w+) -->\n```java\n(.*?)\n```", Pattern.DOTALL);

  @Test
  void examplesAreAsTheyAreCompiled() throws IOException {
    Matcher example = EXAMPLE.matcher(guide());
    int count = 0;
    while (example.find()) {
      String user =
          Files.readString(TestObjects.TESTS.resolve("users/" + example.group(1) + ".java"));
      assertTrue(flat(user).contains(flat(example.group(2))), example.group(2));
      count++;
    }
    assertEquals(6, count);
  }

  @Test
  void everyProblemIsListed() throws IOException {
    for (SkeletonProblem problem : SkeletonProblem.values()) {
      assertTrue(
          guide().contains("| " + problem.code() + " | " + problem.title() + " |"), problem.code());
    }
  }

  private static String guide() throws IOException {
    return Files.readString(TestObjects.ROOT.resolve("docs/skeletons.md"));
  }

  private static String flat(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}
