// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfType.Int.Encoding;
import dev.weir.bytecode.btf.BtfType.Member;
import dev.weir.bytecode.btf.BtfTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Maps as types of a `.maps` section: how libbpf-style loaders find their definitions.
///
/// A map is a variable whose structure has a pointer member for each attribute; a number is the
/// length of an array pointed at.
///
/// ```text
/// struct { int (*type)[1]; struct k *key; struct v *value; int (*max_entries)[64]; } name;
/// ```
final class MapTypes {
  static final String SECTION = ".maps";
  private static final int POINTER = 8;
  private final BtfTypes types;
  private final int integer;

  private MapTypes(BtfTypes types) {
    this.types = types;
    this.integer = types.add(new BtfType.Int("int", 4, 32, 0, Encoding.SIGNED));
  }

  /// A map's place in the section.
  ///
  /// @param valuesOffset where its initial contents start in its structure, -1 without
  record Place(MapSpec map, int offset, int size, int valuesOffset) {}

  /// The section's layout and the types with its definitions.
  record Layout(Btf btf, List<Place> places, int size) {}

  /// Adds the definitions of maps to an object's types.
  static Layout of(Btf base, List<MapSpec> maps) {
    BtfTypes types = new BtfTypes(base);
    MapTypes writer = new MapTypes(types);
    List<Place> places = new ArrayList<>();
    List<BtfType.Entry> entries = new ArrayList<>();
    int offset = 0;
    for (MapSpec map : maps) {
      List<Member> members = writer.members(map);
      int valuesOffset = map.values().isEmpty() && map.inner().isEmpty() ? -1 : last(members);
      int size =
          valuesOffset < 0
              ? members.size() * POINTER
              : valuesOffset + POINTER * map.values().size();
      int struct = types.add(new BtfType.Struct("", size, members));
      int variable =
          types.add(
              new BtfType.Variable(map.name(), struct, BtfType.VariableLinkage.GLOBAL_ALLOCATED));
      entries.add(new BtfType.Entry(variable, offset, size));
      places.add(new Place(map, offset, size, valuesOffset));
      offset += size;
    }
    types.add(new BtfType.DataSection(SECTION, offset, entries));
    return new Layout(types.build(), places, offset);
  }

  private static int last(List<Member> members) {
    return members.getLast().bitOffset() / 8;
  }

  private List<Member> members(MapSpec map) {
    List<Member> members = new ArrayList<>();
    number(members, "type", map.type());
    if (map.keyTypeId() != 0) {
      pointer(members, "key", map.keyTypeId());
    } else if (map.keySize() != 0) {
      number(members, "key_size", map.keySize());
    }
    if (map.inner().isEmpty() && map.valueTypeId() != 0 && map.values().isEmpty()) {
      pointer(members, "value", map.valueTypeId());
    } else if (map.inner().isEmpty() && map.valueSize() != 0) {
      number(members, "value_size", map.valueSize());
    }
    if (map.maxEntries() != 0) {
      number(members, "max_entries", map.maxEntries());
    }
    if (map.flags() != 0) {
      number(members, "map_flags", map.flags());
    }
    if (map.extra() != 0) {
      number(members, "map_extra", (int) map.extra());
    }
    if (map.numaNode() >= 0) {
      number(members, "numa_node", map.numaNode());
    }
    if (map.pinning() == MapSpec.Pinning.BY_NAME) {
      number(members, "pinning", 1);
    }
    if (map.inner().isPresent()) {
      MapSpec inner = map.inner().get();
      List<Member> definition = members(inner);
      int struct = types.add(new BtfType.Struct("", definition.size() * POINTER, definition));
      values(members, struct, map.values().size());
    } else if (!map.values().isEmpty()) {
      int function = types.add(new BtfType.FunctionPrototype(integer, List.of()));
      values(members, function, map.values().size());
    }
    return members;
  }

  private void number(List<Member> members, String name, int value) {
    int array = types.add(new BtfType.Array(integer, index(), value));
    pointer(members, name, array);
  }

  private int index() {
    return types.add(new BtfType.Int("__ARRAY_SIZE_TYPE__", 4, 32, 0, Encoding.UNSIGNED));
  }

  private void pointer(List<Member> members, String name, int type) {
    int pointer = types.add(new BtfType.Ptr(type));
    members.add(new Member(name, pointer, members.size() * POINTER * 8, 0));
  }

  private void values(List<Member> members, int target, int count) {
    int pointer = types.add(new BtfType.Ptr(target));
    int array = types.add(new BtfType.Array(pointer, index(), count));
    members.add(new Member("values", array, members.size() * POINTER * 8, 0));
  }

