// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.bytecode.diag.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Reads the files that commands are given, with one clear failure for each thing that can be wrong.
final class InputFile {
  private InputFile() {}

  /// All bytes of a file.
  static byte[] bytes(Path path) {
    try {
      if (Files.isDirectory(path)) {
        throw unreadable(path, "it is a folder");
      }
      return Files.readAllBytes(path);
    } catch (NoSuchFileException _) {
      throw unreadable(path, "there is no such file");
    } catch (AccessDeniedException _) {
      throw unreadable(path, "permission denied");
    } catch (IOException e) {
      throw unreadable(path, reason(e));
    }
  }

  /// Whether bytes start like an ELF file.
  static boolean isElf(byte[] bytes) {
    return bytes.length >= 4
        && bytes[0] == 0x7f
        && bytes[1] == 'E'
        && bytes[2] == 'L'
        && bytes[3] == 'F';
  }

  /// Bytes as UTF-8 text.
  static String text(Path path, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw Failure.rejected(
          Problem.error(
                  ToolProblem.NOT_TEXT, "`" + path + "` is neither an ELF object nor UTF-8 text")
              .help("give a `.weir` source, a `.bpfasm` listing or an object file"));
    }
  }

  private static Failure unreadable(Path path, String reason) {
    return Failure.unable(
        Problem.error(ToolProblem.UNREADABLE, "cannot read `" + path + "`: " + reason)
            .help("check the path; it is taken from the folder the command runs in"));
  }

  /// The operating system's words for an error, without our own class names.
  static String reason(IOException e) {
    if (e instanceof java.nio.file.FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    return e.getMessage() == null ? "input or output error" : e.getMessage();
  }
}
