// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.BpfObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds the Java form of types, and declares a class for each structure, union and enumeration
/// that is met.
final class TypeMapper {
  private static final Pattern NETWORK_ORDER = Pattern.compile("_{0,2}be(16|32|64)");

  /// Names that nested classes do not take: those that generated code uses.
  private static final Set<String> RESERVED =
      Set.of(
          "Be32",
          "BloomFilter",
          "Boolean",
          "BpfMap",
          "BpfObject",
          "Byte",
          "Bytes",
          "CgroupProgram",
          "CgroupSkbProgram",
          "Codec",
          "Double",
          "Float",
          "Integer",
          "Ip6",
          "IteratorProgram",
          "List",
          "LoadOptions",
          "LoadedObject",
          "LoadedOnlyProgram",
          "Loader",
          "LocalStorage",
          "Long",
          "Mac",
          "MapTable",
          "NamespaceProgram",
          "NetkitProgram",
          "Object",
          "ObjectResource",
          "Objects",
          "Options",
          "Override",
          "PerCpuArray",
          "PerCpuMap",
          "ProgramTable",
          "Record",
          "RingMap",
          "Short",
          "String",
          "StructBytes",
          "SyscallProgram",
          "TcProgram",
          "TcxProgram",
          "TestableProgram",
          "TypedArray",
          "TypedMap",
          "TypedQueue",
          "TypedVariable",
          "XdpProgram");

  private final Btf btf;
  private final BpfObject object;
  private final ClassName owner;
  private final Diagnostics diagnostics;
  private final Names classes;
  private final Map<Integer, ValueType> declared = new HashMap<>();
  private final List<TypeSpec> types = new ArrayList<>();

  TypeMapper(BpfObject object, ClassName owner, Diagnostics diagnostics) {
    this.object = object;
    this.btf = object.btf().orElseGet(() -> new Btf(List.of()));
    this.owner = owner;
    this.diagnostics = diagnostics;
    this.classes = new Names(RESERVED, diagnostics);
    classes.claim(owner.simpleName(), "", "the class");
  }

  /// The classes that were declared, in the order in which they were met.
  List<TypeSpec> types() {
    return List.copyOf(types);
  }

  /// Whether values of several CPUs have this type, so that sums of it make sense.
  boolean perCpu(BtfType type) {
    return object.maps().stream()
        .filter(map -> map.valueTypeId() != 0)
        .filter(map -> MapType.ofNumber(map.type()).map(MapType::perCpu).orElse(false))
        .map(map -> btf.strip(map.valueTypeId()))
        .anyMatch(id -> id != 0 && btf.type(id).equals(type));
  }

  BpfObject object() {
    return object;
  }

  Diagnostics diagnostics() {
    return diagnostics;
  }

  /// The Java form of a type of a known size: bytes when the object has no such type.
  ///
  /// @param id 0 for none
  /// @param hint name for a structure that has none, in the style of classes
  /// @param what the type is of, for a warning, such as "the key of map `m`"
  ValueType sized(int id, int size, String hint, String what) {
    boolean fits = id != 0 && btf.sizeBytes(id).orElse(-1) == size;
    if (fits) {
      return of(id, hint);
    }
    diagnostics.report(
        SkeletonProblem.UNTYPED.warning(
            what
                + " is given as bytes: the object has "
                + (id == 0 ? "no type for it" : "a type of another size than " + size)));
    return ValueType.octets(size);
  }

  /// The Java form of a type with a size.
  ///
  /// @param hint name for a structure that has none, in the style of classes
  ValueType of(int id, String hint) {
    return of(id, "", hint);
  }

  private ValueType of(int id, String alias, String hint) {
    if (id == 0) {
      return ValueType.octets(0);
    }
    return switch (btf.type(id)) {
      case BtfType.Typedef t ->
          of(t.type(), NETWORK_ORDER.matcher(alias).matches() ? alias : t.name(), hint);
      case BtfType.Volatile t -> of(t.type(), alias, hint);
      case BtfType.Const t -> of(t.type(), alias, hint);
      case BtfType.Restrict t -> of(t.type(), alias, hint);
      case BtfType.TypeTag t -> of(t.type(), alias, hint);
      case BtfType.Variable t -> of(t.type(), alias, hint);
      case BtfType.Int t -> integer(t, alias.isEmpty() ? t.name() : alias);
      case BtfType.Ptr _ -> ValueType.primitive(TypeName.LONG, 8, "u64", "i64");
      case BtfType.Float t -> floating(t);
      case BtfType.Array t -> array(t, alias, hint);
      case BtfType.Enum t ->
          declared(
              id,
              t.name(),
              alias,
              hint,
              name ->
                  EnumClass.declare(this, name, t.name(), t.sizeBytes(), t.signed(), t.values()));
      case BtfType.Enum64 t ->
          declared(
              id,
              t.name(),
              alias,
              hint,
              name ->
                  EnumClass.declare(this, name, t.name(), t.sizeBytes(), t.signed(), t.values()));
      case BtfType.Struct t when t.name().equals("in6_addr") && t.sizeBytes() == 16 -> ip6();
      case BtfType.Struct t ->
          declared(id, t.name(), alias, hint, name -> RecordClass.declare(this, name, t));
      case BtfType.Union t ->
          declared(id, t.name(), alias, hint, name -> UnionClass.declare(this, name, t));
      case BtfType.Forward _,
          BtfType.Function _,
          BtfType.FunctionPrototype _,
          BtfType.DataSection _,
          BtfType.DeclTag _ ->
          ValueType.octets(0);
    };
  }

