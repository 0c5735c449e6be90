// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.sys;

import dev.weir.loader.error.BpfException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/// Paths of maps, programs and links in a bpffs.
public final class Pins {
  private Pins() {}

  /// Gives an object a path.
  ///
  /// @param asked what was wanted, to follow the word "cannot"
  /// @throws BpfException when the path is taken, or lies in no bpffs
  public static void pin(Fd fd, Path path, String asked) {
    try (Arena arena = Arena.ofConfined()) {
      long result =
          Bpf.call(new BpfCommand.ObjPin(arena.allocateFrom(path.toString()), fd.number()));
      if (result < 0) {
        throw BpfException.refused("BPF_OBJ_PIN", (int) -result, asked);
      }
    }
  }

  /// Opens what has a path; the caller owns the descriptor.
  ///
  /// @param asked what was wanted, to follow the word "cannot"
  /// @throws BpfException when nothing is pinned there
  public static Fd open(Path path, String asked) {
    try (Arena arena = Arena.ofConfined()) {
      long result = Bpf.call(new BpfCommand.ObjGet(arena.allocateFrom(path.toString())));
      if (result < 0) {
        throw BpfException.refused("BPF_OBJ_GET", (int) -result, asked);
      }
      return new Fd((int) result);
    }
  }
}
