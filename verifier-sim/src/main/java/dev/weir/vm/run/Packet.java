// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.run;

import dev.weir.vm.memory.Memory;
import dev.weir.vm.memory.Region;
import java.util.Arrays;

/// The bytes that packet pointers lead to: a socket buffer, a frame of XDP, a message or the value
/// of an option. A linear part with room on both sides, and a rest that only helpers reach.
///
/// ```text
/// buffer: | headroom | metadata | linear data | tailroom |   rest: | data that is not linear |
///                    meta       data          tail
/// ```
public final class Packet {
  private final Memory memory;
  private final ContextWindow context;
  private final Fields fields;
  private byte[] buffer;
  private byte[] rest;
  private int meta;
  private int data;
  private int tail;
  private int macHeader;
  private int networkHeader;
  private Region region;

  /// Which fields of the context are the packet's pointers and length; empty for none.
  ///
  /// @param start pointer to the first byte
  /// @param end pointer behind the last linear byte
  /// @param meta pointer to the metadata
  /// @param length number of bytes
  public record Fields(String start, String end, String meta, String length) {}

  /// A packet.
  ///
  /// @param bytes all of it, from what the pointers lead to
  /// @param linear how many of the bytes are linear
  /// @param headroom bytes of room in front, in which the metadata lies
  /// @param tailroom bytes of room behind the linear part
  public Packet(
      Memory memory,
      ContextWindow context,
      Fields fields,
      byte[] bytes,
      int linear,
      byte[] metadata,
      int headroom,
      int tailroom) {
    this.memory = memory;
    this.context = context;
    this.fields = fields;
    buffer = new byte[headroom + linear + tailroom];
    data = headroom;
    meta = headroom - metadata.length;
    tail = headroom + linear;
    macHeader = data;
    networkHeader = data;
    System.arraycopy(metadata, 0, buffer, meta, metadata.length);
    System.arraycopy(bytes, 0, buffer, data, linear);
    rest = linear == bytes.length ? new byte[0] : Arrays.copyOfRange(bytes, linear, bytes.length);
    region = memory.add(bounds());
    publish();
  }

  /// All bytes: linear ones and the rest.
  public byte[] bytes() {
    byte[] all = Arrays.copyOf(Arrays.copyOfRange(buffer, data, tail), length());
    System.arraycopy(rest, 0, all, tail - data, rest.length);
    return all;
  }

  /// All bytes from the link header on, which layer-3 hooks do not see.
  public byte[] frame() {
    int before = Math.max(data - macHeader, 0);
    byte[] all = new byte[before + length()];
    System.arraycopy(buffer, data - before, all, 0, before);
    System.arraycopy(bytes(), 0, all, before, length());
    return all;
  }

  /// The metadata in front.
  public byte[] metadata() {
    return Arrays.copyOfRange(buffer, meta, data);
  }

  /// The number of bytes.
  public int length() {
    return tail - data + rest.length;
  }

  /// The number of linear bytes.
  public int linear() {
    return tail - data;
  }

  /// The number of bytes of metadata.
  public int metadataLength() {
    return data - meta;
  }

  /// Bytes free in front of data and metadata.
  public int headroom() {
    return meta;
  }

  /// Bytes free behind the linear part.
  public int tailroom() {
    return buffer.length - tail;
  }

  /// Where the link header starts, from the first byte; negative where hooks do not see it.
  public int macOffset() {
    return macHeader - data;
  }

  /// Where the network header starts, from the first byte.
  public int networkOffset() {
    return networkHeader - data;
  }

  /// Says where the headers start.
  public void headers(int macOffset, int networkOffset) {
    macHeader = data + macOffset;
    networkHeader = data + networkOffset;
  }

  /// Puts a link header in front of the first byte, where layer-3 hooks do not look.
  public void linkHeader(byte[] header) {
    System.arraycopy(header, 0, buffer, data - header.length, header.length);
    headers(-header.length, 0);
  }

  /// Copies bytes out; false when there are not that many.
  public boolean load(int offset, byte[] to) {
    if (offset < macOffset() || offset + (long) to.length > length()) {
      return false;
    }
    int linear = tail - data;
    int head = Math.clamp(linear - offset, 0, to.length);
    System.arraycopy(buffer, data + offset, to, 0, head);
    System.arraycopy(
        rest, offset + head - linear < 0 ? 0 : offset + head - linear, to, head, to.length - head);
    return true;
  }

