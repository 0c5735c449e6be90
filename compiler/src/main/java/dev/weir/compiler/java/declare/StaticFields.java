// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.declare;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.compiler.java.JavaCode;
import dev.weir.compiler.java.read.Classes;
import dev.weir.compiler.java.read.Lines;
import dev.weir.compiler.surface.Layouts;
import dev.weir.compiler.text.typed.MapDeclaration;
import dev.weir.compiler.text.typed.Type;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Signature;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the static fields of a module's classes are: maps, globals, constants.
public final class StaticFields {
  private static final String COUNTERS = "counters";
  private static final String COUNTER = "dev/weir/dsl/Counter";
  private static final String LOAD_TIME = "dev/weir/dsl/LoadTime";
  private static final Pattern WORD = Pattern.compile("_([a-z0-9])");

  private final List<String> counters = new ArrayList<>();
  private @Nullable Span countersSpan;
  private final Classes classes;
  private final JavaTypes types;
  private final Lines lines;
  private final Diagnostics diagnostics;
  private final Map<String, Map<String, Initial>> initials = new HashMap<>();
  private final Map<String, Optional<Meaning>> known = new LinkedHashMap<>();
  private final Map<String, String> names = new HashMap<>();

  /// The fields of classes.
  public StaticFields(Classes classes, JavaTypes types, Lines lines, Diagnostics diagnostics) {
    this.classes = classes;
    this.types = types;
    this.lines = lines;
    this.diagnostics = diagnostics;
  }

  /// What a static field is to a program.
  public sealed interface Meaning {}

  /// A map.
  public record OfMap(MapDeclaration map, ClassDesc key, ClassDesc value) implements Meaning {}

  /// A variable in memory.
  ///
  /// @param readOnly whether nothing changes it once it is loaded
  /// @param initial its bytes
  public record Global(String name, Type type, ClassDesc javaType, boolean readOnly, byte[] initial)
      implements Meaning {}

  /// A field of the only element of the per-CPU array `counters`.
  ///
  /// @param offset bytes from the start of the element
  public record OfCounter(int offset) implements Meaning {}

  /// A value that is known when compiling.
  public record Fixed(Initial value) implements Meaning {}

  /// Everything declared so far that is in memory or in the kernel, in order of first use.
  public List<Meaning> used() {
    return known.values().stream().flatMap(Optional::stream).toList();
  }

  /// The map of the counters declared so far, if there are any.
  public Optional<MapDeclaration> counters() {
    if (counters.isEmpty()) {
      return Optional.empty();
    }
    List<Layouts.Member> members =
        counters.stream().map(name -> new Layouts.Member(name, Type.U64, "")).toList();
    return Optional.of(
        new MapDeclaration(
            COUNTERS,
            MapType.PERCPU_ARRAY,
            Optional.of(Type.U32),
            Optional.of(Layouts.layout(COUNTERS, false, members, "")),
            1,
            0,
            false,
            List.of(),
            "",
            Optional.ofNullable(countersSpan).orElseThrow()));
  }

  /// Starts over for another module of the same classes.
  public void reset() {
    known.clear();
    names.clear();
    counters.clear();
  }

  /// What a field is; reports when it is nothing a program can have.
  public Optional<Meaning> find(String owner, String name) {
    String id = owner + "." + name;
    Optional<Meaning> meaning = known.get(id);
    if (meaning == null) {
      meaning = classes.field(owner, name).flatMap(field -> meaning(owner, field));
      known.put(id, meaning);
    }
    return meaning;
  }

  /// The initial value of a static field, if its initialiser gives it one that is known.
  public Optional<Initial> initial(String owner, String name) {
    return Optional.ofNullable(
        initials.computeIfAbsent(owner, o -> StaticInitializer.run(classes, o)).get(name));
  }

  /// Declares the maps and globals of a class in source order, so that objects have them in that
  /// order.
  public void declareAll(ClassModel model) {
    String owner = model.thisClass().asInternalName();
    for (FieldModel field : model.fields()) {
      boolean map = MapKinds.of(descriptorOwner(field)).isPresent();
      boolean counter = descriptorOwner(field).equals(COUNTER);
      boolean global =
          !field.flags().has(AccessFlag.FINAL) && field.fieldTypeSymbol().isPrimitive()
              || JavaTypes.isPlace(field.fieldTypeSymbol());
      if (field.flags().has(AccessFlag.STATIC) && (map || counter || global)) {
        find(owner, field.fieldName().stringValue());
      }
    }
  }

