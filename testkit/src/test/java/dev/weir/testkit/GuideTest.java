// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.weir.testkit.arbitrary.BpfDomain;
import dev.weir.testkit.packet.Packet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.Test;

/// Every Java example of the guide stands in a file here, so it compiles and runs.
class GuideTest {
  private static final Pattern EXAMPLE = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Path FILTER = Path.of("src/test/resources/dev/weir/testkit/filter.bpfasm");

  @Test
  void examplesAreCompiled() throws IOException {
    Path root = Path.of(System.getProperty("weir.root"));
    String page = Files.readString(root.resolve("docs").resolve("testkit.md"));
    Path folder = root.resolve("testkit/src/test/java/dev/weir/testkit");
    StringBuilder sources = new StringBuilder();
    for (String file : List.of("GuideTest.java", "GuideExampleTest.java")) {
      sources.append(plain(Files.readString(folder.resolve(file))));
    }
    List<String> examples = EXAMPLE.matcher(page).results().map(GuideTest::code).toList();
    assertFalse(examples.isEmpty());
    assertEquals(
        List.of(), examples.stream().filter(e -> !sources.toString().contains(plain(e))).toList());
  }

  private static String code(MatchResult match) {
    return match.group(1);
  }

  private static String plain(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  @Test
  void aBenchWithoutJunit() {
    try (Bench bench = Bench.virtual(ObjectSource.read(FILTER))) {
      bench.map("blocked").put(Bytes.u16Network(23), Bytes.u8(1));
      Packet telnet = Packet.ethernet().ipv4("10.0.0.1", "10.0.0.2").tcp(999, 23).syn().build();
      bench.run("filter", telnet).returns("drop").packetUnchanged();
    }
  }

  @Property(tries = 100)
  @Domain(BpfDomain.class)
  void packetsStayAsTheyAre(@ForAll Packet packet) {
    try (Bench bench = Bench.virtual(ObjectSource.read(FILTER))) {
      bench.run("filter", packet).returns("pass").packetUnchanged();
    }
  }
}
