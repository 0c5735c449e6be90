// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.Program;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.map.BpfMap;
import dev.weir.loader.map.RingBuffer;
import dev.weir.loader.program.TestRun;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Whether the programs of both compilers do the same: they are run on the same packets, one after
/// another, and after each the result, the packet, the events and the contents of all maps must be
/// equal.
final class CrossCheck {
  private static final int SHOWN = 5;

  private final LoadedObject loaded;
  private final Map<String, RingBuffer> buffers = new LinkedHashMap<>();

  private CrossCheck(LoadedObject loaded) {
    this.loaded = loaded;
  }

  /// What came of a program.
  ///
  /// @param sample the sample's name
  /// @param program the program's name
  /// @param packets on how many packets both ran
  /// @param results how often each result was returned
  /// @param differences the first differences; none when both do the same
  record Row(
      String sample,
      String program,
      int packets,
      Map<Integer, Integer> results,
      List<String> differences) {
    /// Copies the collections.
    Row {
      results = new TreeMap<>(results);
      differences = List.copyOf(differences);
    }
  }

  /// What a run of a program changed, in words that can be compared.
  private record Outcome(
      String result, String packet, List<String> events, Map<String, List<String>> maps) {}

  /// Runs the programs of a sample on packets.
  ///
  /// @throws dev.weir.loader.error.LoaderException when an object does not load
  static List<Row> compare(Pair pair, Scenario scenario, Lab lab, List<Packet> packets) {
    List<Row> rows = new ArrayList<>();
    for (Program program : pair.weir().programs()) {
      try (LoadedObject weir = Loader.load(pair.weir());
          LoadedObject clang = Loader.load(pair.clang())) {
        scenario.prepare().accept(weir);
        scenario.prepare().accept(clang);
        String name = program.name();
        rows.add(lab.call(() -> compare(pair.sample().name(), name, weir, clang, packets)));
      }
    }
    return rows;
  }

  private static Row compare(
      String sample, String program, LoadedObject weir, LoadedObject clang, List<Packet> packets) {
    CrossCheck ours = new CrossCheck(weir);
    CrossCheck theirs = new CrossCheck(clang);
    Map<Integer, Integer> results = new TreeMap<>();
    List<String> differences = new ArrayList<>();
    try {
      for (Packet packet : packets) {
        Outcome expected = theirs.run(program, packet, results);
        Outcome found = ours.run(program, packet, new TreeMap<>());
        if (!found.equals(expected)) {
          differences.add(difference(packet, expected, found));
        }
        boolean diverged = !found.maps.equals(expected.maps);
        if (diverged || differences.size() == SHOWN) {
          break;
        }
      }
    } finally {
      ours.buffers.values().forEach(RingBuffer::close);
      theirs.buffers.values().forEach(RingBuffer::close);
    }
    int ran = results.values().stream().mapToInt(Integer::intValue).sum();
    return new Row(sample, program, ran, results, differences);
  }

  private Outcome run(String program, Packet packet, Map<Integer, Integer> results) {
    String result;
    String bytes = "";
    try {
      TestRun.Result run = TestRun.run(loaded.program(program), packet.bytes());
      results.merge(run.retval(), 1, Integer::sum);
      result = Integer.toString(run.retval());
      bytes = HexFormat.of().formatHex(run.dataOut());
    } catch (BpfException e) {
      result = "refused: " + e.getMessage();
    }
    List<String> events = new ArrayList<>();
    Map<String, List<String>> contents = new TreeMap<>();
    for (BpfMap map : loaded.maps()) {
      if (map.info().type() == MapType.RINGBUF.number()) {
        buffers
            .computeIfAbsent(map.name(), _ -> RingBuffer.open(map))
            .poll(Duration.ZERO, event -> events.add(HexFormat.of().formatHex(event)));
      } else {
        contents.put(map.name(), contents(map));
      }
    }
    return new Outcome(result, bytes, events, contents);
  }

  private static List<String> contents(BpfMap map) {
    HexFormat hex = HexFormat.of();
    return map.entries().stream()
        .map(e -> hex.formatHex(e.key()) + "=" + hex.formatHex(value(map, e.value())))
        .sorted()
        .toList();
  }

  /// A value; of per-CPU maps, which hold numbers of 8 bytes, the sum, for runs may be on any CPU.
  private static byte[] value(BpfMap map, byte[] value) {
    if (!map.info().perCpu()) {
      return value;
    }
    ByteBuffer sum = ByteBuffer.allocate(map.info().valueSize()).order(ByteOrder.LITTLE_ENDIAN);
    for (byte[] one : map.perCpu(value)) {
      ByteBuffer words = ByteBuffer.wrap(one).order(ByteOrder.LITTLE_ENDIAN);
      for (int at = 0; at + Long.BYTES <= one.length; at += Long.BYTES) {
        sum.putLong(at, sum.getLong(at) + words.getLong(at));
      }
    }
    return sum.array();
  }

  private static String difference(Packet packet, Outcome clang, Outcome weir) {
    StringBuilder text = new StringBuilder(packet.name());
    differ(text, "result", clang.result, weir.result);
    differ(text, "packet", clang.packet, weir.packet);
    differ(text, "events", clang.events, weir.events);
    Map<String, List<String>> maps = new TreeMap<>(clang.maps);
    maps.putAll(weir.maps);
    for (String map : maps.keySet()) {
      List<String> expected = new ArrayList<>(clang.maps.getOrDefault(map, List.of("(no map)")));
      List<String> found = new ArrayList<>(weir.maps.getOrDefault(map, List.of("(no map)")));
      List<String> both = List.copyOf(expected);
      expected.removeAll(found);
      found.removeAll(both);
      differ(text, "map " + map, expected, found);
    }
    HexFormat hex = HexFormat.of();
    return text.append("; the packet was ").append(hex.formatHex(packet.bytes())).toString();
  }

  private static void differ(StringBuilder text, String what, Object clang, Object weir) {
    if (!clang.equals(weir)) {
      text.append("; ").append(what).append(": clang ").append(clang).append(", weir ");
      text.append(weir);
    }
  }
}
