// SPDX-License-Identifier: Apache-2.0
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Copies a URL to a file: `java Download.java URL FILE`, for machines without curl and wget.
final class Download {

  public static void main(String[] arguments) throws Exception {
    try (InputStream in = URI.create(arguments[0]).toURL().openStream()) {
      Files.copy(in, Path.of(arguments[1]), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
