// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfType.Int.Encoding;
import dev.weir.bytecode.btf.BtfType.Member;
import dev.weir.bytecode.btf.BtfTypes;
import java.util.ArrayList;
import java.util.List;

/// Maps as types of a `.maps` section: how libbpf-style loaders find their definitions.
///
/// A map is a variable whose structure has a pointer member for each attribute; a number is the
/// length of an array pointed at. Nothing reads the section's bytes, but initial contents are
/// relocations in it.
///
/// ```text
/// struct { int (*type)[1]; struct k *key; struct v *value; int (*max_entries)[64]; } name;
/// struct { int (*type)[12]; ...; struct { int (*type)[1]; ... } *values[]; } outer = { .values = { &a } };
/// ```
final class MapTypes {
  static final int POINTER_BYTES = 8;

  private final Btf base;
  private final BtfTypes types;
  private final int integer;

  private MapTypes(Btf base) {
    this.base = base;
    this.types = new BtfTypes(base);
    // Types of our own throughout: the reader takes them all out again, see SectionTypesRemoval.
    this.integer = types.append(new BtfType.Int("int", 4, 32, 0, Encoding.SIGNED));
  }

  /// A map's place in the section, in bytes.
  ///
  /// @param valuesOffset where its initial contents start in its structure
  record Place(MapSpec map, int offset, int size, int valuesOffset) {}

  /// The section's layout and the types with its definitions.
  record Layout(Btf btf, List<Place> places, int sizeBytes) {}

  /// The types of an object with the definitions of its maps, which come last.
  ///
  /// @throws ObjectFormatException when a map has no such form
  static Layout of(Btf base, List<MapSpec> maps) {
    if (maps.isEmpty()) {
      return new Layout(base, List.of(), 0);
    }
    MapTypes writer = new MapTypes(base);
    List<Place> places = new ArrayList<>();
    List<BtfType.Entry> entries = new ArrayList<>();
    int offset = 0;
    for (MapSpec map : maps) {
      List<Member> members = writer.members(map);
      boolean contents = holdsValues(map);
      int fixed = members.size() * POINTER_BYTES - (contents ? POINTER_BYTES : 0);
      int struct = writer.types.append(new BtfType.Struct("", fixed, members));
      int size = fixed + POINTER_BYTES * map.values().size();
      int variable =
          writer.types.append(
              new BtfType.Variable(map.name(), struct, BtfType.VariableLinkage.GLOBAL_ALLOCATED));
      entries.add(new BtfType.Entry(variable, offset, size));
      places.add(new Place(map, offset, size, fixed));
      offset += size;
    }
    writer.types.append(new BtfType.DataSection(SectionNames.MAPS, offset, entries));
    return new Layout(writer.types.build(), places, offset);
  }

  private static boolean holdsValues(MapSpec map) {
    return map.inner().isPresent() || !map.values().isEmpty();
  }

  private List<Member> members(MapSpec map) {
    List<Member> members = new ArrayList<>();
    number(members, "type", map.type());
    sized(members, "key", map.keyTypeId(), map.keySize(), map);
    sized(members, "value", map.valueTypeId(), map.valueSize(), map);
    optional(members, "max_entries", map.maxEntries());
    optional(members, "map_flags", map.flags());
    if (map.numaNode() >= 0) {
      number(members, "numa_node", map.numaNode());
    }
    optional(members, "pinning", map.pinning() == MapSpec.Pinning.BY_NAME ? 1 : 0);
    if (map.extra() >>> Integer.SIZE == 0) {
      optional(members, "map_extra", (int) map.extra());
    } else {
      long64(members, "map_extra", map);
    }
    if (holdsValues(map)) {
      values(members, map.inner().map(inner -> template(map, inner)).orElseGet(this::function));
    }
    return members;
  }

  /// A type where the map has one, else a size.
  private void sized(List<Member> members, String name, int typeId, int size, MapSpec map) {
    if (typeId == 0) {
      optional(members, name + "_size", size);
      return;
    }
    if (typeId < 0 || typeId > base.types().size()) {
      throw new ObjectFormatException(
          "map `"
              + map.name()
              + "`: its "
              + name
              + " is of type "
              + typeId
              + ", but there are "
              + base.types().size()
              + " types");
    }
    if (base.sizeBytes(typeId).orElse(-1) != Integer.toUnsignedLong(size)) {
      throw new ObjectFormatException(
          "map `"
              + map.name()
              + "`: its "
              + name
              + " has "
              + size
              + " bytes, but type "
              + typeId
              + " does not have that size");
    }
    pointer(members, name, typeId);
  }

  private int template(MapSpec map, MapSpec inner) {
    if (holdsValues(inner)) {
      throw new ObjectFormatException(
          "map `" + map.name() + "`: the maps in it hold maps themselves",
          "maps nest only one deep");
    }
    List<Member> members = members(inner);
    String name = inner.name().equals(innerName(map.name())) ? "" : inner.name();
    return types.append(new BtfType.Struct(name, members.size() * POINTER_BYTES, members));
  }

  /// What the template of a map in map is called when nothing else is known.
  static String innerName(String outer) {
    return outer + ".inner";
  }

  private int function() {
    return types.append(new BtfType.FunctionPrototype(0, List.of()));
  }

  private void optional(List<Member> members, String name, int value) {
    if (value != 0) {
      number(members, name, value);
    }
  }

  private void number(List<Member> members, String name, int value) {
    pointer(members, name, types.append(new BtfType.Array(integer, integer, value)));
  }

  private void long64(List<Member> members, String name, MapSpec map) {
    BtfType.Value value = new BtfType.Value(map.name() + "." + name, map.extra());
    member(members, name, types.append(new BtfType.Enum64("", 8, false, List.of(value))));
  }

  private void pointer(List<Member> members, String name, int target) {
    member(members, name, types.append(new BtfType.Ptr(target)));
  }

  private void values(List<Member> members, int target) {
    int pointer = types.append(new BtfType.Ptr(target));
    member(members, "values", types.append(new BtfType.Array(pointer, integer, 0)));
  }

  private static void member(List<Member> members, String name, int type) {
    members.add(new Member(name, type, members.size() * POINTER_BYTES * Byte.SIZE, 0));
  }
}
