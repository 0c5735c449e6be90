// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.weir.loader.sys.Bpf;
import dev.weir.loader.sys.BpfCommand.Code;
import dev.weir.loader.sys.BpfCommand.MapBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Writes many elements: `BPF_MAP_UPDATE_BATCH` where the map's type has it (Linux 5.6), else one
/// by one.
///
/// A batch that fails half way has written its first elements, as single updates would have.
final class MapWriter {
  private static final int EINVAL = 22;
  private static final int ENOTSUPP = 524;
  private static final MemorySegment NONE = MemorySegment.NULL;

  private MapWriter() {}

  static void write(BpfMap map, List<BpfMap.Entry> entries) {
    if (!entries.isEmpty() && !inOneBatch(map, entries)) {
      entries.forEach(entry -> map.update(entry.key(), entry.value()));
    }
  }

  /// Writes all at once; false when the kernel cannot for this map.
  private static boolean inOneBatch(BpfMap map, List<BpfMap.Entry> entries) {
    int keySize = map.info().keySize();
    int valueSize = map.valueBytes();
    if (keySize == 0) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment keys = arena.allocate((long) keySize * entries.size(), Long.BYTES);
      MemorySegment values = arena.allocate((long) valueSize * entries.size(), Long.BYTES);
      int index = 0;
      for (BpfMap.Entry entry : entries) {
        map.check(entry.key(), entry.value());
        MemorySegment.copy(
            entry.key(), 0, keys, JAVA_BYTE, (long) index * keySize, entry.key().length);
        MemorySegment.copy(
            entry.value(), 0, values, JAVA_BYTE, (long) index * valueSize, entry.value().length);
        index++;
      }
      Bpf.Reply reply =
          Bpf.call(
              new MapBatch(
                  Code.MAP_UPDATE_BATCH,
                  NONE,
                  NONE,
                  keys,
                  values,
                  entries.size(),
                  map.fd().number(),
                  0),
              arena);
      if (reply.errno() == EINVAL || reply.errno() == ENOTSUPP) {
        return false;
      }
      if (reply.failed()) {
        throw map.refused(Code.MAP_UPDATE_ELEM, reply.result(), "update");
      }
      return true;
    }
  }
}
