// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Which function goes where: callees into `.text`, programs into their sections, in the object's
/// order.
final class CodeLayout {
  private static final int SLOT_BYTES = 8;

  private final Map<String, List<Placed>> sections = new LinkedHashMap<>();
  private final Map<String, Integer> sizes = new HashMap<>();
  private final Map<String, Placed> byName = new HashMap<>();

  private CodeLayout() {}

  /// A function's place.
  ///
  /// @param offset bytes from the start of the section
  /// @param callee whether it is called and not attached
  record Placed(String section, int offset, Function function, boolean callee) {
    int sizeBytes() {
      return function.code().slots() * SLOT_BYTES;
    }

    /// The offset of a slot of the function in the section.
    int offsetOf(int slot) {
      return offset + slot * SLOT_BYTES;
    }

    /// Whether other files do not see it, so that it is named by its section.
    boolean local() {
      return callee && function.linkage() == Linkage.STATIC;
    }
  }

  /// Places the code of an object.
  ///
  /// @param sectionNames what a program's section is called in the file
  static CodeLayout of(BpfObject object, UnaryOperator<String> sectionNames) {
    CodeLayout layout = new CodeLayout();
    object.functions().forEach(f -> layout.place(SectionNames.TEXT, f, true));
    object
        .programs()
        .forEach(p -> layout.place(sectionNames.apply(p.section()), p.function(), false));
    return layout;
  }

  private void place(String section, Function function, boolean callee) {
    Placed placed = new Placed(section, sizes.getOrDefault(section, 0), function, callee);
    sizes.merge(section, placed.sizeBytes(), Integer::sum);
    sections.computeIfAbsent(section, _ -> new ArrayList<>()).add(placed);
    byName.put(function.name(), placed);
  }

  /// The functions of each section, ascending by offset.
  Map<String, List<Placed>> sections() {
    return sections;
  }

  /// The place of a function.
  Placed placed(String function) {
    Placed placed = byName.get(function);
    if (placed == null) {
      throw new ObjectFormatException("function `" + function + "` is not defined");
    }
    return placed;
  }
}
