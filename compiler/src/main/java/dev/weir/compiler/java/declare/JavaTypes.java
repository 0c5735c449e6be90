// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.declare;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.java.JavaCode;
import dev.weir.compiler.java.read.Classes;
import dev.weir.compiler.java.read.Lines;
import dev.weir.compiler.text.typed.Type;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Layouts of Java types in memory.
public final class JavaTypes {
  private static final Map<String, Type> LIBRARY =
      Map.of(
          "Ldev/weir/dsl/Atomic32;", Type.I32,
          "Ldev/weir/dsl/Atomic64;", Type.I64,
          "Ldev/weir/dsl/Be16;", Type.BE16,
          "Ldev/weir/dsl/Be32;", Type.BE32,
          "Ldev/weir/dsl/Be64;", new Type.Be(8),
          "Ldev/weir/dsl/Ip6;", Type.IP6,
          "Ldev/weir/dsl/Mac;", Type.MAC,
          "Ldev/weir/dsl/SpinLock;", Type.SPIN_LOCK,
          "Ldev/weir/dsl/Verdict;", Type.VERDICT);
  private static final Map<String, Type> BOXES =
      Map.of(
          "Ljava/lang/Integer;", Type.I32,
          "Ljava/lang/Long;", Type.I64,
          "Ljava/lang/Short;", new Type.Int(2, true),
          "Ljava/lang/Byte;", new Type.Int(1, true),
          "Ljava/lang/Character;", Type.U16,
          "Ljava/lang/Boolean;", Type.BOOL);

  private final Classes classes;
  private final Enumerations enumerations;
  private final Lines lines;
  private final Diagnostics diagnostics;
  private final Map<String, Optional<Type>> known = new HashMap<>();
  private final Map<String, String> names = new LinkedHashMap<>();

  /// Classes without fields, which have objects but no layout.
  private final Map<String, Type> empty = new HashMap<>();

  /// Classes of which it was reported already that they have no layout.
  private final Set<String> told = new HashSet<>();

  /// Layouts of types of these classes.
  public JavaTypes(Classes classes, Lines lines, Diagnostics diagnostics) {
    this.classes = classes;
    this.enumerations = new Enumerations(classes);
    this.lines = lines;
    this.diagnostics = diagnostics;
  }

  /// The type of values of a field or parameter without annotations; reports when there is none.
  ///
  /// @param span what to blame
  public Optional<Type> of(ClassDesc type, Span span) {
    return of(type, null, span);
  }

  /// The type of values of a field, as its annotations say; reports when there is none.
  public Optional<Type> of(FieldModel field, Span span) {
    return of(field.fieldTypeSymbol(), field, span);
  }

  /// The type of an object made with `new`, which may have no fields at all; reports when there is
  /// none.
  public Optional<Type> ofObject(ClassDesc type, Span span) {
    return find(type)
        .or(() -> Optional.ofNullable(empty.get(internalName(type))))
        .or(() -> of(type, span));
  }

  /// Internal name of the class that a structure or enumeration was made of.
  public String classOf(String typeName) {
    return names.getOrDefault(typeName, typeName);
  }

  /// Whether a type is one of numbers that are used where they are: `Atomic32`, `Atomic64`.
  public static boolean isPlace(ClassDesc type) {
    return type.descriptorString().startsWith("Ldev/weir/dsl/Atomic");
  }

  /// What the constants of enums have in their fields.
  public Enumerations enumerations() {
    return enumerations;
  }

  /// The type where it is known without a report.
  public Optional<Type> find(ClassDesc type) {
    String descriptor = type.descriptorString();
    Type fixed = LIBRARY.get(descriptor);
    fixed = fixed == null ? BOXES.get(descriptor) : fixed;
    if (fixed != null) {
      return Optional.of(fixed);
    }
    if (type.isPrimitive()) {
      return primitive(type);
    }
    return type.isClassOrInterface() ? declared(type) : Optional.empty();
  }

  private Optional<Type> of(
      ClassDesc type, @org.jspecify.annotations.Nullable FieldModel field, Span span) {
    Annotations annotations = field == null ? null : Annotations.of(field);
    if (type.isArray()) {
      OptionalInt length =
          annotations == null ? OptionalInt.empty() : annotations.number("Length", "value");
      if (length.isEmpty() || length.getAsInt() < 1) {
        report(
            JavaCode.ARRAY_LENGTH
                .at("an array without a fixed length", span, "how many elements?")
                .help("state it: `@Length(6) byte[] name`"));
        return Optional.empty();
      }
      Optional<Type> element = element(type.componentType(), annotations, span);
      return element.map(e -> new Type.Array(e, length.getAsInt()));
    }
    return element(type, annotations, span);
  }

  private Optional<Type> element(
      ClassDesc type, @org.jspecify.annotations.Nullable Annotations annotations, Span span) {
    boolean integer = type.isPrimitive() && type.descriptorString().matches("[BSIJC]");
    if (annotations != null && integer) {
      for (int bytes = 1; bytes <= 8; bytes *= 2) {
        if (annotations.has("U" + bytes * 8)) {
          return Optional.of(new Type.Int(bytes, false));
        }
      }
    }
    Optional<Type> found = find(type);
    if (found.isEmpty() && !told.contains(internalName(type))) {
      report(noLayout(type, span));
    }
    return found;
  }

