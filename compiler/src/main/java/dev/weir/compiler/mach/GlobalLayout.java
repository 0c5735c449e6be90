// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.compiler.ir.DataType;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.IrModule.IrGlobal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where each global variable lies: `.rodata` for load-time constants, `.data` for variables with
/// an initial value, `.bss` for those that start as zero; in source order, each aligned to its size
/// up to 8.
///
/// @param places by name
/// @param sections the sections that exist, in the order `.rodata`, `.data`, `.bss`
public record GlobalLayout(Map<String, Place> places, List<Section> sections) {
  /// Copies the collections.
  public GlobalLayout {
    places = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(places));
    sections = List.copyOf(sections);
  }

  /// A variable's place.
  ///
  /// @param offset bytes from the section's start
  public record Place(String section, int offset) {}

  /// A section.
  ///
  /// @param globals in the order they lie
  public record Section(String name, int sizeBytes, List<IrGlobal> globals) {
    /// Copies the list.
    public Section {
      globals = List.copyOf(globals);
    }
  }

  /// The layout of a module's globals.
  public static GlobalLayout of(IrModule module) {
    Map<String, Place> places = new LinkedHashMap<>();
    List<Section> sections = new ArrayList<>();
    for (String name : List.of(".rodata", ".data", ".bss")) {
      List<IrGlobal> members =
          module.globals().stream().filter(global -> sectionOf(global).equals(name)).toList();
      int size = 0;
      for (IrGlobal global : members) {
        int align = alignOf(global.type());
        size = (size + align - 1) / align * align;
        places.put(global.name(), new Place(name, size));
        size += global.type().sizeBytes();
      }
      if (!members.isEmpty()) {
        sections.add(new Section(name, size, members));
      }
    }
    return new GlobalLayout(places, sections);
  }

  /// The place of a variable.
  ///
  /// @throws IllegalArgumentException when there is none of that name
  public Place place(String global) {
    Place place = places.get(global);
    if (place == null) {
      throw new IllegalArgumentException("no global named " + global);
    }
    return place;
  }

  private static String sectionOf(IrGlobal global) {
    if (global.readOnly()) {
      return ".rodata";
    }
    for (byte value : global.initial()) {
      if (value != 0) {
        return ".data";
      }
    }
    return ".bss";
  }

  private static int alignOf(DataType type) {
    return switch (type) {
      case DataType.IntType(_, int size, _, _) -> Math.clamp(size, 1, 8);
      case DataType.EnumType(_, int size, _, _) -> size;
      case DataType.PointerType _ -> 8;
      case DataType.ArrayType(DataType element, _) -> alignOf(element);
      case DataType.StructType struct -> struct.alignBytes();
      case DataType.NamedType(_, DataType inner) -> alignOf(inner);
      case DataType.VoidType _, DataType.OpaqueStruct _ -> 1;
    };
  }
}
