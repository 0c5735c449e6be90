// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Turns Java values into the bytes of a map's keys or values, and back.
///
/// Buffers are in the machine's byte order; codecs of network types write network order regardless.
///
/// @param <T> the Java type
public interface Codec<T> {
  /// The size in bytes.
  int sizeBytes();

  /// Writes a value at the buffer's position and moves it by [#sizeBytes()].
  void write(T value, ByteBuffer out);

  /// Reads a value at the buffer's position and moves it by [#sizeBytes()].
  T read(ByteBuffer in);

  /// The bytes of a value.
  default byte[] encode(T value) {
    ByteBuffer out = ByteBuffer.allocate(sizeBytes()).order(ByteOrder.nativeOrder());
    write(value, out);
    return out.array();
  }

  /// The value of bytes.
  default T decode(byte[] bytes) {
    return read(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
  }

  /// A codec of a size, a writer and a reader.
  static <T> Codec<T> of(
      int sizeBytes, BiConsumer<T, ByteBuffer> writer, Function<ByteBuffer, T> reader) {
    return new Codec<>() {
      @Override
      public int sizeBytes() {
        return sizeBytes;
      }

      @Override
      public void write(T value, ByteBuffer out) {
        writer.accept(value, out);
      }

      @Override
      public T read(ByteBuffer in) {
        return reader.apply(in);
      }
    };
  }

  /// One byte, 0 to 255.
  static Codec<Integer> u8() {
    return of(1, (v, out) -> out.put(v.byteValue()), in -> Byte.toUnsignedInt(in.get()));
  }

  /// Two bytes in the machine's order, 0 to 65,535.
  static Codec<Integer> u16() {
    return of(
        2, (v, out) -> out.putShort(v.shortValue()), in -> Short.toUnsignedInt(in.getShort()));
  }

  /// Two bytes in network order, such as a port, 0 to 65,535.
  static Codec<Integer> be16() {
    return of(
        2,
        (v, out) -> out.put((byte) (v >> 8)).put(v.byteValue()),
        in -> Byte.toUnsignedInt(in.get()) << 8 | Byte.toUnsignedInt(in.get()));
  }

  /// Four bytes in the machine's order; the sign is up to the reader.
  static Codec<Integer> u32() {
    return of(4, (v, out) -> out.putInt(v), ByteBuffer::getInt);
  }

  /// Eight bytes in the machine's order; the sign is up to the reader.
  static Codec<Long> u64() {
    return of(8, (v, out) -> out.putLong(v), ByteBuffer::getLong);
  }

  /// An IPv4 address, four bytes in network order.
  static Codec<Inet4Address> inet4() {
    return of(4, (v, out) -> out.put(v.getAddress()), in -> (Inet4Address) address(in, 4));
  }

  /// An IPv6 address, sixteen bytes in network order.
  ///
  /// Reading an IPv4-mapped address fails, because Java has no IPv6 object for it; use
  /// [#bytes(int)].
  static Codec<Inet6Address> inet6() {
    return of(16, (v, out) -> out.put(v.getAddress()), in -> (Inet6Address) address(in, 16));
  }

  /// Bytes as they are.
  static Codec<byte[]> bytes(int sizeBytes) {
    return of(
        sizeBytes,
        (v, out) -> {
          if (v.length != sizeBytes) {
            throw new IllegalArgumentException(
                "found " + v.length + " bytes, expected " + sizeBytes);
          }
          out.put(v);
        },
        in -> {
          byte[] bytes = new byte[sizeBytes];
          in.get(bytes);
          return bytes;
        });
  }

  private static InetAddress address(ByteBuffer in, int size) {
    byte[] bytes = new byte[size];
    in.get(bytes);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + size + " bytes", e);
    }
  }
}
