// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/// The machine's memory pages.
public final class Pages {
  private static final Path AUXILIARY_VECTOR = Path.of("/proc/self/auxv");
  private static final long AT_PAGESZ = 6;
  private static final int SMALLEST = 4096;

  private Pages() {}

  /// The size of a page in bytes.
  ///
  /// @throws UncheckedIOException when `/proc` cannot be read
  public static int sizeBytes() {
    try {
      ByteBuffer in =
          ByteBuffer.wrap(Files.readAllBytes(AUXILIARY_VECTOR)).order(ByteOrder.nativeOrder());
      while (in.remaining() >= 2 * Long.BYTES) {
        long key = in.getLong();
        long value = in.getLong();
        if (key == AT_PAGESZ) {
          return Math.toIntExact(value);
        }
      }
      return SMALLEST;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + AUXILIARY_VECTOR, e);
    }
  }
}
