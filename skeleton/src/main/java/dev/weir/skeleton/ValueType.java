// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import java.util.Optional;

/// How a type of the object looks in Java.
///
/// @param java the type, a primitive one where there is one
/// @param sizeBytes its size in the kernel
/// @param codec an expression for its codec
/// @param accessor the method of `StructBytes` that reads and writes it; empty for those that only
///   the codec can
/// @param number whether it is an integer in host order that fits `int` or `long`, with sums
record ValueType(
    TypeName java, int sizeBytes, CodeBlock codec, Optional<String> accessor, boolean number) {

  /// A primitive type.
  static ValueType primitive(TypeName java, int size, String codec, String accessor) {
    boolean number =
        accessor.matches("[ui]\\d+") && (java.equals(TypeName.INT) || java.equals(TypeName.LONG));
    return new ValueType(
        java, size, CodeBlock.of("$T.$L()", Library.CODEC, codec), Optional.of(accessor), number);
  }

  /// A type that only a codec reads and writes.
  static ValueType coded(TypeName java, int size, CodeBlock codec) {
    return new ValueType(java, size, codec, Optional.empty(), false);
  }

  /// Bytes that nothing more is known about.
  static ValueType octets(int size) {
    return coded(Library.BYTES, size, CodeBlock.of("$T.octets($L)", Library.CODEC, size));
  }

  /// A list of as many.
  ValueType times(int count) {
    TypeName list = ParameterizedTypeName.get(ClassName.get("java.util", "List"), java.box());
    return coded(
        list,
        Math.multiplyExact(sizeBytes, count),
        CodeBlock.of("$T.list($L, $L)", Library.CODEC, codec, count));
  }

  /// An expression that reads it from a `StructBytes` called `in`.
  CodeBlock read(int offset) {
    return accessor
        .map(name -> CodeBlock.of("in.$L($L)", name, offset))
        .orElseGet(() -> CodeBlock.of("$L.read(in.at($L))", codec, offset));
  }

  /// A statement that writes `value` to a `StructBytes` called `out`.
  CodeBlock write(int offset, String value) {
    return accessor
        .map(name -> CodeBlock.of("out.$L($L, $L)", name, offset, value))
        .orElseGet(() -> CodeBlock.of("$L.write($L, out.at($L))", codec, value, offset));
  }
}
