// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.ObjectReader;
import dev.weir.bytecode.object.ObjectWriter;
import dev.weir.loader.LoadOptions;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import dev.weir.loader.host.KernelRelease;
import dev.weir.loader.program.LoadedProgram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every sample on every target.
final class SamplesTest {
  static Stream<Arguments> samplesAndTargets() throws IOException {
    List<Arguments> all = new ArrayList<>();
    for (Sample sample : Sample.all()) {
      KernelVersion.TARGETS.forEach(target -> all.add(Arguments.of(sample, target)));
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("samplesAndTargets")
  void compilesWithoutProblemsToTheSameBytes(Sample sample, KernelVersion target)
      throws IOException {
    BpfObject object = sample.compile(target);
    assertFalse(object.programs().isEmpty());
    byte[] first = ObjectWriter.write(object);
    byte[] second = ObjectWriter.write(sample.compile(target));
    assertArrayEquals(first, second);
    assertEquals(object.programs(), ObjectReader.read(object.name(), first).programs());
  }

  /// What fills the maps need not know the language.
  @ParameterizedTest
  @MethodSource("names")
  void bothLanguagesHaveTheSameMaps(String name) throws IOException {
    assertEquals(
        maps(new Sample(name, Sample.Language.TEXT)), maps(new Sample(name, Sample.Language.JAVA)));
  }

  static List<String> names() throws IOException {
    return Samples.names();
  }

  private static List<String> maps(Sample sample) throws IOException {
    return sample.compile(KernelVersion.V6_1).maps().stream()
        .map(map -> map.name() + " " + map.keySize() + " " + map.valueSize())
        .sorted()
        .toList();
  }

  @Tag("kernel")
  @ParameterizedTest
  @MethodSource("samplesAndTargets")
  void theVerifierAccepts(Sample sample, KernelVersion target) throws IOException {
    Machine.needsBpf();
    Assumptions.assumeTrue(
        KernelRelease.running().version().atLeast(target),
        () -> "needs Linux " + target + " to load what was compiled for it");
    BpfObject object = sample.compile(target);
    LoadOptions options = sample.options().withStatistics();
    try (LoadedObject loaded = Loader.load(object, options)) {
      assertEquals(object.programs().size(), loaded.programs().size());
      assertEquals(List.of(), loaded.notes());
      for (LoadedProgram program : loaded.programs()) {
        int processed = program.statistics().orElseThrow().processedInsns();
        assertTrue(processed < 1_000, () -> program + ": " + processed + " instructions verified");
      }
    }
  }
}
