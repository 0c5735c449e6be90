// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.link;

import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.DataSection;
import dev.weir.bytecode.object.MapSpec;
import java.util.List;
import java.util.Optional;

/// Global variables as maps: each data section becomes an array of one value.
public final class DataMap {
  private static final int BPF_F_RDONLY_PROG = 1 << 7;
  private static final int BPF_F_MMAPABLE = 1 << 10;

  private DataMap() {}

  /// The map of a data section. Read-only sections are read-only for programs and frozen after
  /// filling, so that the verifier knows their contents; others can be mapped into user space.
  public static MapSpec of(BpfObject object, DataSection section, boolean readOnly) {
    return new MapSpec(
        mapName(object.name(), section.name()),
        MapType.ARRAY.number(),
        Integer.BYTES,
        section.content().length,
        1,
        readOnly ? BPF_F_RDONLY_PROG : BPF_F_MMAPABLE,
        0,
        section.btfId(),
        MapSpec.Pinning.NONE,
        -1,
        0,
        Optional.empty(),
        List.of());
  }

  /// The name that `bpftool map` shows: the object's first eight characters and the section.
  private static String mapName(String object, String section) {
    String head = object.replaceAll("\\..*", "");
    int room = Math.max(0, 15 - section.length());
    return section.chars().filter(c -> c == '.').count() > 1
        ? section
        : head.substring(0, Math.min(Math.min(8, room), head.length())) + section;
  }
}
