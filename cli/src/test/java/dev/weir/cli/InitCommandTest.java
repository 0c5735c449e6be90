// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// New projects. That they build and pass their tests is held by the Maven plugin's project `init`.
class InitCommandTest {
  @TempDir private Path folder;

  @Test
  void writesAProjectNamedForItsFolder() throws IOException {
    Path project = folder.resolve("My-Firewall");
    Invocation init = Invocation.of("init", project.toString()).succeeds();
    assertEquals(
        List.of(
            ".gitignore",
            "README.md",
            "pom.xml",
            "src/main/java/com/example/Main.java",
            "src/main/weir/my_firewall.weir",
            "src/test/java/com/example/MyFirewallTest.java"),
        files(project));
    assertTrue(init.out().contains("mvn verify"), init::toString);
    for (String file : files(project)) {
      String text = Files.readString(project.resolve(file));
      assertTrue(text.lines().noneMatch(line -> line.matches(".*[^$]\\{[a-z]+}.*")), text);
    }
  }

  @Test
  void theProgramCompilesAndLoadsEverywhere() {
    Path project = folder.resolve("p");
    Invocation.of("init", project.toString(), "--name", "wall", "--package", "net.x").succeeds();
    Path source = project.resolve("src/main/weir/wall.weir");
    Invocation.of("verify", source.toString()).succeeds();
    assertTrue(Files.exists(project.resolve("src/main/java/net/x/Main.java")));
  }

  @Test
  void aProjectCanHaveItsProgramInJava() throws IOException {
    Path project = folder.resolve("wall");
    Invocation.of("init", project.toString(), "--language", "java").succeeds();
    assertEquals(
        List.of(
            ".gitignore",
            "README.md",
            "pom.xml",
            "src/main/java/com/example/Main.java",
            "src/main/java/com/example/Wall.java",
            "src/test/java/com/example/WallTest.java"),
        files(project));
    for (String file : files(project)) {
      String text = Files.readString(project.resolve(file));
      assertTrue(text.lines().noneMatch(line -> line.matches(".*(^|[^$])\\{[a-z]+}.*")), text);
    }
  }

  @Test
  void leavesWhatIsThereAlone() throws IOException {
    Files.writeString(folder.resolve("mine.txt"), "mine");
    Invocation.of("init", folder.toString(), "--name", "wall").failsWith(2, "W0002", "already");
    assertEquals(List.of("mine.txt"), files(folder));
  }

  @Test
  void refusesNamesThatJavaWouldRefuse() {
    String project = folder.resolve("p").toString();
    Invocation.of("init", project, "--name", "9lives").failsWith(2, "W0007", "9lives");
    Invocation.of("init", project, "--package", "Net.X").failsWith(2, "W0007", "Net.X");
    assertTrue(Files.notExists(folder.resolve("p")));
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
