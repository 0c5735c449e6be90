// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.btf.BtfType.Int.Encoding;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class BtfReaderTest {
  private static final Btf ALL_KINDS =
      new Btf(
          List.of(
              new BtfType.Int("int", 4, 32, 0, Encoding.SIGNED),
              new BtfType.Ptr(1),
              new BtfType.Array(1, 1, 7),
              new BtfType.Struct(
                  "s",
                  12,
                  List.of(new BtfType.Member("a", 1, 0, 3), new BtfType.Member("b", 1, 32, 0))),
              new BtfType.Union("", 4, List.of(new BtfType.Member("c", 1, 0, 0))),
              new BtfType.Enum("e", 4, true, List.of(new BtfType.Value("LOW", -5))),
              new BtfType.Enum("u", 4, false, List.of(new BtfType.Value("HIGH", 0xffffffffL))),
              new BtfType.Forward("f", true),
              new BtfType.Typedef("t", 1),
              new BtfType.Volatile(1),
              new BtfType.Const(1),
              new BtfType.Restrict(2),
              new BtfType.FunctionPrototype(1, List.of(new BtfType.Parameter("p", 2))),
              new BtfType.Function("fn", 13, BtfType.FunctionLinkage.GLOBAL),
              new BtfType.Variable("v", 1, BtfType.VariableLinkage.GLOBAL_ALLOCATED),
              new BtfType.DataSection(".data", 4, List.of(new BtfType.Entry(15, 0, 4))),
              new BtfType.Float("double", 8),
              new BtfType.DeclTag("tag", 4, 1),
              new BtfType.TypeTag("user", 1),
              new BtfType.Enum64("big", 8, false, List.of(new BtfType.Value("B", 1L << 40)))));

  @Test
  void everyKindSurvivesWritingAndReadingInBothByteOrders() {
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      byte[] section = BtfWriter.write(ALL_KINDS, new StringTable(), order);
      assertEquals(ALL_KINDS, BtfReader.read(section));
    }
  }

  @Test
  void truncatedAndForeignBytesAreRefusedInOneLine() {
    byte[] section = BtfWriter.write(ALL_KINDS);
    for (int length = 0; length < section.length; length += 5) {
      byte[] part = Arrays.copyOf(section, length);
      String message =
          assertThrows(IllegalArgumentException.class, () -> BtfReader.read(part)).getMessage();
      assertTrue(message.contains("BTF") && !message.contains("\n"), message);
    }
    assertThrows(IllegalArgumentException.class, () -> BtfReader.read(new byte[64]));
  }

  @Test
  void theRunningKernelsTypesSurviveARoundTrip() throws IOException {
    Path file = Path.of("/sys/kernel/btf/vmlinux");
    Assumptions.assumeTrue(Files.isReadable(file), "needs " + file);
    Btf types = BtfReader.read(Files.readAllBytes(file));
    assertEquals(types, BtfReader.read(BtfWriter.write(types)));
    assertTrue(types.find(BtfType.Struct.class, "sk_buff").isPresent());
  }
}
