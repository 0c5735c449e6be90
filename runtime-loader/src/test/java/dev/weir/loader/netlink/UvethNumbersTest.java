// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The module's header and this package number the same things in the same order.
class UvethNumbersTest {
  private static final Path HEADER =
      Path.of(System.getProperty("weir.root")).resolve("kmod/uveth/uveth_uapi.h");

  @Test
  void attributes() throws IOException {
    assertEquals(enumerators("IFLA_UVETH_(?!CNT_|PAD)"), names(UvethAttribute.values()));
  }

  @Test
  void counters() throws IOException {
    assertEquals(enumerators("IFLA_UVETH_CNT_(?!PAD)"), names(UvethCounter.values()));
  }

  @Test
  void receptionsAndModes() throws IOException {
    assertEquals(enumerators("UVETH_RX_"), names(UvethOptions.Rx.values()));
    assertEquals(
        enumerators("UVETH_(?=L[23])"),
        names(PairMode.values()).stream().map(n -> n.toUpperCase(Locale.ROOT)).toList());
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).toList();
  }

  /// What enumerators of the header are called behind a prefix; none has a number of its own.
  private static List<String> enumerators(String prefix) throws IOException {
    return Pattern.compile("^\\t" + prefix + "(\\w+),", Pattern.MULTILINE)
        .matcher(Files.readString(HEADER))
        .results()
        .map(found -> found.group(1))
        .toList();
  }
}