  private static String descriptorOwner(FieldModel field) {
    return JavaTypes.internalName(field.fieldTypeSymbol());
  }

  private Span span(String owner, FieldModel field) {
    String name = field.fieldName().stringValue();
    return lines.declaration(owner, "\\b" + Pattern.quote(name) + "\\b");
  }

  private Optional<Meaning> meaning(String owner, FieldModel field) {
    String name = field.fieldName().stringValue();
    boolean constant = field.flags().has(AccessFlag.FINAL);
    Optional<Initial> initial = initial(owner, name).or(() -> constantValue(field));
    Optional<MapKinds> kind = MapKinds.of(descriptorOwner(field));
    if (kind.isPresent()) {
      return map(owner, field, kind.get(), initial);
    }
    if (descriptorOwner(field).equals(COUNTER)) {
      countersSpan = span(owner, field);
      counters.add(mapName(name));
      return Optional.of(new OfCounter((counters.size() - 1) * Type.U64.sizeBytes()));
    }
    if (initial.orElse(null) instanceof Initial.Call(String library, _, List<Initial> of)
        && library.equals(LOAD_TIME)) {
      return loadTime(owner, field, of.getFirst());
    }
    if (initial.orElse(null) instanceof Initial.Unknown(String why, int line)) {
      diagnostics.report(
          JavaCode.DECLARATION
              .at(
                  "`" + name + "` is initialised by code",
                  line > 0 ? lines.line(owner, line) : span(owner, field),
                  "the compiler does not evaluate " + why)
              .help("initialise it with a constant, or compute it where it is used"));
      return Optional.empty();
    }
    ClassDesc type = field.fieldTypeSymbol();
    if (JavaTypes.isPlace(type)) {
      return scalar(owner, field, Optional.empty());
    }
    if (constant && type.isPrimitive() && initial.orElse(null) instanceof Initial.Number number) {
      return Optional.of(new Fixed(number));
    }
    if (initial.orElse(null) instanceof Initial.Numbers(ClassDesc element, long[] values)
        && type.isArray()) {
      Type of = types.find(element).orElse(Type.I32);
      Type.Array array = new Type.Array(of, Math.max(1, values.length));
      byte[] bytes = new byte[array.sizeBytes()];
      for (int i = 0; i < values.length; i++) {
        write(bytes, i * of.sizeBytes(), of.sizeBytes(), values[i]);
      }
      boolean readOnly = constant && !written(owner, name);
      return Optional.of(new Global(unique(owner, name), array, type, readOnly, bytes));
    }
    if (type.isPrimitive()
        || types.find(type).filter(Type.Enumeration.class::isInstance).isPresent()) {
      return scalar(owner, field, initial);
    }
    return initial.<Meaning>map(Fixed::new);
  }

  /// Arrays are objects that any code of the module may write; those that some method stores into
  /// are found by the name of the field, conservatively.
  private boolean written(String owner, String name) {
    return classes.storesElements(owner, name);
  }

  private Optional<Meaning> scalar(String owner, FieldModel field, Optional<Initial> initial) {
    Optional<Type> type = types.of(field, span(owner, field));
    if (type.isEmpty()) {
      return Optional.empty();
    }
    long value = initial.orElse(null) instanceof Initial.Number(long number) ? number : 0;
    if (initial.orElse(null) instanceof Initial.Reference(_, String enumerator)
        && type.get() instanceof Type.Enumeration enumeration) {
      value =
          enumeration.enumerators().stream()
              .filter(e -> e.name().equals(enumerator))
              .mapToLong(Type.Enumerator::value)
              .findFirst()
              .orElse(0);
      if (field.flags().has(AccessFlag.FINAL)) {
        return Optional.of(new Fixed(initial.orElseThrow()));
      }
    }
    if (initial.orElse(null) instanceof Initial.Call(_, String called, _)) {
      diagnostics.report(
          JavaCode.DECLARATION
              .at(
                  "`" + field.fieldName().stringValue() + "` is initialised by code",
                  span(owner, field),
                  "the compiler does not evaluate `" + called + "`")
              .help("initialise it with a constant, or compute it where it is used"));
      return Optional.empty();
    }
    byte[] bytes = new byte[type.get().sizeBytes()];
    write(bytes, 0, bytes.length, value);
    String name = unique(owner, field.fieldName().stringValue());
    return Optional.of(new Global(name, type.get(), field.fieldTypeSymbol(), false, bytes));
  }

