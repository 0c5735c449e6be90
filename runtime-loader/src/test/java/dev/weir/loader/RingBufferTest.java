// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import static dev.weir.loader.Programs.body;
import static dev.weir.loader.Programs.exit;
import static dev.weir.loader.Programs.helper;
import static dev.weir.loader.Programs.load;
import static dev.weir.loader.Programs.mov;
import static dev.weir.loader.Programs.object;
import static dev.weir.loader.Programs.store;
import static dev.weir.loader.Programs.wide;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.Relocation.Target.MapRef;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.map.Codec;
import dev.weir.loader.map.RingBuffer;
import dev.weir.loader.program.TestRun;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class RingBufferTest {
  private static final int RINGBUF_OUTPUT = 130;

  @BeforeAll
  static void needsBpf() {
    Kernel.needsBpf();
  }

  /// Emits the packet's mark as a record of 20 bytes; returns what the helper says.
  private static BpfObject emitter() {
    return object(
        List.of(MapSpec.of("events", MapType.RINGBUF.number(), 0, 0, 4096, 0)),
        body()
            .then(
                load(MemSize.W, Reg.R2, Reg.R1, 8),
                store(MemSize.W, Reg.R10, -24, Reg.R2),
                store(MemSize.W, Reg.R10, -20, 0),
                store(MemSize.W, Reg.R10, -16, 0),
                store(MemSize.W, Reg.R10, -12, 0),
                store(MemSize.W, Reg.R10, -8, 0))
            .then(wide(Reg.R1), new MapRef("events"))
            .then(
                mov(Reg.R2, Reg.R10),
                Programs.add(Reg.R2, -24),
                mov(Reg.R3, 20),
                mov(Reg.R4, 0),
                helper(RINGBUF_OUTPUT),
                exit())
            .program("tc", "emit"));
  }

  private static void emit(LoadedObject loaded, int mark) {
    byte[] context =
        ByteBuffer.allocate(192).order(ByteOrder.nativeOrder()).putInt(8, mark).array();
    TestRun.run(loaded.program("emit"), new byte[64], context, 1);
  }

  @Test
  void recordsArriveInOrderAcrossManyWraps() {
    try (LoadedObject loaded = Loader.load(emitter());
        RingBuffer events = RingBuffer.open(loaded.map("events"))) {
      List<Integer> seen = new ArrayList<>();
      for (int mark = 0; mark < 1000; mark++) {
        emit(loaded, mark);
        if (mark % 7 == 0) {
          events.poll(Duration.ZERO, record -> seen.add(decode(record)));
        }
      }
      events.poll(Duration.ZERO, record -> seen.add(decode(record)));
      assertEquals(IntStream.range(0, 1000).boxed().toList(), seen);
    }
  }

  private static int decode(byte[] record) {
    assertEquals(20, record.length);
    return Codec.u32().decode(Arrays.copyOf(record, 4));
  }

  @Test
  void pollingWaitsForTheFirstRecord() throws Exception {
    try (LoadedObject loaded = Loader.load(emitter());
        RingBuffer events = RingBuffer.open(loaded.map("events"))) {
      assertEquals(0, events.poll(Duration.ofMillis(5), record -> {}));
      Thread emitter = Thread.ofPlatform().start(() -> emit(loaded, 7));
      List<Integer> seen = new ArrayList<>();
      assertEquals(1, events.poll(Duration.ofSeconds(10), record -> seen.add(decode(record))));
      assertEquals(List.of(7), seen);
      emitter.join();
    }
  }

  @Test
  void theReaderMayCloseTheBuffer() {
    try (LoadedObject loaded = Loader.load(emitter())) {
      emit(loaded, 1);
      emit(loaded, 2);
      RingBuffer events = RingBuffer.open(loaded.map("events"));
      assertEquals(1, events.poll(Duration.ZERO, record -> events.close()));
      assertThrows(IllegalStateException.class, () -> events.poll(Duration.ZERO, record -> {}));
      events.close();
    }
  }

  @Test
  void otherMapsAreRefused() {
    try (LoadedObject loaded =
        Loader.load(object(List.of(MapSpec.of("m", Programs.ARRAY, 4, 4, 1, 0))))) {
      assertThrows(BpfException.class, () -> RingBuffer.open(loaded.map("m")));
    }
  }
}
