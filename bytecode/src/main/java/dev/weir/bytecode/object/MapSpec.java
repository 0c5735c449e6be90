// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The definition of a map.
///
/// @param name unique in the object; a C identifier
/// @param type `enum bpf_map_type` number
/// @param keySize bytes
/// @param valueSize bytes
/// @param maxEntries entries; bytes for ring buffers
/// @param flags `BPF_F_*` creation flags
/// @param keyTypeId BTF id of the key, 0 for none
/// @param valueTypeId BTF id of the value, 0 for none
/// @param pinning whether the map is shared by name
/// @param numaNode memory node, -1 for any
/// @param extra `map_extra`
/// @param inner template of a map in map
/// @param values initial contents by index: names of functions or maps, empty for no entry
public record MapSpec(
    String name,
    int type,
    int keySize,
    int valueSize,
    int maxEntries,
    int flags,
    int keyTypeId,
    int valueTypeId,
    Pinning pinning,
    int numaNode,
    long extra,
    Optional<MapSpec> inner,
    List<String> values) {
  /// Copies the list.
  public MapSpec {
    Objects.requireNonNull(name);
    Objects.requireNonNull(pinning);
    Objects.requireNonNull(inner);
    values = List.copyOf(values);
  }

  /// This with other creation flags.
  public MapSpec withFlags(int newFlags) {
    return new MapSpec(
        name,
        type,
        keySize,
        valueSize,
        maxEntries,
        newFlags,
        keyTypeId,
        valueTypeId,
        pinning,
        numaNode,
        extra,
        inner,
        values);
  }

  /// Where a map lives besides the program.
  public enum Pinning {
    /// Dies with the program.
    NONE,
    /// Shared by name in the loader's pin folder (`LIBBPF_PIN_BY_NAME`).
    BY_NAME
  }

  /// A map without types, pinning or other extras.
  public static MapSpec of(
      String name, int type, int keySize, int valueSize, int maxEntries, int flags) {
    return new MapSpec(
        name,
        type,
        keySize,
        valueSize,
        maxEntries,
        flags,
        0,
        0,
        Pinning.NONE,
        -1,
        0,
        Optional.empty(),
        List.of());
  }
}