  /// A constant that the loader may override; see docs/decisions/0004.
  private Optional<Meaning> loadTime(String owner, FieldModel field, Initial initial) {
    Optional<Type> type = types.of(field, span(owner, field));
    if (type.isEmpty()) {
      return Optional.empty();
    }
    OptionalLong value = number(initial);
    if (value.isEmpty()) {
      diagnostics.report(
          JavaCode.DECLARATION
              .at(
                  "the value of `" + field.fieldName().stringValue() + "` is not known",
                  span(owner, field),
                  "expected a number")
              .help("write `LoadTime.of(100)`, or `LoadTime.of(Be16.of(80))`"));
      return Optional.empty();
    }
    byte[] bytes = new byte[type.get().sizeBytes()];
    write(bytes, 0, bytes.length, value.getAsLong());
    String name = unique(owner, field.fieldName().stringValue());
    return Optional.of(new Global(name, type.get(), field.fieldTypeSymbol(), true, bytes));
  }

  /// The number that an initial value is in memory, if it is one.
  public static OptionalLong number(Initial initial) {
    if (initial instanceof Initial.Number(long number)) {
      return OptionalLong.of(number);
    }
    if (initial instanceof Initial.Call(String owner, String method, List<Initial> arguments)
        && arguments.stream().allMatch(Initial.Number.class::isInstance)) {
      long[] numbers = arguments.stream().mapToLong(a -> ((Initial.Number) a).value()).toArray();
      return switch (owner.substring(owner.lastIndexOf('/') + 1) + "." + method) {
        case "Be16.of" -> OptionalLong.of(Short.reverseBytes((short) numbers[0]));
        case "Be32.of" -> OptionalLong.of(Integer.reverseBytes((int) numbers[0]));
        case "Be32.ip" ->
            OptionalLong.of(numbers[3] << 24 | numbers[2] << 16 | numbers[1] << 8 | numbers[0]);
        default -> OptionalLong.empty();
      };
    }
    return OptionalLong.empty();
  }

  private static void write(byte[] bytes, int at, int size, long value) {
    for (int i = 0; i < size; i++) {
      bytes[at + i] = (byte) (value >>> (8 * i));
    }
  }

  private static Optional<Initial> constantValue(FieldModel field) {
    return field
        .findAttribute(Attributes.constantValue())
        .map(a ->
            switch (a.constant().constantValue()) {
              case Integer i -> new Initial.Number(i);
              case Long l -> new Initial.Number(l);
              case java.lang.constant.ConstantDesc other -> new Initial.Constant(other);
            });
  }

  private String unique(String owner, String name) {
    String candidate = name;
    for (int i = 2; names.containsKey(candidate); i++) {
      candidate = name + "_" + i;
    }
    names.put(candidate, owner);
    return candidate;
  }

