// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfType.Member;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the definition of a map from the structure that [MapTypes] describes, as clang makes it of
/// C and as we write it.
///
/// @kernel v6.12 tools/lib/bpf/libbpf.c parse_btf_map_def
final class MapDefinition {
  private static final int OBJECT_BYTES = 4;

  private final Btf btf;
  private final String map;
  private int type;
  private int keySize;
  private int valueSize;
  private int maxEntries;
  private int flags;
  private int keyTypeId;
  private int valueTypeId;
  private int pinning;
  private int numaNode = -1;
  private long extra;
  private Optional<MapSpec> inner = Optional.empty();

  private MapDefinition(Btf btf, String map) {
    this.btf = btf;
    this.map = map;
  }

  /// The map that a structure defines, without initial contents.
  ///
  /// @param typeId the type of the map's variable
  /// @throws ObjectFormatException when it is no such structure
  static MapSpec read(Btf btf, String map, int typeId) {
    return new MapDefinition(btf, map).read(typeId, false);
  }

  /// Where the initial contents of a map start in its structure, in bytes.
  static Optional<Integer> valuesOffset(Btf btf, int typeId) {
    int id = btf.strip(typeId);
    if (id == 0 || !(btf.type(id) instanceof BtfType.Struct struct)) {
      return Optional.empty();
    }
    return struct.members().stream()
        .filter(m -> m.name().equals("values"))
        .map(m -> m.bitOffset() / Byte.SIZE)
        .findFirst();
  }

  private MapSpec read(int typeId, boolean template) {
    if (!(resolve(typeId) instanceof BtfType.Struct struct)) {
      throw fault("its type is no structure");
    }
    for (Member member : struct.members()) {
      attribute(member, template);
    }
    if (type == 0) {
      throw fault("it has no `type`");
    }
    if (pinning != 0 && pinning != 1) {
      throw fault("found pinning " + pinning + ", expected 0 (none) or 1 (by name)");
    }
    if (numaNode < -1) {
      throw fault("found NUMA node " + Integer.toUnsignedString(numaNode));
    }
    return new MapSpec(
        map,
        type,
        keySize,
        valueSize,
        maxEntries,
        flags,
        keyTypeId,
        valueTypeId,
        pinning == 1 ? MapSpec.Pinning.BY_NAME : MapSpec.Pinning.NONE,
        numaNode,
        extra,
        inner,
        List.of());
  }

  private void attribute(Member member, boolean template) {
    switch (member.name()) {
      case "type" -> type = number(member);
      case "max_entries" -> maxEntries = number(member);
      case "map_flags" -> flags = number(member);
      case "numa_node" -> numaNode = number(member);
      case "pinning" -> pinning = number(member);
      case "map_extra" -> extra = longNumber(member);
      case "key_size" -> keySize = agreed("key", keySize, number(member));
      case "value_size" -> valueSize = agreed("value", valueSize, number(member));
      case "key" -> {
        keyTypeId = pointee(member);
        keySize = agreed("key", keySize, size("key", keyTypeId));
      }
      case "value" -> {
        valueTypeId = pointee(member);
        valueSize = agreed("value", valueSize, size("value", valueTypeId));
      }
      case "values" -> {
        if (template) {
          throw fault("the maps in it hold maps themselves; maps nest only one deep");
        }
        values(member);
      }
      default ->
          throw new ObjectFormatException(
              "map `" + map + "`: unknown attribute `" + member.name() + "`",
              "known are type, key, key_size, value, value_size, max_entries, map_flags, numa_node,"
                  + " pinning, map_extra and values");
    }
  }

  private void values(Member member) {
    if (!(resolve(member.type()) instanceof BtfType.Array array)
        || !(resolve(array.elementType()) instanceof BtfType.Ptr(int target))) {
      throw fault("`values` is no array of pointers");
    }
    valueSize = agreed("value", valueSize, OBJECT_BYTES);
    switch (resolve(target)) {
      case BtfType.Struct struct -> {
        String name = struct.name().isEmpty() ? MapTypes.innerName(map) : struct.name();
        inner = Optional.of(new MapDefinition(btf, name).read(target, true));
      }
      case BtfType.FunctionPrototype _ -> {}
      case null, default -> throw fault("`values` points at neither maps nor programs");
    }
  }

  private int agreed(String what, int before, int now) {
    if (before != 0 && before != now) {
      throw fault("its " + what + " has " + before + " bytes and " + now + " bytes");
    }
    return now;
  }

  private int size(String what, int typeId) {
    long size = typeId == 0 ? -1 : btf.sizeBytes(typeId).orElse(-1);
    if (size < 0 || size > Integer.MAX_VALUE) {
      throw fault("its " + what + " is of a type without a size");
    }
    return (int) size;
  }

  private int pointee(Member member) {
    if (resolve(member.type()) instanceof BtfType.Ptr(int target)) {
      return target;
    }
    throw fault("`" + member.name() + "` is no pointer");
  }

  private int number(Member member) {
    if (resolve(pointee(member)) instanceof BtfType.Array array) {
      return array.count();
    }
    throw fault("`" + member.name() + "` is no pointer to an array");
  }

  private long longNumber(Member member) {
    return switch (resolve(member.type())) {
      case BtfType.Enum e when e.values().size() == 1 -> e.values().getFirst().value();
      case BtfType.Enum64 e when e.values().size() == 1 -> e.values().getFirst().value();
      case null, default -> Integer.toUnsignedLong(number(member));
    };
  }

  private @Nullable BtfType resolve(int id) {
    int stripped = btf.strip(id);
    return stripped == 0 ? null : btf.type(stripped);
  }

  private ObjectFormatException fault(String reason) {
    return new ObjectFormatException("map `" + map + "`: " + reason);
  }
}