  private static dev.weir.bytecode.diag.Problem noLayout(ClassDesc type, Span span) {
    if (type.equals(ConstantDescs.CD_float) || type.equals(ConstantDescs.CD_double)) {
      return JavaCode.FLOATING_POINT
          .at("`" + type.displayName() + "` numbers", span, "BPF has no floating point")
          .help("use `long` with a fixed scale, such as thousandths");
    }
    return JavaCode.NO_LAYOUT
        .at(
            "`" + type.displayName() + "` has no layout in memory",
            span,
            "cannot be stored or passed to the kernel")
        .help(
            "use numbers, `Be16` to `Be64`, `Ip6`, `Mac`, enums, arrays with `@Length`, and classes"
                + " or records of those");
  }

  private static Optional<Type> primitive(ClassDesc type) {
    return switch (type.descriptorString()) {
      case "Z" -> Optional.of(Type.BOOL);
      case "B" -> Optional.of(new Type.Int(1, true));
      case "S" -> Optional.of(new Type.Int(2, true));
      case "C" -> Optional.of(Type.U16);
      case "I" -> Optional.of(Type.I32);
      case "J" -> Optional.of(Type.I64);
      default -> Optional.empty();
    };
  }

  private Optional<Type> declared(ClassDesc type) {
    String name = internalName(type);
    Optional<Type> already = known.get(name);
    if (already == null) {
      known.put(name, Optional.empty());
      already = classes.find(name).flatMap(model -> declared(name, model));
      known.put(name, already);
    }
    return already;
  }

  private Optional<Type> declared(String name, ClassModel model) {
    if (model.flags().has(AccessFlag.ENUM)) {
      return Optional.of(enumeration(name, model));
    }
    boolean plain =
        !model.flags().has(AccessFlag.INTERFACE)
            && !model.flags().has(AccessFlag.ABSTRACT)
            && model
                .superclass()
                .map(s -> s.asInternalName())
                .filter(s -> s.equals("java/lang/Object") || s.equals("java/lang/Record"))
                .isPresent();
    return plain ? structure(name, model) : Optional.empty();
  }

  private Optional<Type> structure(String name, ClassModel model) {
    List<Type.Field> fields = new ArrayList<>();
    int offset = 0;
    int align = 1;
    boolean packed = Annotations.of(model).has("Packed");
    for (FieldModel field : model.fields()) {
      if (field.flags().has(AccessFlag.STATIC)) {
        continue;
      }
      String fieldName = field.fieldName().stringValue();
      Span span = span(name, fieldName);
      Optional<Type> type = of(field.fieldTypeSymbol(), field, span);
      if (type.isEmpty()) {
        told.add(name);
        return Optional.empty();
      }
      int fieldAlign = packed ? 1 : type.get().alignBytes();
      offset = roundUp(offset, fieldAlign);
      fields.add(new Type.Field(fieldName, type.get(), offset, ""));
      offset += type.get().sizeBytes();
      align = Math.max(align, fieldAlign);
    }
    if (fields.isEmpty()) {
      empty.put(name, new Type.Struct(unique(name), 0, 1, fields, ""));
      return Optional.empty();
    }
    return Optional.of(new Type.Struct(unique(name), roundUp(offset, align), align, fields, ""));
  }

  private Type enumeration(String name, ClassModel model) {
    Annotations annotations = Annotations.of(model);
    int bytes = annotations.number("Repr", "bytes").orElse(4);
    Optional<String> number =
        annotations.has("Repr") ? Enumerations.number(model) : Optional.empty();
    List<Type.Enumerator> enumerators = new ArrayList<>();
    for (String constant : Enumerations.constants(model)) {
      long value =
          number.isEmpty()
              ? enumerators.size()
              : number(name, constant, number.get(), Math.min(bytes * 8, 32));
      if (enumerators.stream().anyMatch(other -> other.value() == value)) {
        report(
            JavaCode.DECLARATION.at(
                "two constants of this enum have the number " + value,
                span(name, constant),
                "`@Repr` tells constants by their numbers"));
      }
      enumerators.add(new Type.Enumerator(constant, value));
    }
    return new Type.Enumeration(unique(name), new Type.Int(bytes, false), enumerators, "");
  }

  /// The number of a constant by a field of its own; reports one that does not fit.
  private long number(String owner, String constant, String field, int bits) {
    Optional<Initial> value = enumerations.field(owner, constant, field);
    if (value.orElse(null) instanceof Initial.Number(long number)
        && number >= 0
        && number < (bits == 32 ? 1L << 31 : 1L << bits)) {
      return number;
    }
    report(
        JavaCode.DECLARATION
            .at(
                "this constant has no number for memory",
                span(owner, constant),
                "`" + field + "` is not a constant from 0 to what `@Repr` has room for")
            .help("give it a literal, or leave `@Repr` out to use the ordinal"));
    return 0;
  }

  private Span span(String owner, String name) {
    return lines.declaration(owner, "\\b" + java.util.regex.Pattern.quote(name) + "\\b");
  }

  private String unique(String internalName) {
    String simple = internalName.substring(internalName.lastIndexOf('/') + 1);
    String last = simple.substring(simple.lastIndexOf('$') + 1);
    String candidate = last;
    if (names.containsKey(candidate)) {
      candidate = simple.replace('$', '_');
    }
    if (names.containsKey(candidate)) {
      candidate = internalName.replace('/', '_').replace('$', '_');
    }
    names.put(candidate, internalName);
    return candidate;
  }

  private void report(dev.weir.bytecode.diag.Problem problem) {
    diagnostics.report(problem);
  }

  private static int roundUp(int value, int multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }

  /// The name that class files use: slashes, no `L` and `;`.
  public static String internalName(ClassDesc type) {
    String descriptor = type.descriptorString();
    return descriptor.startsWith("L")
        ? descriptor.substring(1, descriptor.length() - 1)
        : descriptor;
  }
}
