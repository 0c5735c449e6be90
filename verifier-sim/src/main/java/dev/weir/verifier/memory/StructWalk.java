// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What lies at an offset of a structure: a number, a pointer, or nothing that may be accessed.
///
/// @kernel v6.12 kernel/bpf/btf.c btf_struct_walk
final class StructWalk {
  /// What an access finds.
  sealed interface Found {
    /// A number, or several.
    record Number() implements Found {}

    /// A pointer to a structure.
    ///
    /// @param typeId id of the structure
    /// @param field the member's name
    /// @param tag its type tag, such as `rcu`; empty for none
    /// @param union whether the way there goes through a union, so that it may be something else
    record Pointer(int typeId, String field, String tag, boolean union) implements Found {}

    /// A pointer to something else.
    record OtherPointer() implements Found {}

    /// Nothing that can be accessed so.
    ///
    /// @param why what is wrong, to follow `, but`
    record Nothing(String why) implements Found {}

    /// A structure that the types only name.
    record Unknown(String name) implements Found {}
  }

  private final Btf btf;
  private final boolean flexible;
  private final int size;
  private boolean union;

  private StructWalk(Btf btf, int size, boolean flexible) {
    this.btf = btf;
    this.size = size;
    this.flexible = flexible;
  }

  /// What an access of `size` bytes at `offset` of a structure finds.
  ///
  /// @param flexible whether an array without length at the end of a structure goes on
  static Found at(Btf btf, int structId, long offset, int size, boolean flexible) {
    return new StructWalk(btf, size, flexible).walk(structId, offset);
  }

  /// A structure inside another.
  ///
  /// @param typeId id of the inner one
  /// @param offset what is left of the offset in it
  record Inner(int typeId, long offset) {}

  /// The structure, or element of an array of them, that a structure has directly at an offset.
  static Optional<Inner> inner(Btf btf, int structId, long offset) {
    BtfType type = btf.type(structId);
    for (BtfType.Member member : membersOf(type)) {
      long start = member.bitOffset() / Byte.SIZE;
      long count = 1;
      int id = btf.strip(member.type());
      while (id != 0 && btf.type(id) instanceof BtfType.Array array) {
        count *= Integer.toUnsignedLong(array.count());
        id = btf.strip(array.elementType());
      }
      long element = id == 0 ? 0 : btf.sizeBytes(id).orElse(0);
      if (offset < start || offset >= start + count * element || member.bitfieldSize() != 0) {
        continue;
      }
      return members(btf.type(id)) == null
          ? Optional.empty()
          : Optional.of(new Inner(id, (offset - start) % element));
    }
    return Optional.empty();
  }

  private Found walk(int structId, long offset) {
    int id = btf.strip(structId);
    BtfType type = id == 0 ? null : btf.type(id);
    if (type instanceof BtfType.Forward forward) {
      return new Found.Unknown(forward.name());
    }
    if (type instanceof BtfType.Union u && u.members().size() != 1) {
      union = true;
    }
    if (type == null || members(type) == null) {
      return new Found.Nothing("it is no structure");
    }
    return offset + size > bytes(type) ? behind(type, offset) : inside(type, offset);
  }

  /// An access past the end, where an array may go on.
  private Found behind(BtfType type, long offset) {
    List<BtfType.Member> members = membersOf(type);
    Found end = new Found.Nothing(describe(type) + " ends at " + bytes(type));
    if (!flexible || members.isEmpty()) {
      return end;
    }
    BtfType.Member last = members.getLast();
    int id = btf.strip(last.type());
    int start = last.bitOffset() / Byte.SIZE;
    if (id == 0
        || !(btf.type(id) instanceof BtfType.Array array)
        || array.count() != 0
        || offset < start) {
      return end;
    }
    int element = btf.strip(array.elementType());
    if (element != 0 && btf.type(element) instanceof BtfType.Int) {
      return new Found.Number();
    }
    if (element == 0 || members(btf.type(element)) == null || bytes(btf.type(element)) == 0) {
      return end;
    }
    return walk(element, (offset - start) % bytes(btf.type(element)));
  }

  private Found inside(BtfType type, long offset) {
    for (BtfType.Member member : membersOf(type)) {
      int start = member.bitOffset() / Byte.SIZE;
      if (offset + size <= start) {
        break;
      }
      if (member.bitfieldSize() != 0) {
        int end = (member.bitOffset() + member.bitfieldSize() + 7) / Byte.SIZE;
        if (offset <= start && end <= offset + size) {
          return new Found.Number();
        }
        continue;
      }
      if (offset < start) {
        break;
      }
      Found found = member(type, member, offset);
      if (found != null) {
        return found;
      }
    }
    return new Found.Nothing(describe(type) + " has no field there");
  }

  /// What a member holds at an offset; null when it ends before.
  private @Nullable Found member(BtfType type, BtfType.Member member, long offset) {
    int start = member.bitOffset() / Byte.SIZE;
    int id = btf.strip(member.type());
    long count = 1;
    while (id != 0 && btf.type(id) instanceof BtfType.Array array) {
      count *= Integer.toUnsignedLong(array.count());
      id = btf.strip(array.elementType());
    }
    long element = id == 0 ? 0 : btf.sizeBytes(id).orElse(0);
    if (id != 0 && btf.type(id) instanceof BtfType.Forward forward) {
      return new Found.Unknown(forward.name());
    }
    long end = start + count * element;
    if (offset >= end) {
      return null;
    }
    long base = start + (offset - start) / element * element;
    BtfType found = btf.type(id);
    if (members(found) != null) {
      return walk(id, offset - base);
    }
    if (found instanceof BtfType.Ptr pointer) {
      if (element != size || offset != base) {
        return new Found.Nothing(
            "`" + member.name() + "` is a pointer, which is loaded as a whole");
      }
      return pointer(pointer, member.name());
    }
    if (offset + size > end && !union) {
      return new Found.Nothing("`" + member.name() + "` of " + describe(type) + " ends at " + end);
    }
    return new Found.Number();
  }

  private Found pointer(BtfType.Ptr pointer, String field) {
    String tag =
        pointer.type() != 0 && btf.type(pointer.type()) instanceof BtfType.TypeTag t
            ? t.name()
            : "";
    int target = btf.strip(pointer.type());
    boolean struct =
        target != 0
            && (members(btf.type(target)) != null || btf.type(target) instanceof BtfType.Forward);
    return struct ? new Found.Pointer(target, field, tag, union) : new Found.OtherPointer();
  }

  private static List<BtfType.Member> membersOf(BtfType type) {
    List<BtfType.Member> members = members(type);
    return members == null ? List.of() : members;
  }

  /// The members of a structure or union; null for other types.
  static @Nullable List<BtfType.Member> members(BtfType type) {
    return switch (type) {
      case BtfType.Struct t -> t.members();
      case BtfType.Union t -> t.members();
      default -> null;
    };
  }

  private static long bytes(BtfType type) {
    return switch (type) {
      case BtfType.Struct t -> Integer.toUnsignedLong(t.sizeBytes());
      case BtfType.Union t -> Integer.toUnsignedLong(t.sizeBytes());
      default -> 0;
    };
  }

  private static String describe(BtfType type) {
    String kind = type instanceof BtfType.Union ? "union " : "struct ";
    return type.name().isEmpty() ? "the inner structure" : kind + type.name();
  }
}
