// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.weir.loader.sys.Bpf;
import dev.weir.loader.sys.BpfCommand;
import dev.weir.loader.sys.BpfCommand.Code;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Reads all elements of a map: `BPF_MAP_LOOKUP_BATCH` where the map's type has it (hash, array and
/// LPM families, Linux 5.6), else key by key.
final class MapReader {
  private static final int EPERM = 1;
  private static final int ENOENT = 2;
  private static final int EINVAL = 22;
  private static final int ENOSPC = 28;
  private static final int ENOTSUPP = 524;
  private static final int FIRST_BATCH = 256;
  private static final int MAX_BYTES = 4 << 20;

  private final BpfMap map;
  private final BiConsumer<byte[], byte[]> visitor;
  private final int keySize;
  private final int valueSize;

  private MapReader(BpfMap map, BiConsumer<byte[], byte[]> visitor) {
    this.map = map;
    this.visitor = visitor;
    this.keySize = map.info().keySize();
    this.valueSize = map.valueBytes();
  }

  static void read(BpfMap map, BiConsumer<byte[], byte[]> visitor) {
    MapReader reader = new MapReader(map, visitor);
    if (!reader.inBatches()) {
      reader.byKey();
    }
  }

  /// Reads in batches; false when the kernel cannot for this map, and then nothing was visited.
  private boolean inBatches() {
    int count = Math.clamp(MAX_BYTES / Math.max(1, keySize + valueSize), 1, FIRST_BATCH);
    boolean first = true;
    try (Arena tokens = Arena.ofConfined()) {
      MemorySegment in = tokens.allocate(Math.max(Long.BYTES, keySize), Long.BYTES);
      MemorySegment out = tokens.allocate(Math.max(Long.BYTES, keySize), Long.BYTES);
      while (true) {
        Step step = step(first ? MemorySegment.NULL : in, out, count);
        switch (step) {
          case LAST -> {
            return true;
          }
          case MORE -> {
            in.copyFrom(out);
            first = false;
          }
          case TOO_SMALL -> count *= 2;
          case UNABLE -> {
            if (first) {
              return false;
            }
            throw map.refused(Code.MAP_LOOKUP_BATCH, -EINVAL, "iterate over");
          }
        }
      }
    }
  }

  private enum Step {
    MORE,
    LAST,
    TOO_SMALL,
    UNABLE
  }

  private Step step(MemorySegment in, MemorySegment out, int count) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment keys = arena.allocate(Math.max(1L, (long) count * keySize), Long.BYTES);
      MemorySegment values = arena.allocate(Math.max(1L, (long) count * valueSize), Long.BYTES);
      Bpf.Reply reply =
          Bpf.call(
              new BpfCommand.MapBatch(
                  Code.MAP_LOOKUP_BATCH, in, out, keys, values, count, map.fd().number(), 0),
              arena);
      int errno = reply.errno();
      if (errno == ENOSPC) {
        return Step.TOO_SMALL;
      }
      if (errno == EINVAL || errno == ENOTSUPP || errno == EPERM) {
        return Step.UNABLE;
      }
      if (errno != 0 && errno != ENOENT) {
        throw map.refused(Code.MAP_LOOKUP_BATCH, -errno, "iterate over");
      }
      visit(keys, values, reply.u32(BpfCommand.MapBatch.COUNT_OFFSET));
      return errno == ENOENT ? Step.LAST : Step.MORE;
    }
  }

  private void visit(MemorySegment keys, MemorySegment values, int count) {
    for (int i = 0; i < count; i++) {
      visitor.accept(
          keys.asSlice((long) i * keySize, keySize).toArray(JAVA_BYTE),
          values.asSlice((long) i * valueSize, valueSize).toArray(JAVA_BYTE));
    }
  }

  private void byKey() {
    Optional<byte[]> key = map.nextKey(Optional.empty());
    while (key.isPresent()) {
      byte[] current = key.get();
      Optional<byte[]> next = map.nextKey(key);
      map.lookup(current).ifPresent(value -> visitor.accept(current, value));
      key = next;
    }
  }
}
