// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.diag.SourceFile;
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
    for (String name : Samples.names()) {
      KernelVersion.TARGETS.forEach(target -> all.add(Arguments.of(name, target)));
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("samplesAndTargets")
  void compilesWithoutProblemsToTheSameBytes(String name, KernelVersion target) throws IOException {
    SourceFile source = Samples.source(name);
    BpfObject object = Samples.compile(source, target);
    assertFalse(object.programs().isEmpty());
    byte[] first = ObjectWriter.write(object);
    byte[] second = ObjectWriter.write(Samples.compile(source, target));
    assertArrayEquals(first, second);
    assertEquals(object.programs(), ObjectReader.read(object.name(), first).programs());
  }

  @Tag("kernel")
  @ParameterizedTest
  @MethodSource("samplesAndTargets")
  void theVerifierAccepts(String name, KernelVersion target) throws IOException {
    Machine.needsBpf();
    Assumptions.assumeTrue(
        KernelRelease.running().version().atLeast(target),
        () -> "needs Linux " + target + " to load what was compiled for it");
    SourceFile source = Samples.source(name);
    BpfObject object = Samples.compile(source, target);
    LoadOptions options = LoadOptions.defaults().source(source).withStatistics();
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