  /// Copies bytes in; false when there are not that many.
  public boolean store(int offset, byte[] from) {
    if (offset < 0 || offset + (long) from.length > length()) {
      return false;
    }
    int linear = tail - data;
    int head = Math.clamp(linear - offset, 0, from.length);
    System.arraycopy(from, 0, buffer, data + offset, head);
    System.arraycopy(from, head, rest, Math.max(offset + head - linear, 0), from.length - head);
    return true;
  }

  /// Makes the first bytes linear; false when there are not that many.
  public boolean pull(long count) {
    if (count < 0 || count > length()) {
      return false;
    }
    int more = (int) count - (tail - data);
    if (more > 0) {
      room(0, more);
      System.arraycopy(rest, 0, buffer, tail, more);
      tail += more;
      rest = Arrays.copyOfRange(rest, more, rest.length);
    }
    return true;
  }

  /// Inserts zeros behind the first `offset` bytes, which move to the front with the headers; in
  /// what lies behind the packet where it is shorter.
  public void insert(int offset, int count) {
    room(count, Math.max(0, offset - (tail - data)));
    int size = data - meta;
    System.arraycopy(buffer, meta, buffer, meta - count, size + offset);
    meta -= count;
    data -= count;
    macHeader -= count;
    networkHeader -= count;
    Arrays.fill(buffer, data + offset, data + offset + count, (byte) 0);
  }

  /// Removes bytes behind the first `offset`, which move back with the headers.
  public void remove(int offset, int count) {
    pull((long) offset + count);
    System.arraycopy(buffer, meta, buffer, meta + count, data - meta + offset);
    meta += count;
    data += count;
    macHeader += count;
    networkHeader += count;
  }

  /// Moves the first byte: to the front for negative distances, with what is there; metadata moves
  /// along.
  public void moveStart(int distance) {
    if (distance < 0) {
      room(-distance, 0);
    }
    System.arraycopy(buffer, meta, buffer, meta + distance, data - meta);
    meta += distance;
    data += distance;
  }

  /// Moves the start of the metadata.
  public void moveMetadata(int distance) {
    meta += distance;
  }

  /// Makes the packet longer, with zeros, or shorter; all bytes are linear afterwards when it
  /// grows.
  public void resize(int length) {
    if (length >= length()) {
      pull(length());
      int more = length - length();
      room(0, more);
      Arrays.fill(buffer, tail, tail + more, (byte) 0);
      tail += more;
    } else if (length >= tail - data) {
      rest = Arrays.copyOf(rest, length - (tail - data));
    } else {
      rest = new byte[0];
      tail = data + length;
    }
  }

  /// Replaces all bytes.
  public void replace(byte[] bytes) {
    resize(0);
    room(0, bytes.length);
    System.arraycopy(bytes, 0, buffer, data, bytes.length);
    tail = data + bytes.length;
  }

  /// Forgets where the headers were: they start at the first byte.
  public void resetMacHeader() {
    macHeader = data;
  }

  /// Gives programs new pointers; those they hold lead nowhere from now on.
  public void changed() {
    region.end("a packet pointer from before a helper changed the packet");
    memory.release(region);
    region = memory.add(bounds());
    publish();
  }

  /// Shows programs only a part of the bytes, as pulling a range of a message does.
  ///
  /// @param from first byte
  /// @param to one behind the last
  public void narrow(int from, int to) {
    context.pointer(fields.start, address(from));
    context.pointer(fields.end, address(to));
  }

  /// The address of the first byte.
  public long address() {
    return memory.address(region, data - meta);
  }

  /// The address of a linear byte.
  public long address(int offset) {
    return memory.address(region, data - meta + offset);
  }

  /// Lets go of the memory.
  void release() {
    memory.release(region);
  }

  private void room(int before, int behind) {
    int front = Math.max(before - meta, 0);
    int back = Math.max(behind - (buffer.length - tail), 0);
    if (front + back > 0) {
      byte[] larger = new byte[front + buffer.length + back];
      System.arraycopy(buffer, 0, larger, front, buffer.length);
      buffer = larger;
      meta += front;
      data += front;
      tail += front;
      macHeader += front;
      networkHeader += front;
    }
  }

  private Region bounds() {
    return Region.of(Region.Kind.PACKET, "", this, buffer, meta, tail - meta, true);
  }

  private void publish() {
    context.pointer(fields.start, memory.address(region, data - meta));
    context.pointer(fields.end, memory.address(region, tail - meta));
    if (!fields.meta.isEmpty()) {
      context.pointer(fields.meta, memory.address(region));
    }
    if (!fields.length.isEmpty()) {
      context.image().set(fields.length, length());
    }
  }
}
