// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.DataSection;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/// Declares the class: how to load, programs, maps, variables, and the types that they use.
final class SkeletonClass {
  private static final Set<String> RESERVED =
      Set.of(
          "clone",
          "close",
          "equals",
          "finalize",
          "getClass",
          "hashCode",
          "load",
          "loaded",
          "notify",
          "notifyAll",
          "object",
          "toString",
          "wait");

  private final BpfObject object;
  private final ClassName name;
  private final SkeletonOptions options;
  private final TypeMapper mapper;
  private final Names members;
  private final List<OptionsClass.Constant> constants = new ArrayList<>();

  private SkeletonClass(
      BpfObject object, ClassName name, SkeletonOptions options, Diagnostics diagnostics) {
    this.object = object;
    this.name = name;
    this.options = options;
    this.mapper = new TypeMapper(object, name, diagnostics);
    this.members = new Names(RESERVED, diagnostics);
  }

  static TypeSpec declare(
      BpfObject object,
      ClassName name,
      String resource,
      SkeletonOptions options,
      Diagnostics diagnostics) {
    return new SkeletonClass(object, name, options, diagnostics).declare(resource);
  }

  private TypeSpec declare(String resource) {
    TypeSpec.Builder type =
        TypeSpec.classBuilder(name)
            .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
            .addSuperinterface(AutoCloseable.class)
            .addJavadoc(
                Javadoc.of(
                    object.documentation().module(),
                    "Object " + Javadoc.code(object.name()) + " in the kernel."))
            .addJavadoc(
                "\n\n<p>Closing it detaches what was attached through it, and closes programs and"
                    + " maps; what is\npinned stays.\n")
            .addField(
                FieldSpec.builder(String.class, "RESOURCE")
                    .addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                    .initializer("$S", resource)
                    .build())
            .addField(Library.LOADED_OBJECT, "loaded", Modifier.PRIVATE, Modifier.FINAL);
    addLoading(type);
    object.programs().forEach(program -> type.addMethod(program(program)));
    object.maps().forEach(map -> type.addMethod(map(map)));
    for (DataSection section : object.data()) {
      section.variables().stream()
          .filter(SkeletonClass::visible)
          .forEach(v -> type.addMethod(variable(section, v)));
    }
    type.addMethod(
        MethodSpec.methodBuilder("close")
            .addAnnotation(Override.class)
            .addModifiers(Modifier.PUBLIC)
            .addStatement("loaded.close()")
            .build());
    type.addType(OptionsClass.declare(mapper, name.nestedClass("Options"), constants));
    mapper.types().forEach(type::addType);
    return type.build();
  }

  private void addLoading(TypeSpec.Builder type) {
    ClassName loadOptions = name.nestedClass("Options");
    type.addMethod(
        MethodSpec.constructorBuilder()
            .addModifiers(Modifier.PRIVATE)
            .addParameter(Library.LOADED_OBJECT, "loaded")
            .addStatement("this.loaded = loaded")
            .build());
    type.addMethod(
        loading("Loads the object with default options; nothing is attached.")
            .addStatement("return load($T.defaults())", loadOptions)
            .build());
    type.addMethod(
        loading("Loads the object; nothing is attached.")
            .addParameter(loadOptions, "options")
            .addStatement("return load(object(), options)")
            .build());
    type.addMethod(
        loading(
                "Loads the object from elsewhere, such as a file: it must have the same programs, maps\n"
                    + "and variables.")
            .addParameter(Library.BPF_OBJECT, "object")
            .addParameter(loadOptions, "options")
            .addStatement("return new $T($T.load(object, options.loading()))", name, Library.LOADER)
            .build());
    type.addMethod(
        MethodSpec.methodBuilder("object")
            .addJavadoc("The object that travels with this class.\n")
            .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
            .returns(Library.BPF_OBJECT)
            .addStatement("return $T.read($T.class, RESOURCE)", Library.OBJECT_RESOURCE, name)
            .build());
    type.addMethod(
        MethodSpec.methodBuilder("loaded")
            .addJavadoc("The object in the kernel, by names.\n")
            .addModifiers(Modifier.PUBLIC)
            .returns(Library.LOADED_OBJECT)
            .addStatement("return loaded")
            .build());
  }

