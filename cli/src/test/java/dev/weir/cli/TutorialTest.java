// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Bench;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.ObjectSource;
import dev.weir.testkit.SocketCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Holds `docs/tutorial.md` to what `weir init` writes, which the Maven plugin's project `init`
/// builds and tests, and to what the compiler says.
final class TutorialTest {
  private static final Path PAGE = Path.of(System.getProperty("weir.root"), "docs", "tutorial.md");

  @TempDir private Path folder;
  private Path project = Path.of("");

  @BeforeEach
  void makeTheProject() {
    project = folder.resolve("firewall");
    Invocation.of("init", project.toString()).succeeds();
  }

  @Test
  void theProgramIsThatOfANewProject() throws IOException {
    assertEquals(source(), block("the text of weir init"));
  }

  @Test
  void theProgramInJavaIsThatOfANewProject() throws IOException {
    Path java = folder.resolve("java/firewall");
    Invocation.of("init", java.toString(), "--language", "java").succeeds();
    assertEquals(
        Files.readString(java.resolve("src/main/java/com/example/Firewall.java")),
        block("the program of weir init in Java"));
  }

  @Test
  void theMistakeGivesTheMessageShown() throws IOException {
    Path file = project.resolve("src/main/weir/firewall.weir");
    Files.writeString(file, source().replace(" else return allow", ""));
    String shown = block("what the compiler says").replace("src/main/weir/", "");
    String said = Invocation.of("compile", file.toString()).err();
    assertEquals(shown.strip(), said.replace(file.getParent() + "/", "").strip());
  }

  @Test
  void theJavaShownIsThatOfANewProject() throws IOException {
    Path java = project.resolve("src");
    assertTrue(
        Files.readString(java.resolve("test/java/com/example/FirewallTest.java"))
            .contains(block("part of the test of weir init")));
    assertTrue(
        Files.readString(java.resolve("main/java/com/example/Main.java"))
            .contains(block("part of the main class of weir init")));
  }

  @Test
  void theChangedProgramLoadsAndLetsSomeTriesThrough() throws IOException {
    Path file = folder.resolve("firewall.weir");
    Files.writeString(file, block("compiled, judged and run"));
    Invocation.of("verify", file.toString()).succeeds();
    Invocation.of("compile", file.toString()).succeeds();
    try (Bench bench = Bench.virtual(ObjectSource.read(folder.resolve("firewall.o")))) {
      bench.map("blocked").put(Bytes.u16Network(25), Bytes.join(Bytes.u64(0), Bytes.u64(2)));
      bench.run("connect4", SocketCall.tcp("192.0.2.1", 25)).allowed();
      bench.run("connect4", SocketCall.tcp("192.0.2.1", 25)).allowed();
      bench.run("connect4", SocketCall.tcp("192.0.2.1", 25)).refusedWith(1);
    }
  }

  private String source() throws IOException {
    return Files.readString(project.resolve("src/main/weir/firewall.weir"));
  }

  /// The block of code below a comment.
  private static String block(String comment) throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf('\n', page.indexOf("```", page.indexOf("<!-- " + comment))) + 1;
    return page.substring(start, page.indexOf("```", start));
  }
}
