// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;

/// The ids by which a type refers to other types.
public final class BtfReferences {
  private BtfReferences() {}

  /// Gives every id that a type refers to, in order, with repetitions; also 0 for `void`.
  public static void forEach(BtfType type, IntConsumer action) {
    switch (type) {
      case BtfType.Ptr t -> action.accept(t.type());
      case BtfType.Typedef t -> action.accept(t.type());
      case BtfType.Volatile t -> action.accept(t.type());
      case BtfType.Const t -> action.accept(t.type());
      case BtfType.Restrict t -> action.accept(t.type());
      case BtfType.Function t -> action.accept(t.prototype());
      case BtfType.Variable t -> action.accept(t.type());
      case BtfType.DeclTag t -> action.accept(t.type());
      case BtfType.TypeTag t -> action.accept(t.type());
      case BtfType.Array t -> {
        action.accept(t.elementType());
        action.accept(t.indexType());
      }
      case BtfType.Struct t -> t.members().forEach(m -> action.accept(m.type()));
      case BtfType.Union t -> t.members().forEach(m -> action.accept(m.type()));
      case BtfType.FunctionPrototype t -> {
        action.accept(t.returnType());
        t.parameters().forEach(p -> action.accept(p.type()));
      }
      case BtfType.DataSection t -> t.entries().forEach(e -> action.accept(e.type()));
      case BtfType.Int _, BtfType.Enum _, BtfType.Enum64 _, BtfType.Forward _, BtfType.Float _ -> {}
    }
  }

  /// The ids that a type refers to, in order, with repetitions.
  public static List<Integer> of(BtfType type) {
    List<Integer> references = new ArrayList<>();
    forEach(type, references::add);
    return references;
  }

  /// The same type with every id replaced.
  public static BtfType replace(BtfType type, IntUnaryOperator ids) {
    return switch (type) {
      case BtfType.Ptr t -> new BtfType.Ptr(ids.applyAsInt(t.type()));
      case BtfType.Typedef t -> new BtfType.Typedef(t.name(), ids.applyAsInt(t.type()));
      case BtfType.Volatile t -> new BtfType.Volatile(ids.applyAsInt(t.type()));
      case BtfType.Const t -> new BtfType.Const(ids.applyAsInt(t.type()));
      case BtfType.Restrict t -> new BtfType.Restrict(ids.applyAsInt(t.type()));
      case BtfType.Function t ->
          new BtfType.Function(t.name(), ids.applyAsInt(t.prototype()), t.linkage());
      case BtfType.Variable t ->
          new BtfType.Variable(t.name(), ids.applyAsInt(t.type()), t.linkage());
      case BtfType.DeclTag t ->
          new BtfType.DeclTag(t.name(), ids.applyAsInt(t.type()), t.component());
      case BtfType.TypeTag t -> new BtfType.TypeTag(t.name(), ids.applyAsInt(t.type()));
      case BtfType.Array t ->
          new BtfType.Array(
              ids.applyAsInt(t.elementType()), ids.applyAsInt(t.indexType()), t.count());
      case BtfType.Struct t ->
          new BtfType.Struct(t.name(), t.sizeBytes(), replace(t.members(), ids));
      case BtfType.Union t -> new BtfType.Union(t.name(), t.sizeBytes(), replace(t.members(), ids));
      case BtfType.FunctionPrototype t ->
          new BtfType.FunctionPrototype(
              ids.applyAsInt(t.returnType()),
              t.parameters().stream()
                  .map(p -> new BtfType.Parameter(p.name(), ids.applyAsInt(p.type())))
                  .toList());
      case BtfType.DataSection t ->
          new BtfType.DataSection(
              t.name(),
              t.sizeBytes(),
              t.entries().stream()
                  .map(e -> new BtfType.Entry(ids.applyAsInt(e.type()), e.offset(), e.size()))
                  .toList());
      case BtfType.Int _, BtfType.Enum _, BtfType.Enum64 _, BtfType.Forward _, BtfType.Float _ ->
          type;
    };
  }

  private static List<BtfType.Member> replace(List<BtfType.Member> members, IntUnaryOperator ids) {
    return members.stream()
        .map(m ->
            new BtfType.Member(m.name(), ids.applyAsInt(m.type()), m.bitOffset(), m.bitfieldSize()))
        .toList();
  }
}