  /// What declares a class, given its name.
  interface Declaration {
    /// The class; empty when Java has no form for it.
    Optional<TypeSpec> declare(ClassName name);
  }

  private ValueType declared(
      int id, String name, String alias, String hint, Declaration declaration) {
    ValueType known = declared.get(id);
    if (known != null) {
      return known;
    }
    int size = (int) btf.sizeBytes(id).orElse(0);
    String source = name.isEmpty() ? alias : name;
    String wanted = source.isEmpty() ? hint : Names.type(source);
    String kind = Names.type(btf.type(id).getClass().getSimpleName());
    ClassName className =
        owner.nestedClass(
            classes.claim(wanted, kind, "type `" + (source.isEmpty() ? hint : source) + "`"));
    int place = types.size();
    Optional<TypeSpec> type = declaration.declare(className);
    type.ifPresent(spec -> types.add(place, spec));
    if (type.isEmpty()) {
      diagnostics.report(
          SkeletonProblem.UNTYPED.warning(
              "structure `"
                  + source
                  + "` is given as bytes: it has more fields than a Java record"));
    }
    ValueType value =
        type.isPresent()
            ? ValueType.coded(className, size, CodeBlock.of("$T.CODEC", className))
            : ValueType.octets(size);
    declared.put(id, value);
    return value;
  }

  private static ValueType integer(BtfType.Int type, String name) {
    boolean signed = type.encoding() == BtfType.Int.Encoding.SIGNED;
    boolean network = NETWORK_ORDER.matcher(name).matches();
    return switch (type.sizeBytes()) {
      case 1 ->
          type.encoding() == BtfType.Int.Encoding.BOOL
              ? ValueType.primitive(TypeName.BOOLEAN, 1, "bool", "bool")
              : signed
                  ? ValueType.primitive(TypeName.BYTE, 1, "i8", "i8")
                  : ValueType.primitive(TypeName.INT, 1, "u8", "u8");
      case 2 ->
          network
              ? ValueType.primitive(TypeName.INT, 2, "be16", "be16")
              : signed
                  ? ValueType.primitive(TypeName.SHORT, 2, "i16", "i16")
                  : ValueType.primitive(TypeName.INT, 2, "u16", "u16");
      case 4 ->
          network
              ? ValueType.coded(Library.BE32, 4, CodeBlock.of("$T.be32()", Library.CODEC))
              : signed
                  ? ValueType.primitive(TypeName.INT, 4, "u32", "i32")
                  : ValueType.primitive(TypeName.LONG, 4, "unsigned32", "u32");
      case 8 ->
          network
              ? ValueType.primitive(TypeName.LONG, 8, "be64", "be64")
              : ValueType.primitive(TypeName.LONG, 8, "u64", "i64");
      default -> ValueType.octets(type.sizeBytes());
    };
  }

  private static ValueType floating(BtfType.Float type) {
    return switch (type.sizeBytes()) {
      case 4 -> ValueType.primitive(TypeName.FLOAT, 4, "f32", "f32");
      case 8 -> ValueType.primitive(TypeName.DOUBLE, 8, "f64", "f64");
      default -> ValueType.octets(type.sizeBytes());
    };
  }

  private ValueType array(BtfType.Array type, String alias, String hint) {
    int element = btf.strip(type.elementType());
    if (element != 0 && btf.type(element) instanceof BtfType.Int i && i.sizeBytes() == 1) {
      if (alias.equals("ip6") && type.count() == 16) {
        return ip6();
      }
      if (alias.equals("mac") && type.count() == 6) {
        return ValueType.coded(Library.MAC, 6, CodeBlock.of("$T.mac()", Library.CODEC));
      }
      if (i.encoding() == BtfType.Int.Encoding.CHAR || i.name().equals("char")) {
        return ValueType.coded(
            ClassName.get(String.class),
            type.count(),
            CodeBlock.of("$T.text($L)", Library.CODEC, type.count()));
      }
      if (i.encoding() != BtfType.Int.Encoding.BOOL) {
        return ValueType.octets(type.count());
      }
    }
    return of(type.elementType(), hint).times(type.count());
  }

  private static ValueType ip6() {
    return ValueType.coded(Library.IP6, 16, CodeBlock.of("$T.ip6()", Library.CODEC));
  }

  Btf btf() {
    return btf;
  }
}
