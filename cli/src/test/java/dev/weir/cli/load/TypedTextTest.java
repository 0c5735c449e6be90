// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypedTextTest {
  private static final int U32 = 1;
  private static final int BE16 = 2;
  private static final int BE32 = 3;
  private static final int U8 = 4;
  private static final int IP6 = 6;
  private static final int KEY = 7;
  private static final int KEY6 = 8;
  private static final int ACTION = 9;
  private static final int MAC = 10;

  private static final Btf TYPES =
      new Btf(
          List.of(
              integer("u32", 4),
              integer("be16", 2),
              integer("__be32", 4),
              integer("u8", 1),
              new BtfType.Array(U8, U32, 16),
              new BtfType.Typedef("ip6", 5),
              new BtfType.Struct(
                  "Key",
                  8,
                  List.of(
                      new BtfType.Member("address", BE32, 0, 0),
                      new BtfType.Member("port", BE16, 32, 0),
                      new BtfType.Member("protocol", U8, 48, 0),
                      new BtfType.Member("pad", U8, 56, 0))),
              new BtfType.Struct(
                  "Key6",
                  20,
                  List.of(
                      new BtfType.Member("address", IP6, 0, 0),
                      new BtfType.Member("port", BE16, 128, 0))),
              new BtfType.Enum(
                  "Action",
                  1,
                  false,
                  List.of(new BtfType.Value("Deny", 0), new BtfType.Value("Allow", 1))),
              new BtfType.Array(U8, U32, 6)));

  @Test
  void fieldsAreInTheirPlacesAndOrders() {
    assertEquals("0a000001" + "0050" + "06" + "00", hex(KEY, "10.0.0.1, 80, 6"));
  }

  @Test
  void numbersAreInTheMachinesOrderUnlessTheTypeSaysOtherwise() {
    byte[] expected = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(65_536).array();
    assertArrayEquals(expected, TypedText.encode(TYPES, U32, "65_536"));
    assertEquals("1f90", hex(BE16, "0x1f90"));
  }

  @Test
  void addressesOfAllKindsAreOneValue() {
    assertEquals("20010db8" + "0".repeat(23) + "1" + "0035" + "0000", hex(KEY6, "2001:db8::1,53"));
    assertEquals(
        "0".repeat(20) + "ffff" + "0a000001" + "0035" + "0000", hex(KEY6, "::ffff:10.0.0.1,53"));
    assertEquals("0200000000ff", hex(MAC, "02:00:00:00:00:ff"));
  }

  @Test
  void enumeratorsHaveNames() {
    assertEquals("01", hex(ACTION, "Allow"));
    assertEquals("00", hex(ACTION, "0"));
  }

  @Test
  void negativeNumbersAreInTwosComplement() {
    assertEquals("ff", hex(U8, "-1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "7; 10.0.0.1,80; fewer values than fields",
        "7; 10.0.0.1,80,6,1; found 4 values, expected 3",
        "4; 256; does not fit 8 bits",
        "4; -129; does not fit 8 bits",
        "4; six; `six` is no number",
        "1; 10.0.0.1; host order",
        "3; 10.0.0.256; no address",
        "9; Maybe; `Maybe` is no number"
      })
  void whatDoesNotSuitTheTypeIsExplained(int type, String text, String reason) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> TypedText.encode(TYPES, type, text.strip()));
    assertTrue(String.valueOf(e.getMessage()).contains(reason.strip()), e.getMessage());
  }

  private static BtfType integer(String name, int size) {
    return new BtfType.Int(name, size, 8 * size, 0, BtfType.Int.Encoding.UNSIGNED);
  }

  private static String hex(int type, String text) {
    return HexFormat.of().formatHex(TypedText.encode(TYPES, type, text));
  }
}
