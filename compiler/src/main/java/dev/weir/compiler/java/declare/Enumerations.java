// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.declare;

import dev.weir.compiler.java.read.Classes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.reflect.AccessFlag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The constants of enums, with what their constructors give their fields.
public final class Enumerations {
  private final Classes classes;
  private final Map<String, Map<String, Initial>> known = new HashMap<>();

  /// Enums among these classes.
  public Enumerations(Classes classes) {
    this.classes = classes;
  }

  /// The names of an enum's constants, in order.
  static List<String> constants(ClassModel model) {
    return model.fields().stream()
        .filter(field -> field.flags().has(AccessFlag.ENUM))
        .map(field -> field.fieldName().stringValue())
        .toList();
  }

  /// What a constant has in a field, where the compiler can tell.
  public Optional<Initial> field(String owner, String constant, String field) {
    Map<String, Initial> values = known.get(owner);
    if (values == null) {
      values = StaticInitializer.run(classes, owner);
      known.put(owner, values);
    }
    return values.get(constant) instanceof Initial.Instance(_, Map<String, Initial> fields)
        ? Optional.ofNullable(fields.getOrDefault(field, fields.get(Initial.Instance.REST)))
        : Optional.empty();
  }

  /// The only `int` or `long` field of an enum's constants.
  static Optional<String> number(ClassModel model) {
    List<FieldModel> numbers =
        model.fields().stream()
            .filter(field -> !field.flags().has(AccessFlag.STATIC))
            .filter(field -> field.fieldType().stringValue().matches("[IJ]"))
            .toList();
    return numbers.size() == 1
        ? Optional.of(numbers.getFirst().fieldName().stringValue())
        : Optional.empty();
  }
}
