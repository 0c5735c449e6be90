// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.verifier.image.KernelTypes;
import java.util.Locale;
import java.util.OptionalLong;

/// A C type as the table of kernel functions spells it, such as `const struct bpf_dynptr *`.
///
/// @param base the type without qualifiers and stars, such as `struct bpf_dynptr`
/// @param pointers how many stars follow
record CType(String base, int pointers) {
  private static final int MAX_NESTING = 4;

  /// Reads a type.
  static CType of(String text) {
    int stars = 0;
    StringBuilder base = new StringBuilder();
    for (String word : text.replace("*", " * ").trim().split("\\s+")) {
      switch (word) {
        case "*" -> stars++;
        case "const", "volatile", "restrict", "" -> {}
        default -> base.append(base.isEmpty() ? "" : " ").append(word);
      }
    }
    return new CType(base.toString(), stars);
  }

  boolean isPointer() {
    return pointers > 0;
  }

  boolean isVoid() {
    return base.equals("void");
  }

  boolean isStruct() {
    return base.startsWith("struct ") || base.startsWith("union ");
  }

  /// The name of a struct or union; empty for other types.
  String struct() {
    return isStruct() ? base.substring(base.indexOf(' ') + 1) : "";
  }

  /// Whether what a pointer leads to is a number, or a struct of numbers.
  boolean leadsToNumbers(KernelTypes kernel) {
    if (pointers != 1 || isVoid()) {
      return false;
    }
    if (!isStruct()) {
      return size(kernel).isPresent();
    }
    return kernel
        .struct(struct())
        .or(() -> kernel.find(BtfType.Union.class, struct()))
        .map(id -> ofNumbers(kernel.btf(), id, 0))
        .orElse(false);
  }

  private static boolean ofNumbers(Btf btf, int id, int depth) {
    int plain = btf.strip(id);
    if (plain == 0) {
      return false;
    }
    return switch (btf.type(plain)) {
      case BtfType.Int _, BtfType.Enum _, BtfType.Enum64 _ -> true;
      case BtfType.Array array -> ofNumbers(btf, array.elementType(), depth);
      case BtfType.Struct struct ->
          depth < MAX_NESTING
              && struct.members().stream().allMatch(m -> ofNumbers(btf, m.type(), depth + 1));
      case BtfType.Union union ->
          depth < MAX_NESTING
              && union.members().stream().allMatch(m -> ofNumbers(btf, m.type(), depth + 1));
      default -> false;
    };
  }

  /// The size of what a pointer leads to, or of a number.
  OptionalLong size(KernelTypes kernel) {
    if (isStruct()) {
      return kernel
          .struct(struct())
          .or(() -> kernel.find(BtfType.Union.class, struct()))
          .map(id -> kernel.btf().sizeBytes(id))
          .orElse(OptionalLong.empty());
    }
    return switch (base.toLowerCase(Locale.ROOT)) {
      case "char", "unsigned char", "signed char", "u8", "s8", "__u8", "__s8", "bool" ->
          OptionalLong.of(Byte.BYTES);
      case "short", "unsigned short", "u16", "s16", "__u16", "__s16", "__be16", "__sum16" ->
          OptionalLong.of(Short.BYTES);
      case "int", "unsigned int", "u32", "s32", "__u32", "__s32", "__be32", "pid_t" ->
          OptionalLong.of(Integer.BYTES);
      case "long",
          "long int",
          "unsigned long",
          "long unsigned int",
          "long long int",
          "long long unsigned int",
          "u64",
          "s64",
          "__u64",
          "__s64",
          "__be64",
          "size_t" ->
          OptionalLong.of(Long.BYTES);
      default -> base.startsWith("enum ") ? OptionalLong.of(Integer.BYTES) : OptionalLong.empty();
    };
  }
}
