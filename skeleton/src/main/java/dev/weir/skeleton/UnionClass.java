// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.object.Documentation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Modifier;

/// Declares unions: records of the union's bytes, with a method for each member that reads it and
/// one that makes a union of it. Nothing says which member is there; that is the program's
/// business.
final class UnionClass {
  private static final Set<String> RESERVED =
      Set.of(
          "CODEC",
          "all",
          "in",
          "out",
          "bytes",
          "clone",
          "equals",
          "finalize",
          "getClass",
          "hashCode",
          "notify",
          "notifyAll",
          "toString",
          "wait");

  private UnionClass() {}

  static Optional<TypeSpec> declare(TypeMapper mapper, ClassName name, BtfType.Union union) {
    Names names = new Names(RESERVED, mapper.diagnostics());
    List<Component> views = Component.of(mapper, name, union.name(), union.members(), names);
    int size = union.sizeBytes();
    ValueType all = ValueType.octets(size);
    Documentation docs = mapper.object().documentation();
    String what =
        (union.name().isEmpty() ? "A union" : "Union " + Javadoc.code(union.name()))
            + ": the same bytes seen as each of its members. What is made\nfrom a member is zero behind"
            + " it.";
    TypeSpec.Builder type =
        TypeSpec.recordBuilder(name)
            .addModifiers(Modifier.PUBLIC)
            .addJavadoc(Javadoc.of(docs.type(union.name()), what))
            .addJavadoc("\n")
            .recordConstructor(
                MethodSpec.constructorBuilder()
                    .addParameter(
                        ParameterSpec.builder(Library.BYTES, "bytes")
                            .addJavadoc("all of it, $L bytes\n", size)
                            .build())
                    .build())
            .addField(RecordClass.codec(name, size));
    for (Component view : views) {
      type.addMethod(maker(name, view, size)).addMethod(view(view));
    }
    return Optional.of(
        type.addMethod(
                RecordClass.reader(name)
                    .addStatement("return new $T($L)", name, all.read(0))
                    .build())
            .addMethod(RecordClass.writer().addStatement(all.write(0, "bytes")).build())
            .build());
  }

  private static MethodSpec maker(ClassName name, Component view, int size) {
    return MethodSpec.methodBuilder("of" + Names.type(view.name()))
        .addJavadoc("A union that holds $L.\n", Javadoc.code(view.name()))
        .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
        .addParameter(view.java(), view.name())
        .returns(name)
        .addStatement("byte[] all = new byte[$L]", size)
        .addStatement("$T out = $T.of(all)", Library.STRUCT_BYTES, Library.STRUCT_BYTES)
        .addStatement(view.write())
        .addStatement("return new $T($T.of(all))", name, Library.BYTES)
        .build();
  }

  private static MethodSpec view(Component view) {
    TypeName java = view.java();
    CodeBlock read = view.read();
    return MethodSpec.methodBuilder(view.name())
        .addJavadoc("$L\n", view.doc())
        .addModifiers(Modifier.PUBLIC)
        .returns(java)
        .addStatement("$T in = $T.of(bytes.toArray())", Library.STRUCT_BYTES, Library.STRUCT_BYTES)
        .addStatement("return $L", read)
        .build();
  }
}
