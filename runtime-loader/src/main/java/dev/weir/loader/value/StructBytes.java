// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.value;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The bytes of a structure: numbers at offsets, in the machine's byte order unless the name says
/// `be`. What is never written stays zero, padding included.
///
/// A number that its place cannot hold is an `IllegalArgumentException`.
public final class StructBytes {
  private final ByteBuffer bytes;
  private final int start;

  private StructBytes(ByteBuffer bytes, int start) {
    this.bytes = bytes;
    this.start = start;
  }

  /// The structure at a buffer's position, which moves behind it.
  ///
  /// @param bytes in the machine's byte order
  /// @param sizeBytes the structure's size
  public static StructBytes next(ByteBuffer bytes, int sizeBytes) {
    int start = bytes.position();
    bytes.position(start + sizeBytes);
    return new StructBytes(bytes, start);
  }

  /// A structure of zeros.
  public static StructBytes zero(int sizeBytes) {
    return of(new byte[sizeBytes]);
  }

  /// The structure that bytes hold; writing changes them.
  public static StructBytes of(byte[] bytes) {
    return new StructBytes(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), 0);
  }

  /// A buffer at an offset, in the machine's byte order, for a codec to read or write; writing
  /// changes the structure.
  public ByteBuffer at(int offset) {
    return bytes.duplicate().order(ByteOrder.nativeOrder()).position(start + offset);
  }

  /// One byte, 0 to 255.
  public int u8(int offset) {
    return Byte.toUnsignedInt(bytes.get(start + offset));
  }

  /// Sets one byte, 0 to 255.
  public void u8(int offset, int value) {
    bytes.put(start + offset, (byte) within(value, 0, 0xff));
  }

  /// One byte, -128 to 127.
  public byte i8(int offset) {
    return bytes.get(start + offset);
  }

  /// Sets one byte.
  public void i8(int offset, byte value) {
    bytes.put(start + offset, value);
  }

  /// Two bytes, 0 to 65,535.
  public int u16(int offset) {
    return Short.toUnsignedInt(bytes.getShort(start + offset));
  }

  /// Sets two bytes, 0 to 65,535.
  public void u16(int offset, int value) {
    bytes.putShort(start + offset, (short) within(value, 0, 0xffff));
  }

  /// Two bytes, -32,768 to 32,767.
  public short i16(int offset) {
    return bytes.getShort(start + offset);
  }

  /// Sets two bytes.
  public void i16(int offset, short value) {
    bytes.putShort(start + offset, value);
  }

  /// Two bytes in network order, 0 to 65,535.
  public int be16(int offset) {
    return u8(offset) << 8 | u8(offset + 1);
  }

  /// Sets two bytes in network order, 0 to 65,535.
  public void be16(int offset, int value) {
    within(value, 0, 0xffff);
    u8(offset, value >> 8);
    u8(offset + 1, value & 0xff);
  }

  /// Four bytes, 0 to 4,294,967,295.
  public long u32(int offset) {
    return Integer.toUnsignedLong(i32(offset));
  }

  /// Sets four bytes, 0 to 4,294,967,295.
  public void u32(int offset, long value) {
    i32(offset, (int) within(value, 0, 0xffff_ffffL));
  }

  /// Four bytes, with sign.
  public int i32(int offset) {
    return bytes.getInt(start + offset);
  }

  /// Sets four bytes.
  public void i32(int offset, int value) {
    bytes.putInt(start + offset, value);
  }

  /// Eight bytes; the sign is up to the reader.
  public long i64(int offset) {
    return bytes.getLong(start + offset);
  }

  /// Sets eight bytes.
  public void i64(int offset, long value) {
    bytes.putLong(start + offset, value);
  }

  /// Eight bytes in network order; the sign is up to the reader.
  public long be64(int offset) {
    return swapped(i64(offset));
  }

  /// Sets eight bytes in network order.
  public void be64(int offset, long value) {
    i64(offset, swapped(value));
  }

  /// One byte, whether it is not zero.
  public boolean bool(int offset) {
    return u8(offset) != 0;
  }

  /// Sets one byte to 0 or 1.
  public void bool(int offset, boolean value) {
    u8(offset, value ? 1 : 0);
  }

  /// A floating-point number of four bytes.
  public float f32(int offset) {
    return bytes.getFloat(start + offset);
  }

  /// Sets a floating-point number of four bytes.
  public void f32(int offset, float value) {
    bytes.putFloat(start + offset, value);
  }

  /// A floating-point number of eight bytes.
  public double f64(int offset) {
    return bytes.getDouble(start + offset);
  }

  /// Sets a floating-point number of eight bytes.
  public void f64(int offset, double value) {
    bytes.putDouble(start + offset, value);
  }

  /// A bit field.
  ///
  /// @param bitOffset of its first bit, counted as the compiler does: from the lowest bit of a byte
  ///   on little-endian machines, from the highest on others
  /// @param width bits, at most 64
  /// @param signed whether its highest bit is a sign
  public long bits(int bitOffset, int width, boolean signed) {
    long value = 0;
    for (int i = width - 1; i >= 0; i--) {
      value = value << 1 | bit(place(bitOffset, width, i));
    }
    int spare = Long.SIZE - width;
    return signed ? value << spare >> spare : value;
  }

  /// Sets a bit field and nothing beside it.
  public void bits(int bitOffset, int width, boolean signed, long value) {
    if (width < Long.SIZE) {
      long half = 1L << (width - 1);
      within(value, signed ? -half : 0, signed ? half - 1 : (half << 1) - 1);
    }
    for (int i = 0; i < width; i++) {
      int place = place(bitOffset, width, i);
      int old = u8(place / 8) & ~(1 << mask(place));
      u8(place / 8, old | (int) (value >>> i & 1) << mask(place));
    }
  }

  /// Where the bit of a weight is.
  private int place(int bitOffset, int width, int weight) {
    return little() ? bitOffset + weight : bitOffset + width - 1 - weight;
  }

  private int bit(int place) {
    return u8(place / 8) >> mask(place) & 1;
  }

  private int mask(int place) {
    return little() ? place % 8 : 7 - place % 8;
  }

  private boolean little() {
    return bytes.order() == ByteOrder.LITTLE_ENDIAN;
  }

  private long swapped(long value) {
    return little() ? Long.reverseBytes(value) : value;
  }

  private static long within(long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(value + " outside " + least + ".." + most);
    }
    return value;
  }
}
