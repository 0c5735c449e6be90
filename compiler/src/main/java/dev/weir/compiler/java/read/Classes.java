// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.read;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The classes of a compilation by internal name, and those of the DSL and of the JDK that mean
/// something in the kernel, read on demand.
public final class Classes {
  private static final String LIBRARY = "dev/weir/dsl/";

  private final ClassFile reader = ClassFile.of(ClassFile.DebugElementsOption.PASS_DEBUG);
  private final Map<String, ClassModel> own = new TreeMap<>();
  private final Map<String, Optional<ClassModel>> library = new HashMap<>();
  private final Map<String, Optional<MethodCode>> bodies = new HashMap<>();

  /// Parses a class file and adds it.
  ///
  /// @throws IllegalArgumentException when the bytes are no class file that can be read
  public ClassModel add(byte[] bytes) {
    ClassModel model = reader.parse(bytes);
    own.put(model.thisClass().asInternalName(), model);
    return model;
  }

  /// The user's classes, by name.
  public Iterable<ClassModel> all() {
    return own.values();
  }

  /// The class of an internal name, if it is one of the user's or of those libraries.
  public Optional<ClassModel> find(String name) {
    ClassModel model = own.get(name);
    return model != null
        ? Optional.of(model)
        : name.startsWith(LIBRARY) || JdkMethods.isOwner(name)
            ? library.computeIfAbsent(name, this::load)
            : Optional.empty();
  }

  /// Whether a class is the user's own, not of the DSL.
  public boolean isOwn(String name) {
    return own.containsKey(name) && !name.startsWith(LIBRARY);
  }

  private Optional<ClassModel> load(String name) {
    ClassLoader loader = Classes.class.getClassLoader();
    if (loader == null) {
      return Optional.empty();
    }
    try (InputStream in = loader.getResourceAsStream(name + ".class")) {
      return in == null ? Optional.empty() : Optional.of(reader.parse(in.readAllBytes()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// A method that a class declares or inherits from a class that is known.
  public Optional<Found> method(String owner, String name, String descriptor) {
    Optional<ClassModel> at = find(owner);
    while (at.isPresent()) {
      ClassModel model = at.get();
      for (MethodModel method : model.methods()) {
        if (method.methodName().equalsString(name)
            && method.methodType().equalsString(descriptor)) {
          return Optional.of(new Found(model, method));
        }
      }
      at = model.superclass().flatMap(parent -> find(parent.asInternalName()));
    }
    return Optional.empty();
  }

  /// A method and the class that declares it.
  public record Found(ClassModel owner, MethodModel method) {}

  /// A field that a class declares.
  public Optional<FieldModel> field(String owner, String name) {
    return find(owner)
        .flatMap(model ->
            model.fields().stream()
                .filter(field -> field.fieldName().equalsString(name))
                .findFirst());
  }

  /// Whether some method other than the static initialiser of a class may store into the elements
  /// of the array in a static field: it reads the field and stores into some array.
  public boolean storesElements(String owner, String field) {
    return own.values().stream()
        .flatMap(model -> model.methods().stream())
        .filter(method -> !method.methodName().equalsString("<clinit>"))
        .anyMatch(method -> storesElements(method, owner, field));
  }

  private static boolean storesElements(MethodModel method, String owner, String field) {
    boolean reads = false;
    boolean stores = false;
    for (CodeElement element : method.code().map(CodeModel::elementList).orElse(List.of())) {
      reads |=
          element instanceof FieldInstruction access
              && access.name().equalsString(field)
              && access.owner().asInternalName().equals(owner);
      stores |= element instanceof ArrayStoreInstruction;
    }
    return reads && stores;
  }

  /// A constant of an enum.
  public record EnumConstant(String owner, String name) {}

  /// The cases that a `$SwitchMap$` field of a class numbers: javac fills it in the static
  /// initialiser with the constant, its ordinal, the number and a store.
  public Map<EnumConstant, Integer> switchCases(String owner, String field) {
    Map<EnumConstant, Integer> cases = new LinkedHashMap<>();
    boolean here = false;
    EnumConstant last = null;
    Integer number = null;
    for (CodeElement element :
        method(owner, "<clinit>", "()V")
            .flatMap(found -> found.method().code())
            .map(CodeModel::elementList)
            .orElse(List.of())) {
      switch (element) {
        case FieldInstruction access when access.name().stringValue().startsWith("$SwitchMap$") ->
            here = access.name().equalsString(field);
        case FieldInstruction access ->
            last = new EnumConstant(access.owner().asInternalName(), access.name().stringValue());
        case ConstantInstruction constant when constant.constantValue() instanceof Integer i ->
            number = i;
        case ArrayStoreInstruction _ -> {
          if (here && last != null && number != null) {
            cases.put(last, number);
          }
        }
        default -> {}
      }
    }
    return cases;
  }

  /// The body of a method; empty for abstract and native ones.
  public Optional<MethodCode> code(Found found) {
    String owner = found.owner().thisClass().asInternalName();
    String id =
        owner
            + "."
            + found.method().methodName().stringValue()
            + found.method().methodType().stringValue();
    Optional<MethodCode> known = bodies.get(id);
    if (known == null) {
      known = found.method().code().map(code -> MethodReader.read(owner, found.method(), code));
      bodies.put(id, known);
    }
    return known;
  }
}
