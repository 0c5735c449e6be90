// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.weir.bytecode.kernel.MapType;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.sys.Bpf;
import dev.weir.loader.sys.BpfCommand;
import dev.weir.loader.sys.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// What the kernel says about a map (`struct bpf_map_info`).
///
/// @param id the kernel's id, as `bpftool map` shows it
/// @param name the kernel's name, at most 15 characters
/// @param type `enum bpf_map_type` number
/// @param keySize bytes
/// @param valueSize bytes; of one CPU's value for per-CPU maps
/// @param maxEntries entries; bytes for ring buffers
/// @param flags creation flags as the kernel keeps them
/// @param extra `map_extra`
public record MapInfo(
    int id,
    String name,
    int type,
    int keySize,
    int valueSize,
    int maxEntries,
    int flags,
    long extra) {
  private static final int SIZE = 88;
  private static final int NAME_OFFSET = 24;
  private static final int EXTRA_OFFSET = 80;

  /// Checks for null.
  public MapInfo {
    Objects.requireNonNull(name);
  }

  /// Asks the kernel.
  ///
  /// @param shownAs the map's name for messages
  static MapInfo of(Fd fd, String shownAs) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(SIZE, Long.BYTES);
      Bpf.Reply reply = Bpf.call(new BpfCommand.ObjInfo(fd.number(), info), arena);
      if (reply.failed()) {
        throw BpfException.refused(
            "BPF_OBJ_GET_INFO_BY_FD", reply.errno(), "describe map `" + shownAs + "`");
      }
      return new MapInfo(
          info.get(JAVA_INT_UNALIGNED, 4),
          name(info),
          info.get(JAVA_INT_UNALIGNED, 0),
          info.get(JAVA_INT_UNALIGNED, 8),
          info.get(JAVA_INT_UNALIGNED, 12),
          info.get(JAVA_INT_UNALIGNED, 16),
          info.get(JAVA_INT_UNALIGNED, 20),
          info.get(JAVA_LONG_UNALIGNED, EXTRA_OFFSET));
    }
  }

  /// Whether user space sees one value per possible CPU.
  public boolean perCpu() {
    return MapType.ofNumber(type).map(MapType::perCpu).orElse(false);
  }

  /// The type's name, such as `lru_hash`; its number when unknown.
  public String typeName() {
    return MapType.ofNumber(type).map(MapType::kernelName).orElse("type " + type);
  }

  private static String name(MemorySegment info) {
    byte[] bytes = info.asSlice(NAME_OFFSET, BpfCommand.NAME_SIZE).toArray(JAVA_BYTE);
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.US_ASCII);
  }
}