  private Optional<Meaning> map(
      String owner, FieldModel field, MapKinds kind, Optional<Initial> initial) {
    Span span = span(owner, field);
    String name = field.fieldName().stringValue();
    List<ClassDesc> arguments = arguments(field);
    Initial declared = initial.orElse(null);
    int flags = kind.flags();
    boolean pinned = false;
    while (declared instanceof Initial.Call(_, String method, List<Initial> receiver)
        && MapKinds.FLAGS.get(method) instanceof Integer flag) {
      flags |= flag;
      pinned |= method.equals("pinned");
      declared = receiver.isEmpty() ? null : receiver.getFirst();
    }
    if (!(declared instanceof Initial.Call(_, _, List<Initial> sizes))
        || arguments.size() != kind.arguments()) {
      diagnostics.report(
          JavaCode.DECLARATION
              .at("`" + name + "` is not declared as a map is", span, "which size, which types?")
              .help("write `static final HashMap<Key, Value> NAME = HashMap.withCapacity(1024);`"));
      return Optional.empty();
    }
    if (kind == MapKinds.PROG_ARRAY) {
      return programTable(owner, field, arguments.getFirst(), flags, pinned);
    }
    long size = sizes.isEmpty() ? 0 : sizes.getFirst() instanceof Initial.Number(long n) ? n : -1;
    if (size < 0 || size > Integer.MAX_VALUE || size == 0 && !sizes.isEmpty()) {
      diagnostics.report(
          JavaCode.DECLARATION.at(
              "the size of `" + name + "` is not known", span, "expected a constant above 0"));
      return Optional.empty();
    }
    ClassDesc key = arguments.size() == 2 ? arguments.getFirst() : ConstantDescs.CD_int;
    ClassDesc value = arguments.isEmpty() ? ConstantDescs.CD_void : arguments.getLast();
    Optional<Type> keyType = keyType(kind, key, span);
    Optional<Type> valueType = valueType(kind, value, span);
    boolean typed =
        (keyType.isPresent() || kind == MapKinds.RINGBUF)
            && (valueType.isPresent() || kind == MapKinds.RINGBUF);
    return typed
        ? Optional.of(
            new OfMap(
                new MapDeclaration(
                    unique(owner, mapName(name)),
                    kind.type(),
                    keyType,
                    valueType,
                    (int) size,
                    flags,
                    pinned,
                    List.of(),
                    "",
                    span),
                key,
                value))
        : Optional.empty();
  }

  /// A table of programs by the constants of an enum: `PARSE` stands for the method `parse`.
  private Optional<Meaning> programTable(
      String owner, FieldModel field, ClassDesc stages, int flags, boolean pinned) {
    Span span = span(owner, field);
    if (!(types.of(stages, span).orElse(null) instanceof Type.Enumeration enumeration)) {
      return Optional.empty();
    }
    String name = unique(owner, mapName(field.fieldName().stringValue()));
    List<String> programs =
        enumeration.enumerators().stream().map(e -> methodName(e.name())).toList();
    MapDeclaration map =
        new MapDeclaration(
            name,
            MapType.PROG_ARRAY,
            Optional.of(Type.U32),
            Optional.of(Type.U32),
            programs.size(),
            flags,
            pinned,
            programs,
            "",
            span);
    return Optional.of(new OfMap(map, ConstantDescs.CD_int, ConstantDescs.CD_void));
  }

  /// `rateLimit` for `RATE_LIMIT`.
  private static String methodName(String constant) {
    return WORD.matcher(constant.toLowerCase(java.util.Locale.ROOT))
        .replaceAll(found -> found.group(1).toUpperCase(java.util.Locale.ROOT));
  }

  private static String mapName(String constant) {
    return constant.toLowerCase(java.util.Locale.ROOT);
  }

  private Optional<Type> keyType(MapKinds kind, ClassDesc key, Span span) {
    return switch (kind) {
      case HASH, LRU_HASH, PERCPU_HASH, LRU_PERCPU_HASH -> types.of(key, span);
      case LPM_TRIE -> types.of(key, span).map(Layouts::prefix);
      case ARRAY, PERCPU_ARRAY, PROG_ARRAY -> Optional.of(Type.U32);
      case SK_STORAGE -> Optional.of(Type.I32);
      case RINGBUF -> Optional.empty();
    };
  }

  private Optional<Type> valueType(MapKinds kind, ClassDesc value, Span span) {
    return switch (kind) {
      case RINGBUF -> Optional.empty();
      case PROG_ARRAY -> Optional.of(Type.U32);
      case HASH,
          LRU_HASH,
          PERCPU_HASH,
          LRU_PERCPU_HASH,
          LPM_TRIE,
          ARRAY,
          PERCPU_ARRAY,
          SK_STORAGE ->
          types.of(value, span);
    };
  }

  private static List<ClassDesc> arguments(FieldModel field) {
    List<ClassDesc> arguments = new ArrayList<>();
    field
        .findAttribute(Attributes.signature())
        .map(a -> a.asTypeSignature())
        .ifPresent(signature -> {
          if (signature instanceof Signature.ClassTypeSig type) {
            for (Signature.TypeArg argument : type.typeArgs()) {
              if (argument instanceof Signature.TypeArg.Bounded bounded
                  && bounded.boundType() instanceof Signature.ClassTypeSig of) {
                arguments.add(of.classDesc());
              }
            }
          }
        });
    return arguments;
  }
}
