// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.core;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfType.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A way from a type to a field inside it, as a CO-RE access string tells it: which element of an
/// array at the pointer, then members and array elements.
///
/// @param btf the types
/// @param root id of the type where the way starts
/// @param steps names and indexes from the root on; unnamed members are left out
/// @param type id of the field's type
/// @param bitOffset from the start of the root, of the field
/// @param bitfieldSize bits of a bit field, 0 for a whole field
/// @param member whether the way ends in a member (not in an array element or at the root)
record FieldPath(
    Btf btf,
    int root,
    List<Step> steps,
    int type,
    int bitOffset,
    int bitfieldSize,
    boolean member) {
  /// Copies the list.
  FieldPath {
    steps = List.copyOf(steps);
  }

  /// One step.
  sealed interface Step {
    /// To a member.
    record Named(String name) implements Step {}

    /// To an array element.
    record Indexed(int index) implements Step {}
  }

  /// The way of an access string such as `0:1:2` in the object's own types.
  ///
  /// @throws IllegalArgumentException when the string does not fit the types
  static FieldPath parse(Btf btf, int typeId, String access) {
    String[] parts = access.split(":", -1);
    int root = btf.strip(typeId);
    FieldPath path = start(btf, root).at(Integer.parseInt(parts[0]), btf, root);
    for (int i = 1; i < parts.length; i++) {
      path = path.step(Integer.parseInt(parts[i]));
    }
    return path;
  }

  /// The same way, by names, from a type of other types; empty when it does not exist there.
  Optional<FieldPath> in(Btf target, int targetRoot) {
    Optional<FieldPath> path = Optional.of(start(target, target.strip(targetRoot)));
    boolean first = true;
    for (Step step : steps) {
      boolean atRoot = first;
      first = false;
      path =
          path.flatMap(p ->
              switch (step) {
                case Step.Indexed(int index) ->
                    atRoot ? Optional.of(p.at(index, target, p.type)) : p.element(index);
                case Step.Named(String name) -> p.named(name);
              });
    }
    return path.filter(p -> compatible(btf, type, target, p.type, 0));
  }

  private static FieldPath start(Btf btf, int root) {
    return new FieldPath(btf, root, List.of(), root, 0, 0, false);
  }

  private FieldPath at(int index, Btf types, int root) {
    int bits = index * (int) types.sizeBytes(root).orElse(0) * Byte.SIZE;
    return new FieldPath(
        types, root, with(new Step.Indexed(index)), root, bitOffset + bits, 0, false);
  }

  private FieldPath step(int index) {
    List<Member> members = members(btf, type);
    if (members.isEmpty()) {
      return element(index).orElseThrow(() -> new IllegalArgumentException("no element " + index));
    }
    if (index >= members.size()) {
      throw new IllegalArgumentException("no member " + index);
    }
    return into(members.get(index));
  }

  private Optional<FieldPath> element(int index) {
    int array = btf.strip(type);
    if (array == 0 || !(btf.type(array) instanceof BtfType.Array a)) {
      return Optional.empty();
    }
    boolean flexible = a.count() == 0;
    if (index >= a.count() && !flexible) {
      return Optional.empty();
    }
    int bits = index * (int) btf.sizeBytes(a.elementType()).orElse(0) * Byte.SIZE;
    return Optional.of(
        new FieldPath(
            btf,
            root,
            with(new Step.Indexed(index)),
            btf.strip(a.elementType()),
            bitOffset + bits,
            0,
            false));
  }

  private FieldPath into(Member next) {
    List<Step> longer = next.name().isEmpty() ? steps : with(new Step.Named(next.name()));
    return new FieldPath(
        btf,
        root,
        longer,
        btf.strip(next.type()),
        bitOffset + next.bitOffset(),
        next.bitfieldSize(),
        true);
  }

  /// To the member of a name, through unnamed structures if need be.
  private Optional<FieldPath> named(String name) {
    for (Member next : members(btf, type)) {
      if (next.name().equals(name)) {
        return Optional.of(into(next));
      }
      if (next.name().isEmpty()) {
        Optional<FieldPath> inner = into(next).named(name);
        if (inner.isPresent()) {
          return inner;
        }
      }
    }
    return Optional.empty();
  }

  private List<Step> with(Step step) {
    List<Step> longer = new ArrayList<>(steps);
    longer.add(step);
    return longer;
  }

  static List<Member> members(Btf btf, int id) {
    int stripped = btf.strip(id);
    if (stripped == 0) {
      return List.of();
    }
    return switch (btf.type(stripped)) {
      case BtfType.Struct t -> t.members();
      case BtfType.Union t -> t.members();
      default -> List.of();
    };
  }

  /// Whether a field of one type may stand for a field of another: kinds agree, sizes need not.
  ///
  /// @kernel v6.12 tools/lib/bpf/relo_core.c bpf_core_fields_are_compat
  private static boolean compatible(Btf a, int typeA, Btf b, int typeB, int depth) {
    int idA = a.strip(typeA);
    int idB = b.strip(typeB);
    if (idA == 0 || idB == 0 || depth > 16) {
      return idA == idB || depth > 16;
    }
    BtfType left = a.type(idA);
    BtfType right = b.type(idB);
    return switch (left) {
      case BtfType.Struct _, BtfType.Union _ ->
          right instanceof BtfType.Struct || right instanceof BtfType.Union;
      case BtfType.Array x ->
          right instanceof BtfType.Array y
              && compatible(a, x.elementType(), b, y.elementType(), depth + 1);
      case BtfType.Enum x -> enumName(right).map(n -> alike(x.name(), n)).orElse(false);
      case BtfType.Enum64 x -> enumName(right).map(n -> alike(x.name(), n)).orElse(false);
      case BtfType.Forward x -> right instanceof BtfType.Forward && alike(x.name(), right.name());
      default -> left.getClass() == right.getClass();
    };
  }

  private static Optional<String> enumName(BtfType type) {
    return type instanceof BtfType.Enum || type instanceof BtfType.Enum64
        ? Optional.of(type.name())
        : Optional.empty();
  }

  private static boolean alike(String a, String b) {
    return a.isEmpty() || b.isEmpty() || essential(a).equals(essential(b));
  }

  /// A name without its flavour: `sk_buff___old` means the kernel's `sk_buff`.
  static String essential(String name) {
    int flavour = name.lastIndexOf("___");
    return flavour > 0 ? name.substring(0, flavour) : name;
  }

  /// The way in words, such as `sk_buff.head[0]`.
  String describe() {
    StringBuilder text = new StringBuilder(btf.type(root).name());
    steps.stream()
        .skip(1)
        .forEach(step -> {
          switch (step) {
            case Step.Named(String name) -> text.append('.').append(name);
            case Step.Indexed(int index) -> text.append('[').append(index).append(']');
          }
        });
    return text.toString();
  }
}