  private MethodSpec.Builder loading(String doc) {
    return MethodSpec.methodBuilder("load")
        .addJavadoc("$L\n", doc)
        .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
        .returns(name);
  }

  private MethodSpec program(Program program) {
    ClassName handle = ProgramAccessors.handle(program);
    String what = "program `" + program.name() + "`";
    return accessor(
        members.claim(Names.method(program.name()), "Program", what),
        handle,
        Javadoc.of(
            object.documentation().program(program.name()),
            "Program " + Javadoc.code(program.name()) + "."),
        "Attaches as " + Javadoc.code(program.section()) + ".",
        CodeBlock.of("new $T(loaded.attachable($S))", handle, program.name()));
  }

  private MethodSpec map(MapSpec map) {
    MapAccessors view = MapAccessors.of(mapper, options, map);
    CodeBlock doc =
        Javadoc.of(object.documentation().map(map.name()), "Map " + Javadoc.code(map.name()) + ".");
    return accessor(
        members.claim(Names.method(map.name()), "Map", "map `" + map.name() + "`"),
        view.java(),
        doc,
        view.note().isEmpty() ? "" : "As bytes: " + Javadoc.text(view.note()) + ".",
        view.open().apply(CodeBlock.of("loaded.map($S)", map.name())));
  }

  private MethodSpec variable(DataSection section, DataSection.Variable variable) {
    ValueType type =
        mapper.sized(
            variable.btfId(),
            variable.size(),
            Names.type(variable.name()) + "Data",
            "variable `" + variable.name() + "`");
    String method =
        members.claim(
            Names.method(variable.name()), "Variable", "variable `" + variable.name() + "`");
    CodeBlock doc =
        Javadoc.of(
            object.documentation().variable(variable.name()),
            "Variable " + Javadoc.code(variable.name()) + ".");
    CodeBlock place = CodeBlock.of("loaded.variable($S)", variable.name());
    if (section.readOnly()) {
      constants.add(
          new OptionsClass.Constant(variable.name(), type, initial(section, variable, type)));
      return accessor(
          method,
          type.java(),
          doc,
          "What it was loaded with.",
          CodeBlock.of("$L.get($L)", place, type.codec()));
    }
    TypeName java = ParameterizedTypeName.get(Library.map("TypedVariable"), type.java().box());
    return accessor(
        method,
        java,
        doc,
        "",
        CodeBlock.of("new $T<>($L, $L)", Library.map("TypedVariable"), place, type.codec()));
  }

  /// What clang makes of literals is no variable of the source.
  private static boolean visible(DataSection.Variable variable) {
    return variable.size() > 0
        && !variable.name().contains("____fmt")
        && !variable.name().startsWith(".");
  }

  private static String initial(
      DataSection section, DataSection.Variable variable, ValueType type) {
    boolean network = type.accessor().filter(a -> a.startsWith("be")).isPresent();
    if (!type.number() && !network) {
      return "";
    }
    byte[] content = section.content();
    long number = 0;
    for (int i = 0; i < variable.size(); i++) {
      int at = network ? i : variable.size() - 1 - i;
      number = number << Byte.SIZE | Byte.toUnsignedLong(content[variable.offset() + at]);
    }
    boolean signed = type.accessor().filter(a -> a.startsWith("i")).isPresent();
    int spare = Long.SIZE - variable.size() * Byte.SIZE;
    return Long.toString(signed ? number << spare >> spare : number);
  }

  private static MethodSpec accessor(
      String name, TypeName result, CodeBlock doc, String more, CodeBlock value) {
    return MethodSpec.methodBuilder(name)
        .addJavadoc(doc)
        .addJavadoc("$L\n", more.isEmpty() ? "" : "\n\n<p>" + more)
        .addModifiers(Modifier.PUBLIC)
        .returns(result)
        .addStatement("return $L", value)
        .build();
  }
}
