// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfType.Int.Encoding;
import dev.weir.bytecode.btf.BtfType.Member;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class BtfDecoderTest {
  private static final Btf TYPES =
      new Btf(
          List.of(
              new BtfType.Int("u32", 4, 32, 0, Encoding.UNSIGNED),
              new BtfType.Int("u16", 2, 16, 0, Encoding.UNSIGNED),
              new BtfType.Typedef("be16", 2),
              new BtfType.Int("i64", 8, 64, 0, Encoding.SIGNED),
              new BtfType.Int("char", 1, 8, 0, Encoding.CHAR),
              new BtfType.Array(5, 1, 4),
              new BtfType.Enum("proto", 4, false, List.of(new BtfType.Value("TCP", 6))),
              new BtfType.Struct(
                  "", 4, List.of(new Member("low", 1, 0, 4), new Member("high", 1, 4, 12))),
              new BtfType.Struct(
                  "service",
                  28,
                  List.of(
                      new Member("port", 3, 0, 0),
                      new Member("name", 6, 32, 0),
                      new Member("protocol", 7, 64, 0),
                      new Member("", 8, 96, 0),
                      new Member("balance", 4, 128, 0),
                      new Member("last", 1, 192, 0))),
              new BtfType.Array(1, 1, 2),
              new BtfType.Int("bool", 1, 8, 0, Encoding.BOOL)));

  private static byte[] service() {
    return ByteBuffer.allocate(28)
        .order(ByteOrder.nativeOrder())
        .put((byte) 0)
        .put((byte) 80)
        .putShort((short) 0)
        .put(new byte[] {'l', 'b', 0, 'x'})
        .putInt(6)
        .putInt(0xab5)
        .putLong(-7)
        .putInt(-1)
        .array();
  }

  @Test
  void structuresPrintByFieldName() {
    assertEquals(
        "{\"port\":80,\"name\":\"lb\",\"protocol\":\"TCP\",\"low\":5,\"high\":171,"
            + "\"balance\":-7,\"last\":4294967295}",
        BtfDecoder.decode(TYPES, 9, service()).toJson());
  }

  @Test
  void valuesOfSeveralCpusAddUp() {
    BtfValue one = BtfDecoder.decode(TYPES, 9, service());
    BtfValue.Struct sum = (BtfValue.Struct) one.plus(one);
    assertEquals(
        new BtfValue.Int(BigInteger.valueOf(-14), "i64"), sum.field("balance").orElseThrow());
    assertEquals(
        new BtfValue.Int(BigInteger.valueOf(2 * 0xffffffffL), "u32"),
        sum.field("last").orElseThrow());
  }

  @Test
  void whatHasNoTypeIsHexadecimal() {
    assertEquals("\"0aff\"", BtfDecoder.decode(TYPES, 0, new byte[] {10, -1}).toJson());
    assertEquals("\"0a\"", BtfDecoder.decode(TYPES, 1, new byte[] {10}).toJson());
  }

  @Test
  void arraysAndTruthValues() {
    byte[] two = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(3).putInt(4).array();
    assertEquals("[3,4]", BtfDecoder.decode(TYPES, 10, two).toJson());
    assertEquals("true", BtfDecoder.decode(TYPES, 11, new byte[] {1}).toJson());
  }
}
