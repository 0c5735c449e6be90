// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.load;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.RecordTypes;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.map.BtfDecoder;
import dev.weir.loader.map.BtfValue;
import dev.weir.loader.map.RingBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// The events that programs write into the ring buffers of an object.
public final class Events implements AutoCloseable {
  private final Btf types;
  private final Map<MapSpec, RingBuffer> buffers = new LinkedHashMap<>();

  private Events(Btf types) {
    this.types = types;
  }

  /// Opens all ring buffers of an object.
  public static Events open(LoadedObject loaded) {
    Events events = new Events(loaded.object().btf().orElseGet(() -> new Btf(List.of())));
    try {
      for (MapSpec map : loaded.object().maps()) {
        if (map.type() == MapType.RINGBUF.number()) {
          events.buffers.put(map, RingBuffer.open(loaded.map(map.name())));
        }
      }
    } catch (RuntimeException e) {
      events.close();
      throw e;
    }
    return events;
  }

  /// Whether there is any ring buffer.
  public boolean any() {
    return !buffers.isEmpty();
  }

  /// Gives the events that are there to a reader, with the name of their map; does not wait.
  public void drain(BiConsumer<String, BtfValue> reader) {
    buffers.forEach((map, buffer) ->
        buffer.poll(
            Duration.ZERO,
            bytes -> reader.accept(map.name(), BtfDecoder.decode(types, type(map, bytes), bytes))));
  }

  /// The type of a record: the only one that the map has, or the only one of that size; else none.
  private int type(MapSpec map, byte[] record) {
    List<Integer> all = RecordTypes.of(types, map);
    List<Integer> fitting =
        all.stream().filter(id -> types.sizeBytes(id).orElse(-1) == record.length).toList();
    List<Integer> candidates = all.size() > 1 ? fitting : all;
    return candidates.size() == 1 ? candidates.getFirst() : 0;
  }

  @Override
  public void close() {
    buffers.values().forEach(RingBuffer::close);
    buffers.clear();
  }
}
