// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JdkSearchTest {
  @TempDir private Path folder;

  @Test
  void readsTheVersionOfAJdkFromItsReleaseFile() throws IOException {
    assertEquals(Optional.of(25), version("a", "JAVA_VERSION=\"25.0.3\""));
    assertEquals(Optional.of(26), version("b", "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"26-ea\""));
    assertEquals(Optional.of(8), version("c", "JAVA_VERSION=\"1.8.0_402\""));
    assertEquals(Optional.empty(), version("d", "IMPLEMENTOR=\"X\""));
    assertEquals(Optional.empty(), Jdk.at(folder.resolve("nothing")));
  }

  @Test
  void prefersWhatTheEnvironmentNamesWhenItIsNewEnough() throws IOException {
    Path old = jdk("old", "JAVA_VERSION=\"17.0.1\"");
    Path named = jdk("named", "JAVA_VERSION=\"25\"");
    jdk("others/a21", "JAVA_VERSION=\"21.0.1\"");
    Path other = jdk("others/b26", "JAVA_VERSION=\"26\"");
    List<Path> folders = List.of(folder.resolve("missing"), folder.resolve("others"));

    assertEquals(
        Optional.of(new Jdk(named, 25)),
        JdkSearch.of(
                Map.of("JAVA_HOME", old.toString(), "JAVA_HOME_25_X64", named.toString()), folders)
            .find());
    assertEquals(
        Optional.of(new Jdk(other, 26)),
        JdkSearch.of(Map.of("JAVA_HOME", old.toString()), folders).find());
    assertEquals(Optional.empty(), JdkSearch.of(Map.of(), List.of()).find());
  }

  @Test
  void findsTheJdkInsideABundle() throws IOException {
    Path home = jdk("jvms/temurin.jdk/Contents/Home", "JAVA_VERSION=\"25.0.1\"");
    assertEquals(
        Optional.of(new Jdk(home, 25)),
        JdkSearch.of(Map.of(), List.of(folder.resolve("jvms"))).find());
  }

  private Optional<Integer> version(String name, String release) throws IOException {
    return Jdk.at(jdk(name, release)).map(Jdk::version);
  }

  private Path jdk(String name, String release) throws IOException {
    Path home = folder.resolve(name);
    Path java = home.resolve("bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "");
    java.toFile().setExecutable(true);
    Files.writeString(home.resolve("release"), release);
    return home;
  }
}