  /// Reads the definition of a map.
  ///
  /// @param type id of its variable's type
  /// @throws ObjectFormatException when it is none
  static MapSpec read(Btf btf, String name, int type) {
    BtfType.Struct struct =
        resolve(btf, type) instanceof BtfType.Struct s ? s : fail(name, "its type is no structure");
    int[] n = {0, 0, 0, 0, 0, -1, 0, 0, 0};
    long extra = 0;
    Optional<MapSpec> inner = Optional.empty();
    int values = 0;
    for (Member member : struct.members()) {
      switch (member.name()) {
        case "type" -> n[0] = number(btf, name, member);
        case "key_size" -> n[1] = number(btf, name, member);
        case "value_size" -> n[2] = number(btf, name, member);
        case "max_entries" -> n[3] = number(btf, name, member);
        case "map_flags" -> n[4] = number(btf, name, member);
        case "numa_node" -> n[5] = number(btf, name, member);
        case "pinning" -> n[6] = number(btf, name, member);
        case "map_extra" -> extra = Integer.toUnsignedLong(number(btf, name, member));
        case "key" -> {
          n[7] = target(btf, name, member);
          n[1] = size(btf, n[7]);
        }
        case "value" -> {
          n[8] = target(btf, name, member);
          n[2] = size(btf, n[8]);
        }
        case "values" -> {
          BtfType.Array array =
              resolve(btf, member.type()) instanceof BtfType.Array a
                  ? a
                  : fail(name, "`values` is no array");
          values = array.count();
          int element = pointee(btf, name, array.elementType());
          if (resolve(btf, element) instanceof BtfType.Struct) {
            inner = Optional.of(read(btf, name + ".inner", element));
          }
          n[1] = n[1] == 0 ? 4 : n[1];
          n[2] = 4;
        }
        default -> fail(name, "unknown attribute `" + member.name() + "`");
      }
    }
    List<String> contents = new ArrayList<>(java.util.Collections.nCopies(values, ""));
    return new MapSpec(
        name,
        n[0],
        n[1],
        n[2],
        n[3],
        n[4],
        n[7],
        n[8],
        n[6] == 1 ? MapSpec.Pinning.BY_NAME : MapSpec.Pinning.NONE,
        n[5],
        extra,
        inner,
        contents);
  }

  /// Where the initial contents of a map start in its structure, in bytes; -1 when it has none.
  static int valuesOffset(Btf btf, int type) {
    return resolve(btf, type) instanceof BtfType.Struct s
        ? s.members().stream()
            .filter(m -> m.name().equals("values"))
            .mapToInt(m -> m.bitOffset() / 8)
            .findFirst()
            .orElse(-1)
        : -1;
  }

  private static <T> T fail(String map, String reason) {
    throw new ObjectFormatException("the definition of map `" + map + "` is invalid: " + reason);
  }

  private static int pointee(Btf btf, String name, int type) {
    return resolve(btf, type) instanceof BtfType.Ptr(int target)
        ? target
        : fail(name, "an attribute is no pointer");
  }

  private static int target(Btf btf, String name, Member member) {
    return pointee(btf, name, member.type());
  }

  private static int number(Btf btf, String name, Member member) {
    return resolve(btf, target(btf, name, member)) instanceof BtfType.Array a
        ? a.count()
        : fail(name, "`" + member.name() + "` is no array");
  }

  /// A type without its aliases and qualifiers.
  static BtfType resolve(Btf btf, int id) {
    int current = id;
    for (int depth = 0; depth < 64; depth++) {
      if (current < 1 || current > btf.types().size()) {
        return new BtfType.Forward("void", false);
      }
      switch (btf.type(current)) {
        case BtfType.Typedef t -> current = t.type();
        case BtfType.Const t -> current = t.type();
        case BtfType.Volatile t -> current = t.type();
        case BtfType.Restrict t -> current = t.type();
        case BtfType.TypeTag t -> current = t.type();
        default -> {
          return btf.type(current);
        }
      }
    }
    throw new ObjectFormatException("the aliases of type " + id + " never end");
  }

  private static int size(Btf btf, int id) {
    return switch (resolve(btf, id)) {
      case BtfType.Int t -> t.sizeBytes();
      case BtfType.Ptr _ -> POINTER;
      case BtfType.Struct t -> t.sizeBytes();
      case BtfType.Union t -> t.sizeBytes();
      case BtfType.Enum t -> t.sizeBytes();
      case BtfType.Enum64 t -> t.sizeBytes();
      case BtfType.Float t -> t.sizeBytes();
      case BtfType.Array t -> Math.multiplyExact(t.count(), size(btf, t.elementType()));
      default -> 0;
    };
  }
}
