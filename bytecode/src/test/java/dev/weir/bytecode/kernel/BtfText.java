// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The structures and enumerations in bpftool's raw dump of BTF.
///
/// @param composites structures and unions by type id
/// @param enumerations enumerations by name
record BtfText(Map<Integer, Composite> composites, Map<String, Map<String, Integer>> enumerations) {
  private static final Pattern TYPE = Pattern.compile("\\[(\\d+)\\] (\\w+) '([^']*)'.*");
  private static final Pattern MEMBER =
      Pattern.compile("\\t'([^']*)' type_id=(\\d+) bits_offset=(\\d+).*");
  private static final Pattern VALUE = Pattern.compile("\\t'([^']*)' val=(\\d{1,9})");

  record Member(String name, int type, int offsetBytes) {}

  record Composite(String name, List<Member> members) {}

  static BtfText parse(Stream<String> lines) {
    BtfText text = new BtfText(new HashMap<>(), new HashMap<>());
    List<Member> members = new ArrayList<>();
    Map<String, Integer> values = new LinkedHashMap<>();
    for (String line : (Iterable<String>) lines::iterator) {
      Matcher type = TYPE.matcher(line);
      Matcher member = MEMBER.matcher(line);
      Matcher value = VALUE.matcher(line);
      if (type.matches()) {
        members = new ArrayList<>();
        values = new LinkedHashMap<>();
        if (type.group(2).matches("STRUCT|UNION")) {
          text.composites.put(
              Integer.valueOf(type.group(1)), new Composite(type.group(3), members));
        } else if (type.group(2).equals("ENUM")) {
          text.enumerations.put(type.group(3), values);
        }
      } else if (member.matches()) {
        members.add(
            new Member(
                member.group(1),
                Integer.parseInt(member.group(2)),
                Integer.parseInt(member.group(3)) / 8));
      } else if (value.matches()) {
        values.put(value.group(1), Integer.valueOf(value.group(2)));
      }
    }
    return text;
  }

  /// The values of an enumeration whose names start with `prefix`.
  Map<String, Integer> enumeration(String name, String prefix) {
    Map<String, Integer> values = new LinkedHashMap<>(enumerations.getOrDefault(name, Map.of()));
    values.keySet().removeIf(value -> !value.startsWith(prefix));
    return values;
  }

  /// The byte offsets of a structure's fields, those of anonymous members included.
  Map<String, Integer> offsets(String structure) {
    Map<String, Integer> offsets = new LinkedHashMap<>();
    composites.values().stream()
        .filter(composite -> composite.name().equals(structure))
        .findFirst()
        .ifPresent(composite -> collect(composite, 0, offsets));
    return offsets;
  }

  private void collect(Composite composite, int base, Map<String, Integer> offsets) {
    for (Member member : composite.members()) {
      Composite inner = composites.get(member.type());
      if (member.name().equals("(anon)") && inner != null) {
        collect(inner, base + member.offsetBytes(), offsets);
      } else {
        offsets.put(member.name(), base + member.offsetBytes());
      }
    }
  }
}
