// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import java.util.Set;

/// One field of a context structure as one hook sees it.
///
/// A field in network byte order that is 4 bytes wide but holds a port (`user_port`, `remote_port`)
/// keeps the port in its first two bytes: [#valueBytes] is 2 there.
///
/// @param name the kernel's name
/// @param offsetBytes offset of the first element from the start of the structure
/// @param sizeBytes size of one element
/// @param count number of elements; 1 unless the field is an array
/// @param valueBytes how many bytes of an element carry the value, from its first byte on
/// @param type what a load of the whole field yields
/// @param order byte order of the value
/// @param readWidths sizes in bytes of the loads the hook permits at the field's offset; empty
///   where the hook cannot read the field
/// @param writeWidths sizes in bytes of the stores the hook permits at the field's offset; empty
///   where the field is read-only
/// @param since the first kernel that has the field
public record ContextField(
    String name,
    int offsetBytes,
    int sizeBytes,
    int count,
    int valueBytes,
    FieldType type,
    FieldOrder order,
    Set<Integer> readWidths,
    Set<Integer> writeWidths,
    KernelVersion since) {
  /// Copies the sets.
  public ContextField {
    readWidths = Set.copyOf(readWidths);
    writeWidths = Set.copyOf(writeWidths);
  }

  /// Whether the hook can read the field.
  public boolean readable() {
    return !readWidths.isEmpty();
  }

  /// Whether the hook can change the field.
  public boolean writable() {
    return !writeWidths.isEmpty();
  }

  /// This field with the widths that `reads` and `writes` permit at its offset.
  ContextField withAccess(AccessMap reads, AccessMap writes) {
    return new ContextField(
        name,
        offsetBytes,
        sizeBytes,
        count,
        valueBytes,
        type,
        order,
        reads.widthsAt(offsetBytes),
        writes.widthsAt(offsetBytes),
        since);
  }

  /// The first offset behind the field's last element.
  public int endBytes() {
    return offsetBytes + sizeBytes * count;
  }
}
