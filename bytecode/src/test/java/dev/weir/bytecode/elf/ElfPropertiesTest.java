// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.elf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ElfPropertiesTest {
  @Provide
  Arbitrary<ElfFile> elf() {
    return Arbitraries.longs().map(seed -> random(new Random(seed)));
  }

  private static ElfFile random(Random random) {
    int sections = random.nextInt(6);
    List<ElfSymbol> symbols = new ArrayList<>();
    int count = random.nextInt(8);
    for (int i = 0; i < count; i++) {
      symbols.add(
          new ElfSymbol(
              "s" + random.nextInt(5),
              random.nextInt(3),
              random.nextInt(3),
              random.nextInt(4),
              random.nextInt(sections + 3) - 3,
              random.nextLong(),
              random.nextLong()));
    }
    symbols.sort(Comparator.comparing(s -> s.binding() != ElfSymbol.LOCAL));
    List<ElfSection> list = new ArrayList<>();
    for (int i = 0; i < sections; i++) {
      list.add(section(random, count));
    }
    ByteOrder order = random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    return new ElfFile(order, list, symbols);
  }

  private static ElfSection section(Random random, int symbols) {
    int type = random.nextBoolean() ? ElfSection.PROGBITS : ElfSection.NOBITS;
    byte[] content = new byte[random.nextInt(40)];
    if (type == ElfSection.PROGBITS) {
      random.nextBytes(content);
    }
    List<ElfRelocation> relocations = new ArrayList<>();
    for (int i = 0; symbols > 0 && i < random.nextInt(4); i++) {
      relocations.add(
          new ElfRelocation(random.nextLong(), random.nextInt(), random.nextInt(symbols)));
    }
    return new ElfSection(
        ".sec" + random.nextInt(4),
        type,
        random.nextInt(8),
        1 << random.nextInt(7),
        content,
        relocations);
  }

  @Property
  void readingUndoesWriting(@ForAll("elf") ElfFile elf) {
    byte[] bytes = ElfWriter.write(elf);
    assertEquals(elf, ElfReader.read(bytes));
    assertArrayEquals(bytes, ElfWriter.write(elf));
  }

  @Property
  void damagedFilesAreReadOrRefusedInOneLine(@ForAll("elf") ElfFile elf, @ForAll Random random) {
    byte[] bytes = ElfWriter.write(elf);
    for (int i = 0; i < 1 + random.nextInt(6); i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    for (byte[] damaged : List.of(bytes, Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)))) {
      try {
        ElfReader.read(damaged);
      } catch (ElfFormatException e) {
        assertFalse(e.getMessage().contains("\n"));
      }
    }
  }

  @Property
  void everyTruncatedFileIsRefused(@ForAll("elf") ElfFile elf, @ForAll Random random) {
    byte[] bytes = ElfWriter.write(elf);
    byte[] part = Arrays.copyOf(bytes, random.nextInt(bytes.length));
    assertThrows(ElfFormatException.class, () -> ElfReader.read(part));
  }

  @Example
  void refusalsSayWhereAndWhat() {
    byte[] bytes = ElfWriter.write(new ElfFile(ByteOrder.LITTLE_ENDIAN, List.of(), List.of()));
    refused(new byte[0], "not an ELF file: found an empty file, expected 7f 45 4c 46 at byte 0");
    refused(
        new byte[] {0x74, 0x65, 0x78, 0x74},
        "not an ELF file: found 74 65 78 74, expected 7f 45 4c 46 at byte 0");
    refused(
        Arrays.copyOf(bytes, 30),
        "the file ends at byte 30, inside the ELF header of 64 bytes: it is truncated");
    refused(with(bytes, 4, 1), "byte 4: found class 1, expected 2 (64-bit)");
    refused(with(bytes, 18, 62), "byte 18: found machine 62, expected 247 (eBPF)");
    refused(with(bytes, 16, 2), "byte 16: found file type 2, expected 1 (relocatable object)");
    refused(
        with(bytes, 40, 0xff),
        "byte 40: the section headers: 192 bytes at byte 255, but the file ends at byte "
            + bytes.length
            + ": it is truncated or corrupt");
  }

  @Example
  void hugeZeroSectionsAreRefused() {
    ElfSection bss = new ElfSection(".bss", ElfSection.NOBITS, 3, 8, new byte[64], List.of());
    byte[] bytes = ElfWriter.write(new ElfFile(ByteOrder.LITTLE_ENDIAN, List.of(bss), List.of()));
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    in.putLong((int) in.getLong(40) + 64 + 32, Long.MAX_VALUE);
    String message =
        assertThrows(ElfFormatException.class, () -> ElfReader.read(bytes)).getMessage();
    assertTrue(message.contains("zero bytes, expected at most"), message);
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    byte[] copy = bytes.clone();
    copy[at] = (byte) value;
    return copy;
  }

  private static void refused(byte[] bytes, String message) {
    assertEquals(
        message, assertThrows(ElfFormatException.class, () -> ElfReader.read(bytes)).getMessage());
  }
}
