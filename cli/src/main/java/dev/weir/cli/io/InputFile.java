// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Reads the files that commands are given, with one clear failure for each thing that can be
/// wrong.
public final class InputFile {
  private static final int LARGEST = 64 << 20;

  private InputFile() {}

  /// All bytes of a file.
  public static byte[] bytes(Path path) {
    try {
      if (Files.isDirectory(path)) {
        throw unreadable(path, "it is a folder");
      }
      try (InputStream in = Files.newInputStream(path)) {
        byte[] bytes = in.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
          throw unreadable(path, "it is larger than 64 MiB");
        }
        return bytes;
      }
    } catch (NoSuchFileException _) {
      throw unreadable(path, "there is no such file");
    } catch (AccessDeniedException _) {
      throw unreadable(path, "permission denied");
    } catch (IOException e) {
      throw unreadable(path, reason(e));
    }
  }

  /// Whether bytes start like an ELF file.
  public static boolean isElf(byte[] bytes) {
    return bytes.length >= 4
        && bytes[0] == 0x7f
        && bytes[1] == 'E'
        && bytes[2] == 'L'
        && bytes[3] == 'F';
  }

  /// Bytes as UTF-8 text.
  public static String text(Path path, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw Failure.rejected(
          ToolProblem.NOT_TEXT
              .error("`" + path + "` is neither an ELF object nor UTF-8 text")
              .help("give a `.weir` source, a `.bpfasm` listing or an object file"));
    }
  }

  private static Failure unreadable(Path path, String reason) {
    return Failure.unable(
        ToolProblem.UNREADABLE
            .error("cannot read `" + path + "`: " + reason)
            .help("check the path; it is taken from the folder the command runs in"));
  }

  /// The operating system's words for an error, without our own class names.
  public static String reason(IOException e) {
    if (e instanceof java.nio.file.FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    return e.getMessage() == null ? "input or output error" : e.getMessage();
  }
}
