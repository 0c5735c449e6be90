// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.btf.BtfExt;
import dev.weir.bytecode.object.CodeLayout.Placed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The records of `.BTF.ext`.
///
/// Loaders and the kernel want all or nothing: when one function has a type, all must, else none is
/// written; when one function has a line at its start, all must, so functions without get one that
/// says nothing.
final class RecordWriter {
  private final CodeLayout layout;
  private final boolean typed;
  private final boolean lined;
  private final Map<String, List<BtfExt.FunctionInfo>> functions = new LinkedHashMap<>();
  private final Map<String, List<BtfExt.Line>> lines = new LinkedHashMap<>();
  private final Map<String, List<BtfExt.CoreInfo>> relocations = new LinkedHashMap<>();

  private RecordWriter(CodeLayout layout) {
    this.layout = layout;
    List<Function> all =
        layout.sections().values().stream().flatMap(List::stream).map(Placed::function).toList();
    this.typed = all.stream().allMatch(f -> f.btfId() != 0);
    this.lined = all.stream().anyMatch(f -> !f.code().lines().isEmpty());
  }

  /// The records of an object's functions.
  static BtfExt write(BpfObject object, CodeLayout layout) {
    RecordWriter writer = new RecordWriter(layout);
    layout.sections().forEach((section, placed) -> placed.forEach(p -> writer.add(section, p)));
    for (CoreRelocation relocation : object.coreRelocations()) {
      writer.add(relocation);
    }
    return new BtfExt(writer.functions, writer.lines, writer.relocations);
  }

  private void add(String section, Placed placed) {
    if (typed) {
      functions
          .computeIfAbsent(section, _ -> new ArrayList<>())
          .add(new BtfExt.FunctionInfo(placed.offset(), placed.function().btfId()));
    }
    if (lined) {
      List<BtfExt.Line> out = lines.computeIfAbsent(section, _ -> new ArrayList<>());
      List<LineInfo> own = placed.function().code().lines();
      if (own.isEmpty() || own.getFirst().slot() != 0) {
        out.add(new BtfExt.Line(placed.offset(), "", "", 0, 0));
      }
      for (LineInfo line : own) {
        out.add(
            new BtfExt.Line(
                placed.offsetOf(line.slot()),
                line.file(),
                line.text(),
                line.line(),
                line.column()));
      }
    }
  }

  private void add(CoreRelocation relocation) {
    Placed placed = layout.placed(relocation.function());
    relocations
        .computeIfAbsent(placed.section(), _ -> new ArrayList<>())
        .add(
            new BtfExt.CoreInfo(
                placed.offsetOf(relocation.slot()),
                relocation.typeId(),
                relocation.access(),
                relocation.kind()));
  }
}
