// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import java.util.List;
import java.util.Optional;

/// The context structure a hook passes in R1, and what the hook permits on it. The structures
/// behind socket pointers have the same shape, see [KernelStructs].
///
/// It holds every field of the structure, so that layouts are complete; a field the hook cannot
/// touch has empty width sets. Accesses must have a constant offset; [#reads] and [#writes] are
/// exact per offset and width, including narrow loads and the 8-byte accesses that span two
/// elements of an IPv6 address.
///
/// @param struct the kernel's name of the structure, such as `bpf_sock_addr`
/// @param sizeBytes size of the structure
/// @param fields its fields by ascending offset
/// @param reads the permitted loads
/// @param writes the permitted stores
public record ContextLayout(
    String struct, int sizeBytes, List<ContextField> fields, AccessMap reads, AccessMap writes) {
  /// Copies the list.
  public ContextLayout {
    fields = List.copyOf(fields);
  }

  /// The field of that name, whether or not the hook can access it.
  public Optional<ContextField> field(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst();
  }

  /// The field that covers the byte at `offsetBytes`; where fields overlap in a union, the first.
  public Optional<ContextField> fieldAt(int offsetBytes) {
    return fields.stream()
        .filter(field -> field.offsetBytes() <= offsetBytes && offsetBytes < field.endBytes())
        .findFirst();
  }

  /// What a permitted load yields: the field's type when the load covers a whole pointer field, a
  /// number otherwise; empty when the load is not permitted.
  public Optional<FieldType> load(int offsetBytes, int widthBytes) {
    if (!reads.allows(offsetBytes, widthBytes)) {
      return Optional.empty();
    }
    return fields.stream()
        .filter(field -> field.offsetBytes() == offsetBytes && field.sizeBytes() == widthBytes)
        .map(ContextField::type)
        .findFirst()
        .or(() -> Optional.of(FieldType.SCALAR));
  }
}
