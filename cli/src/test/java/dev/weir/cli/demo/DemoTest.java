// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.cli.io.Console;
import dev.weir.cli.io.Terminal;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.host.Cgroup;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class DemoTest {

  @BeforeAll
  static void needsRoot() {
    Capabilities capabilities = Capabilities.current();
    Assumptions.assumeTrue(
        capabilities.networkPrograms() && capabilities.systemAdmin(), "needs root");
  }

  @Test
  void everythingIsAsExpectedAndNothingIsLeft() throws IOException {
    List<Path> before = groups();
    StringWriter out = new StringWriter();
    Demo.show(console(out, false));
    assertTrue(out.toString().contains("Everything was as expected."), out::toString);
    assertFalse(out.toString().contains("FAILED"), out::toString);
    assertEquals(before, groups());
  }

  @Test
  void theResultIsOneJsonValueOnRequest() {
    StringWriter out = new StringWriter();
    Demo.show(console(out, true));
    assertEquals(1, out.toString().lines().count(), out::toString);
    assertTrue(out.toString().startsWith("{\"ok\":true,\"parts\":[{"), out::toString);
    assertFalse(out.toString().contains("\"met\":false"), out::toString);
  }

  @Test
  void aGroupLeftByAKilledDemoIsRemoved() {
    Cgroup left = Cgroup.create("weir-demo-2147483647");
    Cgroup own = OwnGroup.create();
    try {
      List<Path> removed = OwnGroup.removeStale();
      assertTrue(removed.contains(left.path()), removed::toString);
      assertFalse(Files.exists(left.path()));
      assertTrue(Files.exists(own.path()), "the group of a running demo was removed");
    } finally {
      own.close();
    }
  }

  private static Console console(StringWriter out, boolean json) {
    PrintWriter writer = new PrintWriter(out);
    return new Console(writer, writer, Terminal.NONE, json, false);
  }

  private static List<Path> groups() throws IOException {
    try (Stream<Path> groups = Files.list(Cgroup.mountPoint())) {
      String own = "weir-demo-" + ProcessHandle.current().pid();
      return groups.filter(path -> path.endsWith(own)).toList();
    }
  }
}
