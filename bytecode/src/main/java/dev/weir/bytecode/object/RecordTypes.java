// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import java.util.ArrayList;
import java.util.List;

/// The types of the records that programs write into a ring buffer.
///
/// The kernel wants none, and libbpf takes no map of this kind that names one. So the structure
/// says it: a declaration tag (`BTF_KIND_DECL_TAG`) `weir:record:MAP`, which our compiler writes
/// and which C programs write as `__attribute__((btf_decl_tag("weir:record:MAP")))`.
public final class RecordTypes {
  private static final String TAG = "weir:record:";

  private RecordTypes() {}

  /// The tag that makes a structure a record of a map.
  ///
  /// @param type id of the structure
  public static BtfType.DeclTag tag(String map, int type) {
    return new BtfType.DeclTag(TAG + map, type, -1);
  }

  /// The ids of the types of a map's records, in order of the tags; the map's own value type where
  /// there is one. Empty when the object does not say.
  public static List<Integer> of(Btf btf, MapSpec map) {
    List<Integer> ids = new ArrayList<>();
    if (map.valueTypeId() != 0) {
      ids.add(map.valueTypeId());
    }
    for (BtfType type : btf.types()) {
      if (type instanceof BtfType.DeclTag tag
          && tag.name().equals(TAG + map.name())
          && !ids.contains(tag.type())) {
        ids.add(tag.type());
      }
    }
    return ids;
  }
}
