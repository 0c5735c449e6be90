// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/// The version this build carries, as the build wrote it into `version.txt`.
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
      String version =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8).strip();
      return new String[] {"weir " + version};
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
