// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Hashes of contents, as lower-case hexadecimal.
public final class Sha256 {
  private Sha256() {}

  /// The hash of bytes.
  public static String of(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// The hash of a text's UTF-8 form.
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The hash of a file; empty when there is no such file or it cannot be read.
  public static String of(Path file) {
    try {
      return Files.isRegularFile(file) ? of(Files.readAllBytes(file)) : "";
    } catch (IOException e) {
      return "";
    }
  }
}
