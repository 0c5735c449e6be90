// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.typed;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The type of an expression or place. Two types are the same when equal.
public sealed interface Type {
  /// `u8`.
  Type U8 = new Int(1, false);

  /// `u16`.
  Type U16 = new Int(2, false);

  /// `u32`.
  Type U32 = new Int(4, false);

  /// `u64`.
  Type U64 = new Int(8, false);

  /// `i32`.
  Type I32 = new Int(4, true);

  /// `i64`.
  Type I64 = new Int(8, true);

  /// `bool`.
  Type BOOL = new Bool();

  /// `be16`.
  Type BE16 = new Be(2);

  /// `be32`, also the type of an IPv4 address.
  Type BE32 = new Be(4);

  /// `ip6`.
  Type IP6 = new Ip6();

  /// `mac`.
  Type MAC = new Mac();

  /// What a program returns.
  Type VERDICT = new Verdict();

  /// A lock, which the kernel knows by the name of the structure.
  Struct SPIN_LOCK = new Struct("bpf_spin_lock", 4, 4, List.of(new Field("val", U32, 0, "")), "");

  /// The type of an expression without a value.
  Type NONE = new None();

  /// The type of an expression that never ends, such as a block that returns.
  Type NEVER = new Never();

  /// Size in memory in bytes; 0 for types that are never in memory.
  default int sizeBytes() {
    return switch (this) {
      case Int(int bytes, _) -> bytes;
      case Bool _ -> 1;
      case Be(int bytes) -> bytes;
      case Ip6 _ -> 16;
      case Mac _ -> 6;
      case Array(Type element, int count) -> element.sizeBytes() * count;
      case Struct s -> s.size();
      case Enumeration e -> e.representation().bytes();
      case Verdict _ -> 4;
      case View _, Socket _, Packet _, Context _, None _, Never _ -> 0;
    };
  }

  /// Alignment in memory in bytes, at least 1. `ip6` aligns to 4 as the kernel's `in6_addr` does.
  default int alignBytes() {
    return switch (this) {
      case Int(int bytes, _) -> bytes;
      case Be(int bytes) -> bytes;
      case Ip6 _ -> 4;
      case Array(Type element, _) -> element.alignBytes();
      case Struct s -> s.align();
      case Enumeration e -> e.representation().bytes();
      case Verdict _ -> 4;
      case Bool _, Mac _, View _, Socket _, Packet _, Context _, None _, Never _ -> 1;
    };
  }

  /// Whether values are IR scalars.
  default boolean scalar() {
    return switch (this) {
      case Int _, Bool _, Be _, Enumeration _, Verdict _ -> true;
      case Ip6 _,
          Mac _,
          Array _,
          Struct _,
          View _,
          Socket _,
          Packet _,
          Context _,
          None _,
          Never _ ->
          false;
    };
  }

  /// Whether values live in memory: structures, arrays and the byte-wise addresses.
  default boolean aggregate() {
    return switch (this) {
      case Ip6 _, Mac _, Array _, Struct _ -> true;
      case Int _, Bool _, Be _, Enumeration _, Verdict _ -> false;
      case View _, Socket _, Packet _, Context _, None _, Never _ -> false;
    };
  }

  /// Whether comparisons, division, right shift and widening are signed.
  default boolean signed() {
    return switch (this) {
      case Int(_, boolean signed) -> signed;
      case Enumeration e -> e.representation().signed();
      case Verdict _ -> true;
      case Bool _, Be _, Ip6 _, Mac _, Array _, Struct _, View _, Socket _, Packet _, Context _ ->
          false;
      case None _, Never _ -> false;
    };
  }

  /// A machine integer.
  ///
  /// @param bytes 1, 2, 4 or 8
  record Int(int bytes, boolean signed) implements Type {
    @Override
    public String toString() {
      return (signed ? "i" : "u") + bytes * 8;
    }
  }

  /// 0 or 1 in one byte.
  record Bool() implements Type {
    @Override
    public String toString() {
      return "bool";
    }
  }

  /// A number in network byte order.
  ///
  /// @param bytes 2, 4 or 8
  record Be(int bytes) implements Type {
    @Override
    public String toString() {
      return "be" + bytes * 8;
    }
  }

  /// An IPv6 address: 16 bytes in wire order.
  record Ip6() implements Type {
    @Override
    public String toString() {
      return "ip6";
    }
  }

  /// An Ethernet address: 6 bytes in wire order.
  record Mac() implements Type {
    @Override
    public String toString() {
      return "mac";
    }
  }

  /// Elements one after another.
  record Array(Type element, int count) implements Type {
    @Override
    public String toString() {
      return "[" + element + "; " + count + "]";
    }
  }

  /// A structure with its layout. Bytes that belong to no field are padding, zero in every value
  /// that the program makes.
  ///
  /// @param name unique among the structures of a unit
  /// @param size in bytes, a multiple of `align`
  /// @param align 1, 2, 4 or 8; 1 when packed
  /// @param fields by ascending offset
  record Struct(String name, int size, int align, List<Field> fields, String doc) implements Type {
    /// Copies the list.
    public Struct {
      fields = List.copyOf(fields);
    }

    /// The field of that name.
    public Optional<Field> field(String fieldName) {
      return fields.stream().filter(field -> field.name().equals(fieldName)).findFirst();
    }

    /// Whether some bytes belong to no field.
    public boolean padded() {
      return fields.stream().mapToInt(field -> field.type().sizeBytes()).sum() != size;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /// A field of a structure.
  ///
  /// @param offset in bytes from the start of the structure
  record Field(String name, Type type, int offset, String doc) {}

  /// A closed set of names for integers.
  record Enumeration(String name, Int representation, List<Enumerator> enumerators, String doc)
      implements Type {
    /// Copies the list.
    public Enumeration {
      enumerators = List.copyOf(enumerators);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /// A name of an enumeration.
  record Enumerator(String name, long value, String doc) {
    /// A name without documentation.
    public Enumerator(String name, long value) {
      this(name, value, "");
    }
  }

  /// A pointer to a value of type `target` that stays where it is; never null.
  ///
  /// @param target what is there; scalar or aggregate
  /// @param origin what kind of memory it points into
  /// @param writable whether the program may store through it
  record View(Type target, Origin origin, boolean writable) implements Type {
    /// Checks for null.
    public View {
      Objects.requireNonNull(target);
      Objects.requireNonNull(origin);
    }

    @Override
    public String toString() {
      return "view of " + target;
    }
  }

  /// What a view points into.
  enum Origin {
    /// A map value or socket storage.
    MAP_VALUE,
    /// The packet; the target is the structure of a [Header].
    PACKET,
    /// Whatever the caller of the function passed.
    PARAMETER
  }

  /// A pointer to a socket; never null.
  ///
  /// @param full whether it is a full socket rather than one of any kind (`sock_common`)
  record Socket(boolean full) implements Type {
    @Override
    public String toString() {
      return "Socket";
    }
  }

  /// The packet that the program runs for; there is only one, so it has no value.
  record Packet() implements Type {
    @Override
    public String toString() {
      return "Packet";
    }
  }

  /// The context that the program runs with; there is only one, so it has no value.
  record Context() implements Type {
    @Override
    public String toString() {
      return "Context";
    }
  }

  /// A verdict: the program's 32-bit exit value.
  record Verdict() implements Type {
    @Override
    public String toString() {
      return "Verdict";
    }
  }

  /// No value.
  record None() implements Type {
    @Override
    public String toString() {
      return "nothing";
    }
  }

  /// Never ends.
  record Never() implements Type {
    @Override
    public String toString() {
      return "never";
    }
  }
}
