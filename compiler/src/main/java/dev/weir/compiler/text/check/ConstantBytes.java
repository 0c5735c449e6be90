// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Constants as they lie in memory: host integers little-endian, `be` ones big-endian, padding
/// zero.
final class ConstantBytes {
  private ConstantBytes() {}

  /// The bytes of a constant expression, empty when it is not constant.
  static Optional<List<Byte>> of(Expr expr) {
    return switch (expr) {
      case Expr.Bytes bytes -> Optional.of(bytes.bytes());
      case Expr.StructValue struct -> struct(struct);
      case Expr.ArrayValue array -> array(array);
      default -> Folding.value(expr).map(value -> scalar(value, expr.type()));
    };
  }

  private static List<Byte> scalar(long value, Type type) {
    List<Byte> bytes = new ArrayList<>();
    for (int i = 0; i < type.sizeBytes(); i++) {
      bytes.add((byte) (value >> 8 * i));
    }
    if (type instanceof Type.Be) {
      Collections.reverse(bytes);
    }
    return bytes;
  }

  private static Optional<List<Byte>> struct(Expr.StructValue struct) {
    List<Byte> bytes = new ArrayList<>(Collections.nCopies(struct.type().size(), (byte) 0));
    for (int i = 0; i < struct.fields().size(); i++) {
      Optional<List<Byte>> field = of(struct.fields().get(i));
      if (field.isEmpty()) {
        return Optional.empty();
      }
      int offset = struct.type().fields().get(i).offset();
      for (int at = 0; at < field.get().size(); at++) {
        bytes.set(offset + at, field.get().get(at));
      }
    }
    return Optional.of(bytes);
  }

  private static Optional<List<Byte>> array(Expr.ArrayValue array) {
    List<Byte> bytes = new ArrayList<>();
    for (Expr element : array.elements()) {
      Optional<List<Byte>> part = of(element);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      bytes.addAll(part.get());
    }
    return Optional.of(bytes);
  }
}
