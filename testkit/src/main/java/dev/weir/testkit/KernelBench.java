// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit;

import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import dev.weir.loader.host.KernelRelease;
import dev.weir.loader.map.BpfMap;
import dev.weir.loader.map.RingBuffer;
import dev.weir.loader.program.TestRun;
import dev.weir.testkit.packet.Packet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Programs in the running kernel, run by `BPF_PROG_TEST_RUN`.
final class KernelBench implements Bench {
  private static final int SK_BUFF_BYTES = 192;

  private final LoadedObject loaded;
  private final Map<String, RingBuffer> rings = new HashMap<>();

  KernelBench(BpfObject object) {
    this.loaded = Loader.load(object);
  }

  @Override
  public String place() {
    return "Linux " + KernelRelease.running().version();
  }

  @Override
  public BpfObject object() {
    return loaded.object();
  }

  /// Whether the kernel can run programs of a type on test data.
  static boolean canRun(ProgramType type) {
    return switch (type) {
      case SCHED_CLS, SCHED_ACT, XDP, CGROUP_SKB, SOCKET_FILTER, LWT_IN, LWT_OUT, LWT_XMIT -> true;
      default -> false;
    };
  }

  @Override
  public Outcome run(String program, PacketRun input) {
    Hook hook = hookOf(object(), program);
    if (!canRun(hook.program())) {
      throw new UnsupportedOperationException(
          "the kernel cannot run programs for `" + hook.name() + "` on test data");
    }
    TestRun.Result result =
        TestRun.run(
            loaded.program(program),
            input.packet().bytes(),
            input.fields().isEmpty() ? new byte[0] : context(hook, input),
            1);
    return new Outcome(
        place(),
        hook,
        result.retval(),
        input.packet(),
        Packet.of(result.dataOut()),
        Optional.empty());
  }

  /// The hook that a program of an object is written for.
  static Hook hookOf(BpfObject object, String program) {
    String section =
        object
            .program(program)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "object `"
                        + object.name()
                        + "` has no program `"
                        + program
                        + "`; it has: "
                        + String.join(
                            ", ", object.programs().stream().map(p -> p.name()).toList())))
            .section();
    return Hooks.bySection(section)
        .orElseThrow(() ->
            new UnsupportedOperationException(
                "programs of section `" + section + "` cannot be tried out"));
  }

  private static byte[] context(Hook hook, PacketRun input) {
    int size = hook.program() == ProgramType.XDP ? hook.context().sizeBytes() : SK_BUFF_BYTES;
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    input
        .fields()
        .forEach((name, value) -> {
          FieldPlace place = FieldPlace.of(hook, name);
          ContextField field = place.field();
          switch (field.sizeBytes()) {
            case 8 -> out.putLong(place.offset(), value);
            case 4 -> out.putInt(place.offset(), value.intValue());
            case 2 -> out.putShort(place.offset(), value.shortValue());
            default -> out.put(place.offset(), value.byteValue());
          }
        });
    return out.array();
  }

  @Override
  public SocketOutcome run(String program, SocketCall call) {
    Hook hook = hookOf(object(), program);
    throw new UnsupportedOperationException(
        "the kernel cannot run programs for `" + hook.name() + "` on test data");
  }

  @Override
  public TestMap map(String name) {
    BpfMap map = name.startsWith(".") ? loaded.dataMap(name) : loaded.map(name);
    return new KernelMap(map);
  }

  @Override
  public List<byte[]> events(String map) {
    RingBuffer ring = rings.computeIfAbsent(map, name -> RingBuffer.open(loaded.map(name)));
    List<byte[]> events = new ArrayList<>();
    ring.poll(Duration.ZERO, events::add);
    return events;
  }

  @Override
  public void close() {
    rings.values().forEach(RingBuffer::close);
    loaded.close();
  }

  /// A map of the kernel.
  private record KernelMap(BpfMap map) implements TestMap {
    @Override
    public String name() {
      return map.name();
    }

    @Override
    public Optional<byte[]> get(byte[] key) {
      return map.lookup(key).map(value -> map.perCpu(value).getFirst());
    }

    @Override
    public TestMap put(byte[] key, byte[] value) {
      int copies = map.valueBytes() / Math.max(1, value.length);
      if (copies <= 1) {
        map.update(key, value);
      } else {
        byte[] all = new byte[map.valueBytes()];
        int stride = (value.length + 7) / 8 * 8;
        for (int at = 0; at + value.length <= all.length; at += stride) {
          System.arraycopy(value, 0, all, at, value.length);
        }
        map.update(key, all);
      }
      return this;
    }

    @Override
    public boolean remove(byte[] key) {
      return map.delete(key);
    }

    @Override
    public List<byte[]> keys() {
      return map.entries().stream().map(BpfMap.Entry::key).toList();
    }

    @Override
    public long sum(byte[] key) {
      return map.lookup(key)
          .map(value -> map.perCpu(value).stream().mapToLong(Bytes::number).sum())
          .orElse(0L);
    }
  }
}
