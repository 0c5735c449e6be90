// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.demo;

import dev.weir.cli.demo.ClientProcess.Answer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What came of a number of exchanges with one service.
///
/// @param title what kind of exchanges, such as `TCP`
/// @param service the address that the client used
/// @param hits how often each backend answered, by its name
/// @param peers whom the client's kernel named as its peer
/// @param errors why exchanges failed
record Exchanges(
    String title,
    InetSocketAddress service,
    Map<String, Integer> hits,
    Set<String> peers,
    List<String> errors) {
  /// Copies the collections.
  Exchanges {
    hits = Collections.unmodifiableMap(new TreeMap<>(hits));
    peers = Collections.unmodifiableSet(new TreeSet<>(peers));
    errors = List.copyOf(errors);
  }

  /// One exchange.
  @FunctionalInterface
  interface Exchange {
    /// Makes it.
    Answer make() throws IOException;
  }

  /// Makes exchanges one after another.
  static Exchanges make(String title, InetSocketAddress service, int count, Exchange exchange)
      throws IOException {
    Map<String, Integer> hits = new TreeMap<>();
    Set<String> peers = new TreeSet<>();
    List<String> errors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Answer answer = exchange.make();
      if (answer.ok()) {
        hits.merge(answer.text(), 1, Integer::sum);
        peers.add(answer.peer());
      } else {
        errors.add(answer.text());
      }
    }
    return new Exchanges(title, service, hits, peers, errors);
  }

  /// How many exchanges worked.
  int answered() {
    return hits.values().stream().mapToInt(Integer::intValue).sum();
  }

  /// How many exchanges there were.
  int count() {
    return answered() + errors.size();
  }

  /// Whether all worked and the client saw the service's address all the time.
  boolean lookedLikeTheService() {
    return errors.isEmpty() && peers.equals(Set.of(DemoClient.text(service)));
  }

  /// The exchanges as JSON.
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("title", title);
    json.put("service", DemoClient.text(service));
    json.put("count", count());
    json.put("backends", hits);
    json.put("peers", List.copyOf(peers));
    json.put("errors", errors);
    return json;
  }
}
