// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

import dev.weir.loader.value.Be32;
import dev.weir.loader.value.Bytes;
import dev.weir.loader.value.Ip6;
import dev.weir.loader.value.Mac;
import dev.weir.loader.value.StructBytes;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;

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

  /// One byte, 0 to 255; others are refused.
  static Codec<Integer> u8() {
    return struct(1, (v, out) -> out.u8(0, v), in -> in.u8(0));
  }

  /// Two bytes in the machine's order, 0 to 65,535; others are refused.
  static Codec<Integer> u16() {
    return struct(2, (v, out) -> out.u16(0, v), in -> in.u16(0));
  }

  /// Two bytes in network order, such as a port, 0 to 65,535; others are refused.
  static Codec<Integer> be16() {
    return struct(2, (v, out) -> out.be16(0, v), in -> in.be16(0));
  }

  /// Four bytes in the machine's order; the sign is up to the reader.
  static Codec<Integer> u32() {
    return of(4, (v, out) -> out.putInt(v), ByteBuffer::getInt);
  }

  /// Eight bytes in the machine's order; the sign is up to the reader.
  static Codec<Long> u64() {
    return of(8, (v, out) -> out.putLong(v), ByteBuffer::getLong);
  }

  /// A structure of a size, a writer and a reader.
  static <T> Codec<T> struct(
      int sizeBytes, BiConsumer<T, StructBytes> writer, Function<StructBytes, T> reader) {
    return of(
        sizeBytes,
        (v, out) -> writer.accept(v, StructBytes.next(out, sizeBytes)),
        in -> reader.apply(StructBytes.next(in, sizeBytes)));
  }

  /// One byte, -128 to 127.
  static Codec<Byte> i8() {
    return of(1, (v, out) -> out.put(v), ByteBuffer::get);
  }

  /// Two bytes in the machine's order, with sign.
  static Codec<Short> i16() {
    return of(2, (v, out) -> out.putShort(v), ByteBuffer::getShort);
  }

  /// Four bytes in the machine's order, 0 to 4,294,967,295; others are refused.
  static Codec<Long> unsigned32() {
    return struct(4, (v, out) -> out.u32(0, v), in -> in.u32(0));
  }

  /// One byte, 0 or 1.
  static Codec<Boolean> bool() {
    return struct(1, (v, out) -> out.bool(0, v), in -> in.bool(0));
  }

  /// A floating-point number of four bytes.
  static Codec<Float> f32() {
    return of(4, (v, out) -> out.putFloat(v), ByteBuffer::getFloat);
  }

  /// A floating-point number of eight bytes.
  static Codec<Double> f64() {
    return of(8, (v, out) -> out.putDouble(v), ByteBuffer::getDouble);
  }

  /// Four bytes in network order.
  static Codec<Be32> be32() {
    return of(
        4,
        (v, out) -> out.put(v.address().getAddress()),
        in -> {
          long number = 0;
          for (int i = 0; i < Integer.BYTES; i++) {
            number = number << Byte.SIZE | Byte.toUnsignedLong(in.get());
          }
          return new Be32(number);
        });
  }

  /// Eight bytes in network order; the sign is up to the reader.
  static Codec<Long> be64() {
    return struct(8, (v, out) -> out.be64(0, v), in -> in.be64(0));
  }

  /// An IPv6 address, sixteen bytes.
  static Codec<Ip6> ip6() {
    return of(16, (v, out) -> out.put(v.bytes()), in -> Ip6.of(taken(in, 16)));
  }

  /// An Ethernet address, six bytes.
  static Codec<Mac> mac() {
    return of(6, (v, out) -> out.put(v.bytes()), in -> Mac.of(taken(in, 6)));
  }

  /// Bytes as they are, comparable by content.
  static Codec<Bytes> octets(int sizeBytes) {
    return of(
        sizeBytes,
        (v, out) -> out.put(sized(v.toArray(), sizeBytes)),
        in -> Bytes.of(taken(in, sizeBytes)));
  }

  /// UTF-8 text up to the first zero byte; what is left is zero. A text may fill the bytes.
  static Codec<String> text(int sizeBytes) {
    return of(
        sizeBytes,
        (v, out) -> {
          byte[] text = v.getBytes(StandardCharsets.UTF_8);
          if (text.length > sizeBytes || v.indexOf(0) >= 0) {
            throw new IllegalArgumentException(
                "found a text of "
                    + text.length
                    + " bytes, expected at most "
                    + sizeBytes
                    + ", none of them zero");
          }
          out.put(Arrays.copyOf(text, sizeBytes));
        },
        in -> {
          String all = new String(taken(in, sizeBytes), StandardCharsets.UTF_8);
          int end = all.indexOf(0);
          return end < 0 ? all : all.substring(0, end);
        });
  }

  /// Values one after another, always as many.
  static <T> Codec<List<T>> list(Codec<T> element, int count) {
    return of(
        element.sizeBytes() * count,
        (values, out) -> {
          if (values.size() != count) {
            throw new IllegalArgumentException(
                "found " + values.size() + " elements, expected " + count);
          }
          values.forEach(v -> element.write(v, out));
        },
        in -> IntStream.range(0, count).mapToObj(_ -> element.read(in)).toList());
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
    return of(sizeBytes, (v, out) -> out.put(sized(v, sizeBytes)), in -> taken(in, sizeBytes));
  }

  private static byte[] sized(byte[] bytes, int expected) {
    if (bytes.length != expected) {
      throw new IllegalArgumentException("found " + bytes.length + " bytes, expected " + expected);
    }
    return bytes;
  }

  private static byte[] taken(ByteBuffer in, int size) {
    byte[] bytes = new byte[size];
    in.get(bytes);
    return bytes;
  }

  private static InetAddress address(ByteBuffer in, int size) {
    try {
      return InetAddress.getByAddress(taken(in, size));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + size + " bytes", e);
    }
  }
}
