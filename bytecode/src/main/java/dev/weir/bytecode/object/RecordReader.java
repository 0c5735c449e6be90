// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfExt;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.elf.ElfFile;
import dev.weir.bytecode.object.FunctionTable.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/// The records of `.BTF.ext`, function by function.
final class RecordReader {
  private static final int SLOT_BYTES = 8;

  private final ElfFile elf;
  private final FunctionTable functions;
  private final Map<Place, Integer> types = new HashMap<>();
  private final Map<Place, TreeMap<Integer, LineInfo>> lines = new HashMap<>();
  private final List<CoreRelocation> relocations = new ArrayList<>();

  private RecordReader(ElfFile elf, FunctionTable functions) {
    this.elf = elf;
    this.functions = functions;
  }

  /// The records.
  ///
  /// @param types id of the BTF `FUNC` of functions that have one
  /// @param lines by function, ascending by slot
  /// @param relocations against the kernel's types
  record Records(
      Map<Place, Integer> types,
      Map<Place, List<LineInfo>> lines,
      List<CoreRelocation> relocations) {}

  /// The records that belong to functions.
  ///
  /// @throws ObjectFormatException when a record lies outside all functions, or names a wrong type
  static Records read(ElfFile elf, FunctionTable functions, Btf btf, BtfExt ext) {
    RecordReader reader = new RecordReader(elf, functions);
    reader.each(ext.functions(), BtfExt.FunctionInfo::offset, reader::type);
    reader.each(ext.lines(), BtfExt.Line::offset, reader::line);
    reader.each(ext.relocations(), BtfExt.CoreInfo::offset, reader::relocation);
    reader.checkTypes(btf);
    Map<Place, List<LineInfo>> lines = new HashMap<>();
    reader.lines.forEach((place, bySlot) -> lines.put(place, List.copyOf(bySlot.values())));
    return new Records(reader.types, lines, reader.relocations);
  }

  private interface Sink<T> {
    void accept(Place place, int slot, T item);
  }

  private <T> void each(Map<String, List<T>> sections, ToIntFunction<T> offset, Sink<T> sink) {
    sections.forEach((name, items) -> {
      int index = elf.index(name);
      for (T item : items) {
        int at = offset.applyAsInt(item);
        Optional<Place> place = functions.covering(index, at);
        if (place.isEmpty() || at % SLOT_BYTES != 0) {
          throw new ObjectFormatException(
              "`.BTF.ext` describes byte "
                  + Integer.toUnsignedString(at)
                  + " of section `"
                  + name
                  + "`, where no instruction is");
        }
        sink.accept(place.get(), place.get().slot(at), item);
      }
    });
  }

  private void type(Place place, int slot, BtfExt.FunctionInfo info) {
    if (slot == 0) {
      types.put(place, info.type());
    }
  }

  /// Takes a line; one without any text at the start only satisfies the kernel, see [RecordWriter].
  private void line(Place place, int slot, BtfExt.Line line) {
    boolean filler =
        slot == 0
            && line.line() == 0
            && line.column() == 0
            && line.file().isEmpty()
            && line.text().isEmpty();
    if (!filler) {
      lines
          .computeIfAbsent(place, _ -> new TreeMap<>())
          .putIfAbsent(
              slot, new LineInfo(slot, line.file(), line.text(), line.line(), line.column()));
    }
  }

  private void relocation(Place place, int slot, BtfExt.CoreInfo info) {
    relocations.add(
        new CoreRelocation(place.name(), slot, info.type(), info.access(), info.kind()));
  }

  private void checkTypes(Btf btf) {
    types.forEach((place, id) -> {
      if (id < 1 || id > btf.types().size() || !(btf.type(id) instanceof BtfType.Function)) {
        throw new ObjectFormatException(
            "function `"
                + place.name()
                + "` is said to be of type "
                + Integer.toUnsignedString(id)
                + ", which is no function type");
      }
    });
    for (CoreRelocation relocation : relocations) {
      if (relocation.typeId() < 0 || relocation.typeId() > btf.types().size()) {
        throw new ObjectFormatException(
            "function `"
                + relocation.function()
                + "` is relocated at slot "
                + relocation.slot()
                + " by type "
                + Integer.toUnsignedString(relocation.typeId())
                + ", which is not there");
      }
    }
    for (Place place : functions.places()) {
      if (!types.containsKey(place)) {
        btf.find(BtfType.Function.class, place.name()).ifPresent(id -> types.put(place, id));
      }
    }
  }
}
