// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.core;

import dev.weir.bytecode.btf.BtfType;
import java.nio.ByteOrder;

/// Where a field is and how to read it.
///
/// @param byteOffset where to load
/// @param byteSize how much to load
/// @param bitOffset from the start of the root
/// @param bitSize bits that belong to the field
/// @param signed whether it is signed
/// @kernel v6.12 tools/lib/bpf/relo_core.c bpf_core_calc_field_relo
record FieldFacts(int byteOffset, int byteSize, int bitOffset, int bitSize, boolean signed) {
  private static final int WORD_BITS = 64;

  static FieldFacts of(FieldPath path) {
    int size = (int) path.btf().sizeBytes(path.type()).orElse(0);
    boolean signed = signed(path);
    if (path.bitfieldSize() == 0) {
      return new FieldFacts(
          path.bitOffset() / Byte.SIZE, size, path.bitOffset(), size * Byte.SIZE, signed);
    }
    int load = size;
    int start = path.bitOffset() / Byte.SIZE / load * load;
    while (path.bitOffset() + path.bitfieldSize() - start * Byte.SIZE > load * Byte.SIZE
        && load < Long.BYTES) {
      load *= 2;
      start = path.bitOffset() / Byte.SIZE / load * load;
    }
    return new FieldFacts(start, load, path.bitOffset(), path.bitfieldSize(), signed);
  }

  int leftShift() {
    int from = bitOffset - byteOffset * Byte.SIZE;
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
        ? WORD_BITS - (from + bitSize)
        : (Long.BYTES - byteSize) * Byte.SIZE + from;
  }

  int rightShift() {
    return WORD_BITS - bitSize;
  }

  private static boolean signed(FieldPath path) {
    if (path.type() == 0) {
      return false;
    }
    return switch (path.btf().type(path.type())) {
      case BtfType.Int t -> t.encoding() == BtfType.Int.Encoding.SIGNED;
      case BtfType.Enum t -> t.signed();
      case BtfType.Enum64 t -> t.signed();
      default -> false;
    };
  }
}
