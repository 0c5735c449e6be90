// SPDX-License-Identifier: Apache-2.0
package dev.weir.build.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The scripts at the top of the checkout: the launcher, the Maven wrapper, the search for a JDK.
class ScriptsTest {

  private static final Path ROOT = Path.of(System.getProperty("weir.root"));

  @TempDir private Path folder;

  @Test
  void weirRunsThroughASymbolicLinkFromAnotherFolder() throws Exception {
    assumePackagedByThisBuild();
    Path link = Files.createSymbolicLink(folder.resolve("weir"), ROOT.resolve("weir"));
    Path second = Files.createSymbolicLink(folder.resolve("again"), link.getFileName());
    run(Map.of(), second.toString(), "--version");
    Finished finished = run(Map.of(), second.toString(), "--version");
    Files.delete(link);
    Files.delete(second);
    assertEquals(0, finished.status, finished.err);
    assertTrue(finished.out.startsWith("weir "), finished.out);
    assertEquals("", finished.err);
  }

  @ParameterizedTest
  @CsvSource({"25, 0", "25.0.3, 0", "26-ea, 0", "17.0.15, 1", "1.8.0_412, 1", "9, 1"})
  void theSearchTakesTheVersionFromTheReleaseFile(String version, int expected) throws Exception {
    Path jdk = fakeJdk(version);
    assertEquals(expected, findJdk("is_new_enough '" + jdk + "'").status);
  }

  @Test
  void aRuntimeWithoutCompilerIsNoJdk() throws Exception {
    Path jdk = fakeJdk("25");
    Files.delete(jdk.resolve("bin/javac"));
    assertEquals(1, findJdk("is_new_enough '" + jdk + "'").status);
  }

  @Test
  void javaHomeIsPreferred() throws Exception {
    Path jdk = fakeJdk("25");
    Finished finished = findJdk("JAVA_HOME='" + jdk + "'; find_jdk && echo \"$JAVA_HOME\"");
    assertEquals(jdk + "\n", finished.out, finished.err);
  }

  @Test
  void mvnwUsesTheInstalledMavenWithItsArgumentsInOrder() throws Exception {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    executable(
        bin.resolve("mvn"),
        """
        case $1 in
          --version) echo 'Apache Maven 3.8.7' ;;
          *) echo "$@" ;;
        esac
        """);
    Finished finished =
        run(
            Map.of("PATH", bin + ":" + System.getenv("PATH"), "MAVEN_ARGS", "-B -q"),
            ROOT.resolve("mvnw").toString(),
            "verify",
            "-Dx=a b");
    assertEquals("-B -q verify -Dx=a b\n", finished.out, finished.err);
  }

  @Test
  void mvnwRefusesAMavenWithAnotherChecksum() throws Exception {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    executable(bin.resolve("mvn"), "echo 'Apache Maven 3.6.3'\n");
    String path =
        Files.readAllLines(ROOT.resolve(".mvn/wrapper/maven-wrapper.properties")).stream()
            .filter(line -> line.startsWith("distributionUrl="))
            .map(line -> line.substring(line.indexOf("org/apache/maven/")))
            .findFirst()
            .orElseThrow();
    Path served = folder.resolve("repository").resolve(path);
    Files.createDirectories(served.getParent());
    Files.writeString(served, "not what was promised");
    Path home = folder.resolve("home");
    Finished finished =
        run(
            Map.of(
                "PATH", bin + ":" + System.getenv("PATH"),
                "MAVEN_USER_HOME", home.toString(),
                "MVNW_REPOURL", folder.resolve("repository").toUri().toString()),
            ROOT.resolve("mvnw").toString(),
            "verify");
    assertEquals(1, finished.status);
    assertTrue(finished.err.contains("nothing was installed"), finished.err);
    try (var left = Files.walk(home)) {
      assertEquals(List.of(), left.filter(Files::isRegularFile).toList());
    }
  }

  private static void assumePackagedByThisBuild() throws IOException {
    Path stamp = ROOT.resolve("cli/target/weir.stamp");
    Instant begun = Instant.parse(System.getProperty("weir.run"));
    assumeTrue(
        Files.exists(stamp) && Files.getLastModifiedTime(stamp).toInstant().equals(begun),
        "the command was not packaged by this build");
  }

  private Path fakeJdk(String version) throws IOException {
    Path jdk = folder.resolve("jdk");
    Files.createDirectories(jdk.resolve("bin"));
    executable(jdk.resolve("bin/java"), "exit 0\n");
    executable(jdk.resolve("bin/javac"), "exit 0\n");
    Files.writeString(
        jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    return jdk;
  }

  private static void executable(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Finished findJdk(String command) throws Exception {
    return run(
        Map.of(), "/bin/sh", "-c", ". '" + ROOT.resolve(".mvn/find-jdk.sh") + "'; " + command);
  }

  private Finished run(Map<String, String> environment, String... command) throws Exception {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "MAVEN_ARGS"));
    builder.environment().putAll(environment);
    int status = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
    return new Finished(
        status,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private record Finished(int status, String out, String err) {}
}
