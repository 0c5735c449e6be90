// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir;

import java.util.Locale;
import java.util.Objects;

/// The type of a value.
public sealed interface IrType {
  /// The 32-bit scalar.
  IrType I32 = new Scalar(32);

  /// The 64-bit scalar.
  IrType I64 = new Scalar(64);

  /// A scalar.
  ///
  /// @param bits 32 or 64
  record Scalar(int bits) implements IrType {
    /// Checks the width.
    public Scalar {
      if (bits != 32 && bits != 64) {
        throw new IllegalArgumentException("scalar of " + bits + " bits");
      }
    }
  }

  /// A pointer with its provenance, which is what the verifier tracks.
  ///
  /// @param region what it points into
  /// @param nullable whether it must be compared with null before use
  record Pointer(Region region, boolean nullable) implements IrType {
    /// Checks for null.
    public Pointer {
      Objects.requireNonNull(region);
    }
  }

  /// A pointer that is never null.
  static IrType pointer(Region region) {
    return new Pointer(region, false);
  }

  /// A pointer that may be null.
  static IrType nullable(Region region) {
    return new Pointer(region, true);
  }

  /// Whether this is a scalar.
  default boolean isScalar() {
    return this instanceof Scalar;
  }

  /// The width in bits: 32 or 64 for scalars, 64 for pointers.
  default int bits() {
    return switch (this) {
      case Scalar(int bits) -> bits;
      case Pointer _ -> 64;
    };
  }

  /// The type as IR text writes it: `i32`, `ptr packet`, `ptr? map_value`.
  default String text() {
    return switch (this) {
      case Scalar(int bits) -> "i" + bits;
      case Pointer(Region region, boolean nullable) ->
          (nullable ? "ptr? " : "ptr ") + region.name().toLowerCase(Locale.ROOT);
    };
  }

  /// What a pointer points into.
  enum Region {
    /// The program's context; only constant offsets.
    CTX,
    /// Packet data.
    PACKET,
    /// Metadata before the packet.
    PACKET_META,
    /// The end of the packet; only compared.
    PACKET_END,
    /// A map value, or memory of a global variable.
    MAP_VALUE,
    /// The function's own stack, or a caller's.
    STACK,
    /// A full socket (`struct bpf_sock`).
    SOCKET,
    /// A socket that may not be full.
    SOCK_COMMON,
    /// A TCP socket (`struct bpf_tcp_sock`).
    TCP_SOCK,
    /// A map itself.
    MAP,
    /// Memory from the kernel with a known size, such as a reserved ring buffer record.
    MEMORY,
    /// A kernel object described by BTF.
    BTF,
    /// A function, for callbacks.
    FUNCTION
  }
}
