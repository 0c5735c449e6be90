// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples.parity;

import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.testkit.Bench;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.PacketRun;
import dev.weir.testkit.SocketCall;
import dev.weir.testkit.SocketOutcome;
import dev.weir.testkit.packet.Packet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/// What a program does on random inputs, as lines to compare. Inputs depend on the seed, the names
/// of programs and maps, and the sizes of keys and values, and on nothing else.
final class Behaviour {
  private static final int RUNS = 120;
  private static final String[] ADDRESSES = {"10.0.0.1", "10.0.0.2", "10.0.1.3", "127.0.0.1"};
  private static final String[] ADDRESSES6 = {"fd00::1", "fd00::2", "::1", "::ffff:127.0.0.1"};
  private static final int[] PORTS = {22, 53, 80, 443, 8080, 40000};

  private final Bench bench;
  private final Random random;
  private final List<String> lines = new ArrayList<>();

  private Behaviour(Bench bench, long seed) {
    this.bench = bench;
    this.random = new Random(seed);
  }

  /// Runs every program of an object.
  static List<String> of(BpfObject object, long seed) {
    try (Bench bench = Bench.virtual(object)) {
      Behaviour behaviour = new Behaviour(bench, seed);
      behaviour.maps(object);
      for (int run = 0; run < RUNS; run++) {
        for (String program : object.programs().stream().map(p -> p.name()).sorted().toList()) {
          behaviour.run(object, program);
        }
      }
      behaviour.contents(object);
      return behaviour.lines;
    }
  }

  /// Some elements under keys that the inputs have, so that programs find them.
  private void maps(BpfObject object) {
    for (MapSpec map : sorted(object)) {
      switch (type(map)) {
        case HASH, LRU_HASH, LPM_TRIE -> {
          for (String address : ADDRESSES) {
            byte[] key = key(map, address);
            bench.map(map.name()).put(key, value(map.valueSize()));
          }
        }
        case ARRAY, PERCPU_ARRAY -> {
          for (int i = 0; i < Math.min(8, map.maxEntries()); i++) {
            bench.map(map.name()).put(Bytes.u32(i), value(map.valueSize()));
          }
        }
        default -> {
          // Nothing that user space fills.
        }
      }
    }
  }

  private static MapType type(MapSpec map) {
    return MapType.ofNumber(map.type()).orElseThrow();
  }

  private static List<MapSpec> sorted(BpfObject object) {
    return object.maps().stream().sorted(Comparator.comparing(MapSpec::name)).toList();
  }

  private byte[] key(MapSpec map, String address) {
    byte[] key = new byte[map.keySize()];
    byte[] bytes = InetAddress.ofLiteral(address).getAddress();
    if (type(map) == MapType.LPM_TRIE) {
      key[0] = (byte) (8 * (1 + random.nextInt(4)));
      System.arraycopy(bytes, 0, key, 4, Math.min(4, key.length - 4));
    } else {
      System.arraycopy(bytes, 0, key, 0, Math.min(4, key.length));
    }
    return key;
  }

  private byte[] value(int size) {
    byte[] value = new byte[size];
    random.nextBytes(value);
    return value;
  }

  private void run(BpfObject object, String program) {
    String section = object.program(program).orElseThrow().section();
    if (section.startsWith("cgroup/")) {
      SocketCall call = call(section.endsWith("6"));
      SocketOutcome outcome = bench.run(program, call);
      lines.add(
          "%s %s %d -> %d %d %s %d"
              .formatted(
                  program,
                  HexFormat.of().formatHex(call.address()),
                  call.port(),
                  outcome.result(),
                  outcome.errno(),
                  HexFormat.of().formatHex(outcome.address()),
                  outcome.port()));
      return;
    }
    Packet packet = packet();
    PacketRun run =
        PacketRun.of(packet)
            .mark(random.nextInt() & 0xffff_ffffL)
            .with("priority", random.nextInt(100_000));
    var outcome = bench.run(program, run);
    lines.add(
        "%s %s -> %d %s %s"
            .formatted(
                program,
                run,
                outcome.result(),
                HexFormat.of().formatHex(outcome.packet().bytes()),
                outcome.redirect()));
  }

  private SocketCall call(boolean six) {
    String address = pick(six && random.nextInt(4) > 0 ? ADDRESSES6 : ADDRESSES);
    int port = PORTS[random.nextInt(PORTS.length)];
    return random.nextBoolean() ? SocketCall.tcp(address, port) : SocketCall.udp(address, port);
  }

  private Packet packet() {
    var builder = Packet.ethernet();
    boolean six = random.nextInt(4) == 0;
    builder =
        six
            ? builder.ipv6(pick(ADDRESSES6), pick(ADDRESSES6))
            : builder.ipv4(pick(ADDRESSES), pick(ADDRESSES));
    int from = PORTS[random.nextInt(PORTS.length)];
    int to = PORTS[random.nextInt(PORTS.length)];
    builder = random.nextBoolean() ? builder.tcp(from, to) : builder.udp(from, to);
    Packet whole = builder.payload(value(random.nextInt(60))).build();
    int cut = random.nextInt(8) == 0 ? 14 + random.nextInt(whole.bytes().length - 13) : 0;
    return cut == 0 ? whole : Packet.of(Arrays.copyOf(whole.bytes(), cut));
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }

  private void contents(BpfObject object) {
    for (MapSpec map : sorted(object)) {
      switch (type(map)) {
        case HASH, LRU_HASH, LPM_TRIE, ARRAY, PERCPU_ARRAY -> {
          List<String> elements = new ArrayList<>();
          for (byte[] key : bench.map(map.name()).keys()) {
            String value =
                bench.map(map.name()).get(key).map(HexFormat.of()::formatHex).orElse("gone");
            elements.add(map.name() + " " + HexFormat.of().formatHex(key) + " = " + value);
          }
          elements.stream().sorted().forEach(lines::add);
        }
        case RINGBUF ->
            bench
                .events(map.name())
                .forEach(event -> lines.add(map.name() + " " + HexFormat.of().formatHex(event)));
        default -> {
          // Not seen from outside.
        }
      }
    }
  }
}
