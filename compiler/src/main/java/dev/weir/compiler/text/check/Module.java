// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.compiler.text.ast.Declaration;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.ast.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A module and the names that can be used in it.
final class Module {
  private final String name;
  private final Unit unit;
  private final Map<String, Declared> own = new LinkedHashMap<>();
  private final Map<String, Declared> methods = new LinkedHashMap<>();
  private final Map<String, Declared> imported = new LinkedHashMap<>();

  /// A declaration and the module it belongs to.
  ///
  /// @param name which of the declared names is meant (a `counter` declares several)
  record Declared(Module module, Declaration declaration, Name name) {}

  Module(String name, Unit unit) {
    this.name = name;
    this.unit = unit;
  }

  String name() {
    return name;
  }

  Unit unit() {
    return unit;
  }

  /// Whether it comes with Weir.
  boolean bundled() {
    return name.startsWith("std.");
  }

  /// The names it declares, methods as `Type.name`.
  Map<String, Declared> own() {
    return own;
  }

  Map<String, Declared> methods() {
    return methods;
  }

  Map<String, Declared> imported() {
    return imported;
  }

  /// What a name stands for in this module, not looking at the prelude.
  Optional<Declared> find(String text) {
    Declared found = own.get(text);
    return Optional.ofNullable(found == null ? imported.get(text) : found);
  }

  /// The method of a type, own ones first, then those of imported types and functions.
  Optional<Declared> method(String type, String text) {
    return Optional.ofNullable(methods.get(type + "." + text));
  }

  /// All names of [#find].
  List<String> names() {
    List<String> names = new ArrayList<>(own.keySet());
    names.addAll(imported.keySet());
    return names;
  }

  @Override
  public String toString() {
    return name;
  }
}
