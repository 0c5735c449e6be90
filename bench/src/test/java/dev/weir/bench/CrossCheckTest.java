// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.sys.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The samples do what the same program in C does, in the running kernel.
@Tag("kernel")
final class CrossCheckTest {
  private static final Path ROOT = Path.of(System.getProperty("weir.root"));
  private static final int PACKETS = 400;
  private static final TimeComparison.Effort SHORT = new TimeComparison.Effort(1, 100);

  static List<Sample> samples() throws IOException {
    return Sample.of(ROOT);
  }

  @BeforeEach
  void needsBpf() {
    Assumptions.assumeTrue(
        Syscalls.unavailable().isEmpty() && Capabilities.current().networkPrograms(),
        "needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON (run as root)");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void bothLoadAndDoTheSame(Sample sample) throws IOException {
    Pair pair = Pair.compile(sample, clang());
    List<CodeComparison.Row> code = CodeComparison.compare(pair, true);
    assertEquals(pair.weir().programs().size(), code.size());
    assertTrue(code.stream().allMatch(row -> row.weir().statistics().isPresent()));
    Optional<Scenario> scenario = Scenario.of(sample.name());
    if (scenario.isPresent()) {
      List<Packet> packets = PacketGenerator.generate(sample.name().hashCode(), PACKETS);
      try (Lab lab = Lab.open()) {
        for (CrossCheck.Row row : CrossCheck.compare(pair, scenario.get(), lab, packets)) {
          assertEquals(List.of(), row.differences());
          assertTrue(row.packets() > PACKETS / 2, () -> row.packets() + " packets ran");
        }
        assertFalse(TimeComparison.compare(pair, scenario.get(), lab, SHORT).isEmpty());
      }
    }
  }

  /// The paths that the scenarios are about are really taken.
  @Test
  void packetsReachEveryResult() throws IOException {
    Map<String, List<Integer>> expected =
        Map.of("egress_policy", List.of(0, 1), "host_route", List.of(-1, 7));
    List<Packet> packets = PacketGenerator.generate(1, PACKETS);
    try (Lab lab = Lab.open()) {
      for (Sample sample : samples()) {
        if (expected.containsKey(sample.name())) {
          Pair pair = Pair.compile(sample, clang());
          Scenario scenario = Scenario.of(sample.name()).orElseThrow();
          CrossCheck.Row row = CrossCheck.compare(pair, scenario, lab, packets).getFirst();
          assertEquals(expected.get(sample.name()), List.copyOf(row.results().keySet()));
        }
      }
    }
  }

  /// Two programs that differ are told apart, by what differs.
  @ParameterizedTest
  @CsvSource({
    "SERVER_PORT: be16 = 8080, SERVER_PORT: be16 = 8081, packet: clang",
    "requests += 1, requests += 2, map counters: clang",
    "else return next, else return drop, result: clang -1"
  })
  void differencesAreFound(String text, String replacement, String found) throws IOException {
    Pair pair = pair("port_redirect");
    String source = Files.readString(pair.sample().weirSource()).replace(text, replacement);
    BpfObject other = Pair.weir(new SourceFile("other.weir", source));
    List<Packet> packets = PacketGenerator.generate(1, PACKETS);
    try (Lab lab = Lab.open()) {
      Scenario scenario = Scenario.of("port_redirect").orElseThrow();
      Pair unlike = new Pair(pair.sample(), other, pair.clang());
      CrossCheck.Row row = CrossCheck.compare(unlike, scenario, lab, packets).getFirst();
      assertFalse(row.differences().isEmpty());
      assertTrue(row.differences().getFirst().contains(found), row.differences()::toString);
    }
  }

  private static Pair pair(String name) throws IOException {
    Sample sample = samples().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    return Pair.compile(sample, clang());
  }

  private static Clang clang() {
    Optional<Clang> clang = Clang.find();
    Assumptions.assumeTrue(clang.isPresent(), "needs clang with the bpf target (apt: clang-19)");
    return clang.orElseThrow();
  }
}
