// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.core;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfType.Member;
import dev.weir.bytecode.btf.BtfType.Parameter;
import java.util.List;
import java.util.Optional;

/// Whether a type of the object stands for a type of the kernel.
///
/// @kernel v6.12 tools/lib/bpf/relo_core.c __bpf_core_types_are_compat, __bpf_core_types_match
final class TypeMatch {
  private static final int DEPTH = 32;
  private final Btf local;
  private final Btf target;

  TypeMatch(Btf local, Btf target) {
    this.local = local;
    this.target = target;
  }

  /// Whether the kinds agree, down to what pointers point to; names and members do not count.
  boolean compatible(int localId, int targetId) {
    return compatible(localId, targetId, DEPTH);
  }

  /// Whether in addition the kernel's type has every member or enumerator of the object's.
  boolean matches(int localId, int targetId) {
    return matches(localId, targetId, DEPTH);
  }

  private boolean compatible(int localId, int targetId, int depth) {
    int a = local.strip(localId);
    int b = target.strip(targetId);
    if (a == 0 || b == 0 || depth == 0) {
      return a == b;
    }
    BtfType right = target.type(b);
    return switch (local.type(a)) {
      case BtfType.Ptr x ->
          right instanceof BtfType.Ptr y && compatible(x.type(), y.type(), depth - 1);
      case BtfType.Array x ->
          right instanceof BtfType.Array y
              && compatible(x.elementType(), y.elementType(), depth - 1);
      case BtfType.FunctionPrototype x ->
          right instanceof BtfType.FunctionPrototype y
              && compatible(x.returnType(), y.returnType(), depth - 1)
              && compatible(x.parameters(), y.parameters(), depth - 1);
      case BtfType.Enum _, BtfType.Enum64 _ -> isEnum(right);
      case BtfType left -> left.getClass() == right.getClass();
    };
  }

  private boolean compatible(List<Parameter> a, List<Parameter> b, int depth) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!compatible(a.get(i).type(), b.get(i).type(), depth)) {
        return false;
      }
    }
    return true;
  }

  private boolean matches(int localId, int targetId, int depth) {
    int a = local.strip(localId);
    int b = target.strip(targetId);
    if (a == 0 || b == 0 || depth == 0) {
      return a == b || depth == 0;
    }
    BtfType left = local.type(a);
    BtfType right = target.type(b);
    return switch (left) {
      case BtfType.Struct _, BtfType.Union _ ->
          (right instanceof BtfType.Forward || left.getClass() == right.getClass())
              && membersMatch(a, b, depth);
      case BtfType.Enum x -> enumeratorsMatch(x.values(), right);
      case BtfType.Enum64 x -> enumeratorsMatch(x.values(), right);
      case BtfType.Ptr x ->
          right instanceof BtfType.Ptr y && pointeesMatch(x.type(), y.type(), depth - 1);
      case BtfType.Array x ->
          right instanceof BtfType.Array y
              && x.count() == y.count()
              && matches(x.elementType(), y.elementType(), depth - 1);
      case BtfType.Int x ->
          right instanceof BtfType.Int y
              && x.sizeBytes() == y.sizeBytes()
              && x.encoding() == y.encoding();
      default -> compatible(a, b, depth);
    };
  }

  /// Behind a pointer, structures match by name alone.
  private boolean pointeesMatch(int localId, int targetId, int depth) {
    int a = local.strip(localId);
    int b = target.strip(targetId);
    boolean structures =
        a != 0 && b != 0 && isComposite(local.type(a)) && isComposite(target.type(b));
    return structures
        ? FieldPath.essential(local.type(a).name())
            .equals(FieldPath.essential(target.type(b).name()))
        : matches(a, b, depth);
  }

  private boolean membersMatch(int a, int b, int depth) {
    List<Member> there = FieldPath.members(target, b);
    for (Member member : FieldPath.members(local, a)) {
      Optional<Member> same =
          there.stream().filter(m -> m.name().equals(member.name())).findFirst();
      if (same.isEmpty() || !matches(member.type(), same.get().type(), depth - 1)) {
        return false;
      }
    }
    return true;
  }

  private static boolean enumeratorsMatch(List<BtfType.Value> values, BtfType right) {
    List<String> there = enumerators(right).stream().map(BtfType.Value::name).toList();
    return isEnum(right)
        && values.stream().allMatch(v -> there.contains(FieldPath.essential(v.name())));
  }

  static List<BtfType.Value> enumerators(BtfType type) {
    return switch (type) {
      case BtfType.Enum t -> t.values();
      case BtfType.Enum64 t -> t.values();
      default -> List.of();
    };
  }

  private static boolean isEnum(BtfType type) {
    return type instanceof BtfType.Enum || type instanceof BtfType.Enum64;
  }

  private static boolean isComposite(BtfType type) {
    return type instanceof BtfType.Struct
        || type instanceof BtfType.Union
        || type instanceof BtfType.Forward;
  }
}
