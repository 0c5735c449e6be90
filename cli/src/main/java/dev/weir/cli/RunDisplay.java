// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.cli.io.Console;
import dev.weir.cli.io.Console.Style;
import dev.weir.cli.io.Interruption;
import dev.weir.cli.io.Json;
import dev.weir.cli.io.Table;
import dev.weir.cli.load.Counters;
import dev.weir.cli.load.Events;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.MapDump;
import dev.weir.loader.link.Link;
import dev.weir.loader.map.BtfValue;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Shows what attached programs do: counters in a table that is rewritten on a terminal, as a line
/// whenever they change elsewhere; events as they come.
final class RunDisplay {
  private static final Duration EVENT_LATENCY = Duration.ofMillis(50);

  private final Console console;
  private final LoadedObject loaded;
  private final Events events;
  private Counters shown = new Counters(Map.of());
  private int linesOnScreen;

  RunDisplay(Console console, LoadedObject loaded, Events events) {
    this.console = console;
    this.loaded = loaded;
    this.events = events;
  }

  /// Shows until the time is over, the user interrupts, or nobody reads any more.
  void show(
      List<Link> links, Interruption interruption, Duration interval, Optional<Duration> duration) {
    announce(links);
    long start = System.nanoTime();
    long next = start;
    boolean first = true;
    while (true) {
      events.drain(this::event);
      long now = System.nanoTime();
      boolean over = duration.isPresent() && now - start >= duration.get().toNanos();
      if (now >= next || over) {
        counters(first || over);
        first = false;
        next = now + interval.toNanos();
      }
      Duration pause = Duration.ofNanos(Math.max(1, Math.min(EVENT_LATENCY.toNanos(), next - now)));
      if (over || console.broken() || interruption.await(pause)) {
        break;
      }
    }
    events.drain(this::event);
    if (interruption.requested()) {
      counters(true);
    }
  }

  /// Shows the contents of a map, without the elements of arrays that are all zero.
  void map(String name) {
    List<MapDump.Entry> entries =
        loaded.dump(name).entries().stream().filter(e -> !isZero(e.value())).toList();
    console.say(name + ": " + entries.size() + (entries.size() == 1 ? " entry" : " entries"));
    entries.forEach(e -> console.say("  " + e.key().toJson() + " = " + e.value().toJson()));
    console.emit(new MapLine(name, new MapDump(entries)));
  }

  private static boolean isZero(BtfValue value) {
    return switch (value) {
      case BtfValue.Struct struct ->
          struct.fields().stream().allMatch(field -> isZero(field.value()));
      case BtfValue.Array array -> array.elements().stream().allMatch(RunDisplay::isZero);
      case BtfValue.Int number -> number.value().signum() == 0;
      case BtfValue.Enumerator enumerator -> enumerator.value().signum() == 0;
      case BtfValue.Bool bool -> !bool.value();
      case BtfValue.Text text -> text.value().isEmpty();
      case BtfValue.Raw raw -> {
        for (byte b : raw.bytes()) {
          if (b != 0) {
            yield false;
          }
        }
        yield true;
      }
    };
  }

  /// The contents of a map as a JSON line.
  private record MapLine(String map, MapDump dump) implements Json.Text {
    @Override
    public String json() {
      return "{\"map\":" + Json.of(map) + ",\"entries\":" + dump.toJson() + "}";
    }
  }

  private void announce(List<Link> links) {
    links.forEach(link -> console.say(console.paint(Style.GREEN, "attached") + " " + link));
    console.emit(Map.of("attached", links.stream().map(Link::description).toList()));
    if (!Counters.in(loaded.object()) && !events.any()) {
      console.say("the object has neither counters nor events to show; Ctrl-C detaches");
    }
  }

  private void counters(boolean always) {
    if (!Counters.in(loaded.object())) {
      return;
    }
    Counters now = Counters.read(loaded);
    if (console.live()) {
      clear();
      table(now);
    } else if (always || !now.equals(shown)) {
      console.say(
          now.values().entrySet().stream()
              .map(e -> e.getKey() + "=" + e.getValue())
              .collect(Collectors.joining(" ")));
      console.emit(Map.of("counters", now.values()));
    }
    shown = now;
  }

  private void table(Counters now) {
    Table table = new Table();
    now.values()
        .forEach((name, value) -> {
          BigInteger before = shown.values().getOrDefault(name, value);
          BigInteger grown = value.subtract(before);
          String change = grown.signum() == 0 ? "" : "+" + grown;
          table.row(name, value.toString(), console.paint(Style.GREEN, change));
        });
    List<String> lines = table.lines("  ");
    lines.forEach(console::say);
    linesOnScreen = lines.size();
  }

  private void clear() {
    if (linesOnScreen > 0) {
      console.write("\033[" + linesOnScreen + "A\033[J");
      linesOnScreen = 0;
    }
  }

  private void event(String map, BtfValue value) {
    if (console.live()) {
      clear();
    }
    console.say(console.paint(Style.YELLOW, map) + " " + value.toJson());
    if (console.live()) {
      table(shown);
    }
    console.emit(new EventLine(map, value));
  }

  /// An event as a JSON line.
  private record EventLine(String map, BtfValue value) implements Json.Text {
    @Override
    public String json() {
      return "{\"event\":" + Json.of(map) + ",\"value\":" + value.toJson() + "}";
    }
  }
}
