// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.io;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Writes result files whole or not at all.
public final class OutputFile {
  private OutputFile() {}

  /// Puts bytes into a file: written beside it first and then moved, so that a full disk or an
  /// interruption leaves what was there before.
  public static void write(Path path, byte[] bytes) {
    Path absolute = path.toAbsolutePath();
    if (Files.exists(absolute) && !Files.isRegularFile(absolute)) {
      writeInPlace(path, bytes);
      return;
    }
    Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
    try {
      Files.write(part, bytes);
      move(part, absolute);
    } catch (IOException e) {
      discard(part);
      throw unwritable(path, e);
    }
  }

  /// Devices and pipes such as `/dev/null` are written directly.
  private static void writeInPlace(Path path, byte[] bytes) {
    try {
      Files.write(path, bytes);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException _) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void discard(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException _) {
      // The failure that led here is the one to report.
    }
  }

  private static Failure unwritable(Path path, IOException e) {
    Path folder = path.toAbsolutePath().getParent();
    String reason =
        folder != null && !Files.isDirectory(folder)
            ? "there is no folder `" + folder + "`"
            : InputFile.reason(e);
    return Failure.unable(
        ToolProblem.UNWRITABLE
            .error("cannot write `" + path + "`: " + reason)
            .help("nothing was left behind; choose another place with `-o`"));
  }
}
