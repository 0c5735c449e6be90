// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/// Declares the options of a load: those of the loader, and a method for each load-time constant.
final class OptionsClass {
  private static final Set<String> RESERVED =
      Set.of(
          "clone",
          "defaults",
          "equals",
          "finalize",
          "getClass",
          "hashCode",
          "loading",
          "notify",
          "notifyAll",
          "of",
          "toString",
          "wait");

  private OptionsClass() {}

  /// A load-time constant.
  ///
  /// @param name in the object
  /// @param initial what it is when nothing is set; empty when that is no number
  record Constant(String name, ValueType type, String initial) {}

  static TypeSpec declare(TypeMapper mapper, ClassName name, List<Constant> constants) {
    TypeSpec.Builder type =
        TypeSpec.classBuilder(name)
            .addModifiers(Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
            .addJavadoc("How to load: load-time constants, and what the loader takes.\n")
            .addField(
                FieldSpec.builder(Library.LOAD_OPTIONS, "loading", Modifier.PRIVATE, Modifier.FINAL)
                    .build())
            .addMethod(
                MethodSpec.constructorBuilder()
                    .addModifiers(Modifier.PRIVATE)
                    .addParameter(Library.LOAD_OPTIONS, "loading")
                    .addStatement("this.loading = loading")
                    .build())
            .addMethod(
                MethodSpec.methodBuilder("defaults")
                    .addJavadoc("All programs, no pins, constants as in the source.\n")
                    .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                    .returns(name)
                    .addStatement("return new $T($T.defaults())", name, Library.LOAD_OPTIONS)
                    .build())
            .addMethod(
                MethodSpec.methodBuilder("of")
                    .addJavadoc("What the loader takes; constants may be set in addition.\n")
                    .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                    .addParameter(Library.LOAD_OPTIONS, "loading")
                    .returns(name)
                    .addStatement("return new $T(loading)", name)
                    .build())
            .addMethod(
                MethodSpec.methodBuilder("loading")
                    .addJavadoc("What the loader takes.\n")
                    .addModifiers(Modifier.PUBLIC)
                    .returns(Library.LOAD_OPTIONS)
                    .addStatement("return loading")
                    .build());
    Names names = new Names(RESERVED, mapper.diagnostics());
    for (Constant constant : constants) {
      type.addMethod(setter(mapper, name, constant, names));
    }
    return type.build();
  }

  private static MethodSpec setter(
      TypeMapper mapper, ClassName owner, Constant constant, Names names) {
    String doc = mapper.object().documentation().variable(constant.name());
    String initial = constant.initial().isEmpty() ? "" : " Without it: " + constant.initial() + ".";
    return MethodSpec.methodBuilder(
            names.claim(
                Names.method(constant.name()), "Constant", "constant `" + constant.name() + "`"))
        .addJavadoc(Javadoc.of(doc, "Load-time constant " + Javadoc.code(constant.name()) + "."))
        .addJavadoc("$L\n", initial)
        .addModifiers(Modifier.PUBLIC)
        .addParameter(constant.type().java(), "value")
        .returns(owner)
        .addStatement(
            "return new $T($>\nloading.with($S, new $T($L.encode(value))))$<",
            owner,
            constant.name(),
            Library.CONSTANT_BYTES,
            constant.type().codec())
        .build();
  }
}
