// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The records of a `.BTF.ext` section: which instructions are which function, source line, or
/// relocation against kernel types. Offsets are bytes from the start of the named section.
///
/// @param functions by section name, in file order
/// @param lines by section name, in file order
/// @param relocations by section name, in file order
/// @kernel v6.12 Documentation/bpf/btf.rst section 4 (ELF file format interface)
public record BtfExt(
    Map<String, List<FunctionInfo>> functions,
    Map<String, List<Line>> lines,
    Map<String, List<CoreInfo>> relocations) {
  /// The greatest column that a record can hold.
  public static final int MAX_COLUMN = (1 << 10) - 1;

  /// The greatest line that a record can hold.
  public static final int MAX_LINE = (1 << 22) - 1;

  /// Copies the maps and lists.
  public BtfExt {
    functions = copy(functions);
    lines = copy(lines);
    relocations = copy(relocations);
  }

  /// The function that starts at an offset.
  ///
  /// @param type id of its BTF `FUNC`
  public record FunctionInfo(int offset, int type) {}

  /// The source line from an offset on.
  ///
  /// @param line from 1, at most [BtfExt#MAX_LINE]; 0 when unknown
  /// @param column from 1, at most [BtfExt#MAX_COLUMN]; 0 when unknown
  public record Line(int offset, String file, String text, int line, int column) {}

  /// A relocation against kernel types.
  ///
  /// @param type id of the local type
  /// @param access access string such as `0:1:2`
  /// @param kind `enum bpf_core_relo_kind` number
  public record CoreInfo(int offset, int type, String access, int kind) {}

  private static <T> Map<String, List<T>> copy(Map<String, List<T>> sections) {
    Map<String, List<T>> copy = new LinkedHashMap<>();
    sections.forEach(
        (name, items) -> copy.put(name, Collections.unmodifiableList(new ArrayList<>(items))));
    return Collections.unmodifiableMap(copy);
  }
}
