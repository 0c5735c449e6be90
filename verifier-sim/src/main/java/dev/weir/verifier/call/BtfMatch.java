// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.verifier.image.KernelTypes;
import dev.weir.verifier.state.BtfTarget;
import java.util.Optional;

/// Whether a pointer to a struct serves where another struct is wanted.
///
/// @kernel v6.12 kernel/bpf/btf.c btf_struct_ids_match
final class BtfMatch {
  private BtfMatch() {}

  /// Whether the struct at `offset` of `target`, or one that lies at its start, is `wanted`.
  ///
  /// @param strict whether only the outermost struct counts
  static boolean leadsTo(BtfTarget target, int offset, String wanted, boolean strict) {
    if (!target.kernel()) {
      return false;
    }
    Btf btf = target.btf();
    int id = btf.strip(target.typeId());
    int at = offset;
    if (at == 0 && name(btf, id).equals(wanted)) {
      return true;
    }
    if (strict || isBecoming(name(btf, id), wanted)) {
      return false;
    }
    while (true) {
      Optional<Integer> nested = structAt(btf, id, at);
      if (nested.isEmpty()) {
        return false;
      }
      id = nested.get();
      at = 0;
      if (name(btf, id).equals(wanted)) {
        return true;
      }
    }
  }

  /// Whether one of two structs is the other while it is being set up (`___init`): then the one
  /// never stands for the other, though it begins with it.
  ///
  /// @kernel v6.12 kernel/bpf/verifier.c btf_type_ids_nocast_alias
  private static boolean isBecoming(String one, String other) {
    return one.equals(other + "___init") || other.equals(one + "___init");
  }

  /// The outermost struct, inside of a struct or union, that begins at an offset.
  private static Optional<Integer> structAt(Btf btf, int id, int offset) {
    int type = id;
    int at = offset;
    while (true) {
      Optional<BtfType.Member> member = memberAt(btf, type, at);
      if (member.isEmpty()) {
        return Optional.empty();
      }
      int inner = btf.strip(member.get().type());
      if (btf.type(inner) instanceof BtfType.Array(int element, int _, int _)) {
        inner = btf.strip(element);
        long size = btf.sizeBytes(inner).orElse(0);
        if (size > 0 && isStruct(btf, inner)) {
          int from = member.get().bitOffset() / Byte.SIZE;
          if ((at - from) % size == 0) {
            return Optional.of(inner);
          }
          at = (int) ((at - from) % size);
          type = inner;
          continue;
        }
      }
      if (!isStruct(btf, inner)) {
        return Optional.empty();
      }
      int from = member.get().bitOffset() / Byte.SIZE;
      if (from == at) {
        return Optional.of(inner);
      }
      at -= from;
      type = inner;
    }
  }

  private static boolean isStruct(Btf btf, int id) {
    return btf.type(id) instanceof BtfType.Struct || btf.type(id) instanceof BtfType.Union;
  }

  private static Optional<BtfType.Member> memberAt(Btf btf, int id, int offset) {
    java.util.List<BtfType.Member> members =
        switch (btf.type(id)) {
          case BtfType.Struct struct -> struct.members();
          case BtfType.Union union -> union.members();
          default -> java.util.List.of();
        };
    for (BtfType.Member member : members) {
      int from = member.bitOffset() / Byte.SIZE;
      long size = btf.sizeBytes(member.type()).orElse(0);
      if (from <= offset && offset < from + size) {
        return Optional.of(member);
      }
    }
    return Optional.empty();
  }

  private static String name(Btf btf, int id) {
    return btf.type(id).name();
  }

  /// The kernel's struct of a name, as a target.
  static Optional<BtfTarget> kernelStruct(KernelTypes kernel, String name) {
    return kernel.struct(name).map(id -> new BtfTarget(kernel.btf(), id));
  }
}
