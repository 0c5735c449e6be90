// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Writes the fields of one `union bpf_attr` member in order.
///
/// Fields of eight bytes are aligned to eight, as `__aligned_u64` is.
public final class AttrWriter {
  /// Room for the largest member of `union bpf_attr` known (168 bytes in 7.3), rounded up.
  static final int CAPACITY = 256;

  private final MemorySegment attr;
  private final Consumer<Field> observer;
  private int position;

  AttrWriter(MemorySegment zeroed, Consumer<Field> observer) {
    this.attr = zeroed;
    this.observer = observer;
  }

  /// Where a field lies.
  ///
  /// @param name the kernel's name for it; a dot separates a nested structure's member
  /// @param offset bytes from the start of the attribute
  /// @param size bytes
  public record Field(String name, int offset, int size) {}

  /// The fields a command writes, in order.
  public static List<Field> layoutOf(BpfCommand command) {
    List<Field> fields = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      command.write(new AttrWriter(arena.allocate(CAPACITY, Long.BYTES), fields::add));
    }
    return List.copyOf(fields);
  }

  /// Writes a 32-bit field.
  public AttrWriter u32(String name, int value) {
    attr.set(JAVA_INT_UNALIGNED, place(name, Integer.BYTES, Integer.BYTES), value);
    return this;
  }

  /// Writes a 64-bit field.
  public AttrWriter u64(String name, long value) {
    attr.set(JAVA_LONG_UNALIGNED, place(name, Long.BYTES, Long.BYTES), value);
    return this;
  }

  /// Writes a 64-bit field that holds a user-space address; [MemorySegment#NULL] for none.
  public AttrWriter address(String name, MemorySegment value) {
    return u64(name, value.address());
  }

  /// Writes a zero-terminated name into a fixed array of bytes.
  ///
  /// @throws IllegalArgumentException when the name does not fit with its terminator
  public AttrWriter text(String name, int size, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length >= size) {
      throw new IllegalArgumentException(
          "name `" + value + "` has " + bytes.length + " bytes, at most " + (size - 1) + " fit");
    }
    MemorySegment.copy(bytes, 0, attr, JAVA_BYTE, place(name, size, 1), bytes.length);
    return this;
  }

  /// Goes on at an offset, which must not lie before what is written.
  public AttrWriter at(int offset) {
    if (offset < position) {
      throw new IllegalArgumentException("offset " + offset + " is before " + position);
    }
    position = offset;
    return this;
  }

  /// The bytes from the start to the end of the last field, rounded up to eight.
  int sizeBytes() {
    return (position + Long.BYTES - 1) & -Long.BYTES;
  }

  private int place(String name, int size, int alignment) {
    int offset = (position + alignment - 1) & -alignment;
    observer.accept(new Field(name, offset, size));
    position = offset + size;
    return offset;
  }
}
