// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.isa.Codec;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.listing.ListingReader;
import dev.weir.bytecode.listing.ListingWriter;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.Function;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ProgramGeneratorTest {
  private static final Palette PALETTE = new Palette();
  private static final ProgramGenerator GENERATOR =
      new ProgramGenerator(ProgramGenerator.networking(), KernelVersion.V6_18, PALETTE);

  @Property(tries = 300)
  void aSeedGivesTheSameProgramEveryTime(@ForAll long seed) {
    ProgramGenerator again =
        new ProgramGenerator(ProgramGenerator.networking(), KernelVersion.V6_18, new Palette());
    assertEquals(GENERATOR.generate(seed), again.generate(seed));
  }

  @Property(tries = 300)
  void codeEncodesAndDecodesToItself(@ForAll long seed) {
    BpfObject object = GENERATOR.generate(seed).toObject(PALETTE);
    Function main = object.programs().getFirst().function();
    assertEquals(main.code().insns(), Codec.decode(Codec.encode(main.code().insns())));
    for (Function function : object.functions()) {
      assertEquals(function.code().insns(), Codec.decode(Codec.encode(function.code().insns())));
    }
  }

  @Property(tries = 200)
  void listingsReadBackToTheSameObject(@ForAll long seed) {
    BpfObject object = GENERATOR.unbroken(seed).toObject(PALETTE);
    String listing = ListingWriter.write(object);
    Diagnostics sink = new Diagnostics();
    var read = ListingReader.read(new SourceFile("fuzz.bpfasm", listing), sink);
    assertEquals(object, read, listing);
  }

  @Test
  void everyHookAndEveryIdiomOccurs() {
    Set<String> hooks = new HashSet<>();
    Set<String> idioms = new HashSet<>();
    for (int seed = 0; seed < 6000; seed++) {
      FuzzProgram program = GENERATOR.unbroken(seed);
      hooks.add(program.hook().name());
      idioms.addAll(program.idioms());
    }
    for (Hook hook : ProgramGenerator.networking()) {
      assertTrue(hooks.contains(hook.name()), hook.name());
    }
    assertEquals(new HashSet<>(Idioms.names()), idioms);
  }

  @Test
  void aboutHalfOfThePrograms_areMutated() {
    int mutated = 0;
    for (int seed = 0; seed < 1000; seed++) {
      mutated += GENERATOR.generate(seed).changes().isEmpty() ? 0 : 1;
    }
    assertTrue(mutated > 400 && mutated < 700, "mutated " + mutated + " of 1000");
  }
}
