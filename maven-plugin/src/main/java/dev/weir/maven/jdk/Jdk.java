// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.jdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A Java runtime on this machine.
///
/// @param home its folder
/// @param version its feature version, such as 25
public record Jdk(Path home, int version) {
  /// The oldest version that the compiler runs on.
  public static final int NEEDED = 25;

  /// The runtime that this code runs on.
  public static Jdk current() {
    return new Jdk(Path.of(System.getProperty("java.home")), Runtime.version().feature());
  }

  /// The runtime in a folder; empty when there is none. Its `release` file tells the version, since
  /// starting a JVM to ask takes longer than everything else here.
  public static Optional<Jdk> at(Path home) {
    Path release = home.resolve("release");
    if (!Files.isExecutable(java(home)) || !Files.isReadable(release)) {
      return Optional.empty();
    }
    try {
      return Files.readAllLines(release).stream()
          .filter(line -> line.startsWith("JAVA_VERSION="))
          .map(line -> feature(line.substring(line.indexOf('=') + 1).replace("\"", "")))
          .filter(feature -> feature > 0)
          .map(feature -> new Jdk(home, feature))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static int feature(String version) {
    String digits = version.startsWith("1.") ? version.substring(2) : version;
    int end = 0;
    while (end < digits.length() && Character.isDigit(digits.charAt(end))) {
      end++;
    }
    return end == 0 || end > 4 ? 0 : Integer.parseInt(digits.substring(0, end));
  }

  /// Whether the compiler runs on it.
  public boolean isNewEnough() {
    return version >= NEEDED;
  }

  /// The command that starts it.
  public Path java() {
    return java(home);
  }

  private static Path java(Path home) {
    Path plain = home.resolve("bin").resolve("java");
    return Files.exists(plain) ? plain : home.resolve("bin").resolve("java.exe");
  }

  @Override
  public String toString() {
    return "JDK " + version + " in " + home;
  }
}
