// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.object.Documentation;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Modifier;

/// Declares enumerations: records of a number, because memory may hold one that has no name, with a
/// constant for each enumerator.
final class EnumClass {
  private EnumClass() {}

  static Optional<TypeSpec> declare(
      TypeMapper mapper,
      ClassName name,
      String source,
      int size,
      boolean signed,
      List<BtfType.Value> values) {
    ValueType number = number(size, signed);
    Documentation docs = mapper.object().documentation();
    TypeSpec.Builder type =
        TypeSpec.recordBuilder(name)
            .addModifiers(Modifier.PUBLIC)
            .addJavadoc(
                Javadoc.of(
                    docs.type(source),
                    "A value of enumeration "
                        + Javadoc.code(source)
                        + "; it may be a number without a name."))
            .addJavadoc("\n\n@param number the number\n")
            .recordConstructor(
                MethodSpec.constructorBuilder()
                    .addParameter(ParameterSpec.builder(number.java(), "number").build())
                    .build());
    Names names = new Names(Set.of("CODEC"), mapper.diagnostics());
    for (BtfType.Value value : values) {
      String constant =
          names.claim(Names.constant(value.name()), "_", "enumerator `" + value.name() + "`");
      type.addField(
          FieldSpec.builder(name, constant, Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
              .addJavadoc(Javadoc.of(docs.member(source, value.name()), Javadoc.code(value.name())))
              .addJavadoc("\n")
              .initializer("new $T($L)", name, literal(number.java(), shown(value, signed, size)))
              .build());
    }
    type.addField(RecordClass.codec(name, size));
    type.addMethod(
        MethodSpec.methodBuilder("toString")
            .addAnnotation(Override.class)
            .addModifiers(Modifier.PUBLIC)
            .addJavadoc("The enumerator's name; the number when none has it.\n")
            .returns(String.class)
            .addCode(toStringBody(number.java(), values, signed, size))
            .build());
    type.addMethod(
        RecordClass.reader(name).addStatement("return new $T($L)", name, number.read(0)).build());
    type.addMethod(RecordClass.writer().addStatement(number.write(0, "number")).build());
    return Optional.of(type.build());
  }

  private static CodeBlock toStringBody(
      TypeName java, List<BtfType.Value> values, boolean signed, int size) {
    CodeBlock.Builder text = CodeBlock.builder();
    Set<Long> seen = new HashSet<>();
    for (BtfType.Value value : values) {
      long shown = shown(value, signed, size);
      if (seen.add(shown)) {
        text.beginControlFlow("if (number == $L)", literal(java, shown))
            .addStatement("return $S", value.name())
            .endControlFlow();
      }
    }
    return text.addStatement("return $T.toString(number)", java.box()).build();
  }

  private static long shown(BtfType.Value value, boolean signed, int size) {
    return signed || size == Long.BYTES
        ? value.value()
        : value.value() & (1L << size * Byte.SIZE) - 1;
  }

  private static String literal(TypeName java, long value) {
    if (java.equals(TypeName.LONG)) {
      return value + "L";
    }
    return java.equals(TypeName.INT) ? Long.toString(value) : "(" + java + ") " + value;
  }

  private static ValueType number(int size, boolean signed) {
    return switch (size) {
      case 1 ->
          signed
              ? ValueType.primitive(TypeName.BYTE, 1, "i8", "i8")
              : ValueType.primitive(TypeName.INT, 1, "u8", "u8");
      case 2 ->
          signed
              ? ValueType.primitive(TypeName.SHORT, 2, "i16", "i16")
              : ValueType.primitive(TypeName.INT, 2, "u16", "u16");
      case 4 ->
          signed
              ? ValueType.primitive(TypeName.INT, 4, "u32", "i32")
              : ValueType.primitive(TypeName.LONG, 4, "unsigned32", "u32");
      default -> ValueType.primitive(TypeName.LONG, 8, "u64", "i64");
    };
  }
}
