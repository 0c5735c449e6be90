// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.weir.bytecode.elf.ElfFormatException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ObjectPropertiesTest {
  @Provide
  Arbitrary<BpfObject> objects() {
    return RandomObject.objects();
  }

  @Property
  void readingUndoesWriting(@ForAll("objects") BpfObject object) {
    byte[] file = ObjectWriter.write(object);
    assertEquals(object, ObjectReader.read("random", file));
    assertArrayEquals(file, ObjectWriter.write(object));
  }

  @Property
  void damagedFilesAreReadOrRefusedInOneLine(
      @ForAll("objects") BpfObject object, @ForAll Random random) {
    byte[] file = ObjectWriter.write(object);
    for (int i = 0; i < 1 + random.nextInt(8); i++) {
      file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
    }
    for (byte[] damaged : List.of(file, Arrays.copyOf(file, random.nextInt(file.length + 1)))) {
      try {
        ObjectReader.read("damaged", damaged);
      } catch (ElfFormatException | ObjectFormatException e) {
        assertFalse(e.getMessage().contains("\n"));
      }
    }
  }
}
