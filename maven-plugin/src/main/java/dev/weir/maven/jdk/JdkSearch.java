// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.jdk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Looks for a JDK that the compiler runs on, in places a user would not want to have to name.
public final class JdkSearch {
  /// Variables that tools and CI services set, besides `JAVA_HOME`.
  private static final List<String> VARIABLES =
      List.of("JAVA_HOME", "JDK_25", "JAVA25_HOME", "JAVA_HOME_25_X64", "JAVA_HOME_25_ARM64");

  private final Map<String, String> environment;
  private final List<Path> folders;

  private JdkSearch(Map<String, String> environment, List<Path> folders) {
    this.environment = environment;
    this.folders = folders;
  }

  /// A search of this machine.
  public static JdkSearch ofMachine() {
    Path home = Path.of(System.getProperty("user.home", "."));
    return new JdkSearch(
        System.getenv(),
        List.of(
            Path.of("/usr/lib/jvm"),
            Path.of("/usr/java"),
            Path.of("/usr/local"),
            Path.of("/opt"),
            Path.of("/opt/java"),
            home.resolve(".sdkman/candidates/java"),
            home.resolve(".jdks"),
            home.resolve(".m2/jdks"),
            Path.of("/Library/Java/JavaVirtualMachines"),
            Path.of("C:/Program Files/Java"),
            Path.of("C:/Program Files/Eclipse Adoptium")));
  }

  /// A search of given places, for tests.
  static JdkSearch of(Map<String, String> environment, List<Path> folders) {
    return new JdkSearch(Map.copyOf(environment), List.copyOf(folders));
  }

  /// The first one that is new enough.
  public Optional<Jdk> find() {
    for (String variable : VARIABLES) {
      Optional<Jdk> named =
          Optional.ofNullable(environment.get(variable))
              .filter(value -> !value.isEmpty())
              .flatMap(value -> Jdk.at(Path.of(value)))
              .filter(Jdk::isNewEnough);
      if (named.isPresent()) {
        return named;
      }
    }
    return folders.stream()
        .flatMap(folder -> children(folder).stream())
        .flatMap(JdkSearch::inside)
        .filter(Jdk::isNewEnough)
        .findFirst();
  }

  /// Where was looked, for a message.
  public String places() {
    return "JAVA_HOME, JAVA_HOME_25_X64, /usr/lib/jvm, /opt, ~/.sdkman, ~/.jdks and their like";
  }

  private static Stream<Jdk> inside(Path folder) {
    return Jdk.at(folder).or(() -> Jdk.at(folder.resolve("Contents/Home"))).stream();
  }

  private static List<Path> children(Path folder) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, Files::isDirectory)) {
      entries.forEach(found::add);
    } catch (IOException e) {
      return List.of();
    }
    found.sort(null);
    return found;
  }
}
