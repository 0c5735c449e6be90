// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// The files of the classic mistakes.
public final class MistakesObjects {
  private MistakesObjects() {}

  /// The bytes of a file.
  public static byte[] read(String name) throws IOException {
    try (InputStream in = MistakesObjects.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}
