// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.object.Documentation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Modifier;

/// Declares structures: records with a component for each member. Members of nameless structures
/// are components too; what the kernel keeps to itself (locks, timers, lists) is none.
final class RecordClass {
  /// What a record's constructor takes at most is 255, counting some twice.
  private static final int MAX_SLOTS = 250;

  /// Names that a component does not take.
  private static final Set<String> RESERVED =
      Set.of(
          "CODEC",
          "clone",
          "finalize",
          "getClass",
          "hashCode",
          "notify",
          "notifyAll",
          "toString",
          "wait");

  private RecordClass() {}

  static Optional<TypeSpec> declare(TypeMapper mapper, ClassName name, BtfType.Struct struct) {
    Names names = new Names(RESERVED, mapper.diagnostics());
    List<Component> components = Component.of(mapper, name, struct.name(), struct.members(), names);
    if (slots(components) > MAX_SLOTS) {
      return Optional.empty();
    }
    Documentation docs = mapper.object().documentation();
    String what =
        struct.name().isEmpty() ? "A structure." : "Structure " + Javadoc.code(struct.name()) + ".";
    TypeSpec.Builder type =
        TypeSpec.recordBuilder(name)
            .addModifiers(Modifier.PUBLIC)
            .addJavadoc(Javadoc.of(docs.type(struct.name()), what))
            .addJavadoc("\n");
    MethodSpec.Builder constructor = MethodSpec.constructorBuilder();
    for (Component component : components) {
      constructor.addParameter(
          ParameterSpec.builder(component.java(), component.name())
              .addJavadoc("$L\n", component.doc())
              .build());
    }
    type.recordConstructor(constructor.build());
    if (components.stream().anyMatch(c -> c.java() instanceof ParameterizedTypeName)) {
      type.addMethod(copying(components));
    }
    type.addField(codec(name, struct.sizeBytes()));
    boolean sums =
        mapper.perCpu(struct)
            && !components.isEmpty()
            && components.stream().allMatch(c -> c.type().number() && c.plain());
    if (sums) {
      type.addMethod(plus(name, components));
    }
    return Optional.of(
        type.addMethod(reading(name, components)).addMethod(writing(components)).build());
  }

  /// The constant for the codec of a class that has methods `write` and `read`.
  static FieldSpec codec(ClassName name, int size) {
    return FieldSpec.builder(
            ParameterizedTypeName.get(Library.CODEC, name),
            "CODEC",
            Modifier.PUBLIC,
            Modifier.STATIC,
            Modifier.FINAL)
        .addJavadoc("Its bytes in the kernel, $L of them.\n", size)
        .initializer("$T.struct($L,$W$T::write,$W$T::read)", Library.CODEC, size, name, name)
        .build();
  }

  /// The start of a method `read`.
  static MethodSpec.Builder reader(ClassName name) {
    return MethodSpec.methodBuilder("read")
        .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
        .addParameter(Library.STRUCT_BYTES, "in")
        .returns(name);
  }

  /// The start of a method `write`.
  static MethodSpec.Builder writer() {
    return MethodSpec.methodBuilder("write")
        .addModifiers(Modifier.PRIVATE)
        .addParameter(Library.STRUCT_BYTES, "out");
  }

  private static int slots(List<Component> components) {
    return components.stream()
        .mapToInt(c -> c.java().equals(TypeName.LONG) || c.java().equals(TypeName.DOUBLE) ? 2 : 1)
        .sum();
  }

  private static MethodSpec copying(List<Component> components) {
    MethodSpec.Builder constructor =
        MethodSpec.compactConstructorBuilder()
            .addModifiers(Modifier.PUBLIC)
            .addJavadoc("Copies the lists.\n");
    components.stream()
        .filter(c -> c.java() instanceof ParameterizedTypeName)
        .forEach(
            c -> constructor.addStatement("$N = $T.copyOf($N)", c.name(), List.class, c.name()));
    return constructor.build();
  }

  private static MethodSpec plus(ClassName name, List<Component> components) {
    CodeBlock sums =
        components.stream()
            .map(c -> CodeBlock.of("this.$N + other.$N", c.name(), c.name()))
            .collect(CodeBlock.joining(",$W"));
    return MethodSpec.methodBuilder("plus")
        .addJavadoc("The sums of the components, as for counters of several CPUs.\n")
        .addModifiers(Modifier.PUBLIC)
        .addParameter(name, "other")
        .returns(name)
        .addStatement("return new $T($L)", name, sums)
        .build();
  }

  private static MethodSpec reading(ClassName name, List<Component> components) {
    CodeBlock values = components.stream().map(Component::read).collect(CodeBlock.joining(",$W"));
    return reader(name).addStatement("return new $T($L)", name, values).build();
  }

  private static MethodSpec writing(List<Component> components) {
    MethodSpec.Builder method = writer();
    components.forEach(c -> method.addStatement(c.write()));
    return method.build();
  }
}
