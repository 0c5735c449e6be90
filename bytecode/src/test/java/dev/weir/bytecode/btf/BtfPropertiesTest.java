// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class BtfPropertiesTest {
  @Provide
  Arbitrary<Btf> btf() {
    return RandomBtf.btf();
  }

  @Property
  void readingUndoesWriting(@ForAll("btf") Btf btf, @ForAll boolean big) {
    ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    byte[] section = BtfWriter.write(btf, new StringTable(), order);
    assertEquals(btf, BtfReader.read(section));
    assertArrayEquals(section, BtfWriter.write(btf, new StringTable(), order));
  }

  @Property
  void damagedSectionsAreReadOrRefused(@ForAll("btf") Btf btf, @ForAll Random random) {
    byte[] section = BtfWriter.write(btf);
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      section[random.nextInt(section.length)] ^= (byte) (1 << random.nextInt(8));
    }
    byte[] damaged = Arrays.copyOf(section, random.nextInt(section.length + 1));
    for (byte[] bytes : List.of(section, damaged)) {
      try {
        BtfReader.read(bytes);
      } catch (BtfFormatException e) {
        assertFalse(e.getMessage().contains("\n"));
      }
    }
  }

  @Property
  void deduplicationKeepsWhatTypesAre(@ForAll("btf") Btf btf) {
    BtfDedup.Result result = BtfDedup.dedup(btf);
    for (int id = 1; id <= btf.types().size(); id++) {
      BtfType before = BtfReferences.replace(btf.type(id), result::id);
      BtfType after = result.btf().type(result.id(id));
      if (!(before instanceof BtfType.Forward)) {
        assertEquals(before, after);
      } else {
        assertEquals(before.name(), after.name());
      }
    }
    assertEquals(result.btf(), BtfDedup.dedup(result.btf()).btf());
  }

  @Property
  void aSecondCopyOfTypesVanishes(@ForAll("btf") Btf btf) {
    int size = btf.types().size();
    List<BtfType> twice = new ArrayList<>(btf.types());
    btf.types().forEach(t -> twice.add(BtfReferences.replace(t, id -> id == 0 ? 0 : id + size)));
    BtfDedup.Result once = BtfDedup.dedup(btf);
    BtfDedup.Result both = BtfDedup.dedup(new Btf(twice));
    boolean places =
        btf.types().stream()
            .anyMatch(t -> t instanceof BtfType.Variable || t instanceof BtfType.DataSection);
    if (!places) {
      assertEquals(once.btf(), both.btf());
    }
  }

  @Property
  void recordsSurviveWritingAndReading(@ForAll Random random, @ForAll boolean big) {
    ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    BtfExt ext =
        new BtfExt(
            Map.of("tc", List.of(new BtfExt.FunctionInfo(0, 3), new BtfExt.FunctionInfo(64, 5))),
            Map.of(
                ".text",
                List.of(
                    new BtfExt.Line(
                        8, "a.c", "int x;", random.nextInt(1 << 22), random.nextInt(1024)))),
            Map.of("tc", List.of(new BtfExt.CoreInfo(16, 1, "0:1", random.nextInt(13)))));
    StringTable strings = new StringTable();
    byte[] section = BtfExtWriter.write(ext, strings, order);
    assertEquals(ext, BtfExtReader.read(section, strings.toByteArray()));
    section[random.nextInt(section.length)] ^= (byte) (1 << random.nextInt(8));
    try {
      BtfExtReader.read(section, strings.toByteArray());
    } catch (BtfFormatException e) {
      assertFalse(e.getMessage().contains("\n"));
    }
  }
}
