// SPDX-License-Identifier: Apache-2.0
package com.example;

import com.example.Kinds.Color;
import com.example.Kinds.Everything;
import com.example.Kinds.EverythingV4OrV6;
import com.example.Kinds.Key;
import com.example.Kinds.Point;
import com.example.Kinds.SignedKind;
import com.example.Kinds.Value;
import dev.weir.loader.map.TypedMap;
import dev.weir.loader.value.Be32;
import dev.weir.loader.value.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Uses every kind of map and variable.
public final class KindsUse implements Callable<String> {
  private final List<String> said = new ArrayList<>();

  @Override
  public String call() {
    Kinds.Options options = Kinds.Options.defaults().limit(60_000).origin(new Point(10, 20)).label("xyz");
    try (Kinds kinds = Kinds.load(options)) {
      maps(kinds);
      variables(kinds);
      try (var events = kinds.events().open();
          var others = kinds.others().open()) {
        said.add("verdict " + kinds.run().testRun(new byte[64]).retval());
        said.add(events.poll(Duration.ofSeconds(5)).toString());
        said.add(others.poll(Duration.ofSeconds(5)).toString());
      }
      said.add("number " + kinds.numbersMap().get(0) + " of " + kinds.numbersMap().size());
      said.add("queued " + kinds.queue().pop() + kinds.queue().peek());
      Everything state = kinds.state().get();
      said.add(
          "state " + state.level() + " " + state.delta() + " " + state.wide() + " "
              + state.points().get(1).x() + " " + state.v4OrV6().v4());
      said.add("runs " + kinds.runs().get() + " load " + kinds.loadVariable().get());
      kinds.next().clear(0);
      said.add("table " + kinds.next().isSet(0) + " " + kinds.next().size());
    }
    return String.join("\n", said);
  }

  private void maps(Kinds kinds) {
    Key key = new Key(255, Be32.parse("192.168.0.1"), 65_535);
    Everything value =
        new Everything(
            -1, 2, (byte) -3, (short) -4, true, Color.BLUE, SignedKind.LOW, 1, 31, -64, (1L << 40) - 1,
            "a name", Bytes.of(new byte[] {1, 2, 3, 4, 5, 6}), List.of(1L, 2L, 4_294_967_295L),
            List.of(new Point(-1, 1), new Point(2, -2)), EverythingV4OrV6.ofV4(Be32.of(1)),
            Value.ofPoint(new Point(7, 8)), 9, 10, 11, 12, 13, 14);
    kinds.table().put(key, value);
    boolean same = kinds.table().get(key).orElseThrow().equals(value);
    said.add("table " + same + " " + kinds.table().entries().containsKey(key) + " " + value.color());
    said.add("point " + value.value().point() + " " + value.value().number());
    kinds.percpu().put(5L, new Point(1, 2));
    int cpus = kinds.percpu().get(5L).orElseThrow().size();
    said.add("percpu " + (kinds.percpu().reduce(5L, Point::plus).orElseThrow().x() == cpus));
    kinds.stack().push(1L);
    kinds.stack().push(4_000_000_000L);
    said.add("stack " + kinds.stack().pop() + kinds.stack().peek());
    kinds.seen().add(3L);
    said.add("seen " + kinds.seen().mightContain(3L) + " " + kinds.seen().mightContain(4L));
    kinds.untyped().put(Bytes.parse("010203"), Bytes.zero(5));
    said.add("untyped " + kinds.untyped().entries());
    TypedMap<Long, Point> inner = kinds.tables().create();
    inner.put(1L, new Point(3, 4));
    kinds.tables().put(9L, inner);
    inner.map().close();
    TypedMap<Long, Point> found = kinds.tables().get(9L).orElseThrow();
    said.add("inner " + found.entries() + " " + kinds.tables().get(8L));
    found.map().close();
    said.add("perf " + kinds.perf().info().typeName());
  }

  private void variables(Kinds kinds) {
    said.add("constants " + kinds.limit() + " " + kinds.origin() + " " + kinds.label());
    kinds.offset().set(kinds.offset().get() - 1);
    said.add("offset " + kinds.offset().get());
    try {
      Kinds.Options.defaults().limit(65_536);
    } catch (IllegalArgumentException e) {
      said.add(e.getMessage());
    }
  }
}
