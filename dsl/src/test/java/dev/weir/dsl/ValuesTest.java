// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ValuesTest {
  @Property
  void bytesInMemoryAreInNetworkOrder(@ForAll int number, @ForAll long wide) {
    ByteBuffer memory = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
    memory.putInt(0, Be32.of(number).raw());
    assertEquals(number, memory.order(ByteOrder.BIG_ENDIAN).getInt(0));
    memory.order(ByteOrder.nativeOrder()).putShort(0, (short) Be16.of(number).raw());
    assertEquals((short) number, memory.order(ByteOrder.BIG_ENDIAN).getShort(0));
    memory.order(ByteOrder.nativeOrder()).putLong(0, Be64.of(wide).raw());
    assertEquals(wide, memory.order(ByteOrder.BIG_ENDIAN).getLong(0));
  }

  @Property
  void conversionsLeadBack(@ForAll int number, @ForAll long wide) {
    assertEquals(number & 0xffff, Be16.of(number).host());
    assertEquals(number, Be32.of(number).host());
    assertEquals(wide, Be64.of(wide).host());
    assertEquals(Be16.of(number), Be16.ofRaw(Be16.of(number).raw()));
    assertTrue(Be16.of(number).is(number));
    assertEquals(Be32.of(~number), Be32.of(number).not());
    assertEquals(Be16.of(~number), Be16.of(number).not());
    assertEquals(Be64.of(~wide), Be64.of(wide).not());
  }

  @Test
  void addressesKnowWhatTheyAre() {
    assertEquals("10.96.0.1", Be32.ip(10, 96, 0, 1).toString());
    assertTrue(Be32.ip(127, 1, 2, 3).isLoopback());
    assertFalse(Be32.ip(126, 1, 2, 3).isLoopback());
    assertTrue(Be32.ip(239, 0, 0, 1).isMulticast());
    assertTrue(Ip6.of(0, 0, 0, 0, 0, 0, 0, 1).isLoopback());
    assertTrue(Ip6.of(0xff02, 0, 0, 0, 0, 0, 0, 1).isMulticast());
    assertTrue(Ip6.of(0xfebf, 0, 0, 0, 0, 0, 0, 1).isLinkLocal());
    assertFalse(Ip6.of(0xfec0, 0, 0, 0, 0, 0, 0, 1).isLinkLocal());
    Ip6 mapped = Ip6.mapped(Be32.ip(192, 0, 2, 1));
    assertTrue(mapped.isV4Mapped());
    assertEquals(Be32.ip(192, 0, 2, 1), mapped.v4());
    assertEquals("0:0:0:0:0:ffff:c000:201", mapped.toString());
    assertEquals("02:00:00:00:00:01", Mac.of(2, 0, 0, 0, 0, 1).toString());
    assertEquals(Mac.ZERO, Mac.of(0, 0, 0, 0, 0, 0));
    assertNotEquals(Mac.ZERO, Mac.of(0, 0, 0, 0, 0, 1));
  }

  @Test
  void whatOnlyTheKernelRunsSaysSo() {
    IllegalStateException refused = assertThrows(IllegalStateException.class, Helpers::random);
    assertTrue(String.valueOf(refused.getMessage()).contains("only in the kernel"));
  }
}
