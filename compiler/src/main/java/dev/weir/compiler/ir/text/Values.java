// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir.text;

import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.IrType.Region;
import dev.weir.compiler.ir.Value;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// The values of a function being read. A use may come before the definition, so uses are read as
/// stand-ins and resolved at the end.
final class Values {
  private final Map<Integer, Value> defined = new HashMap<>();

  /// Reads `v7 name: type`.
  Value definition(Tokens in) {
    int id = in.numbered('v');
    String name = in.is(":") ? "" : in.name();
    in.expect(":");
    Value value = new Value(id, type(in), name);
    if (defined.put(id, value) != null) {
      throw in.failure("v" + id + " is defined twice, before");
    }
    return value;
  }

  /// Reads `v7` as a stand-in for the value.
  Value use(Tokens in) {
    return new Value(in.numbered('v'), IrType.I64, "");
  }

  Value resolve(Value use) {
    Value value = defined.get(use.id());
    if (value == null) {
      throw new IllegalArgumentException("v" + use.id() + " is used but not defined");
    }
    return value;
  }

  /// Reads the type of a value.
  static IrType type(Tokens in) {
    if (in.accept("i32")) {
      return IrType.I32;
    }
    if (in.accept("i64")) {
      return IrType.I64;
    }
    in.expect("ptr");
    boolean nullable = in.accept("?");
    String region = in.word().toUpperCase(Locale.ROOT);
    return new IrType.Pointer(OperationParser.constant(in, Region.class, region), nullable);
  }
}
