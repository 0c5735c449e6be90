// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfType.FunctionLinkage;
import dev.weir.bytecode.btf.BtfTypes;
import dev.weir.bytecode.kernel.Kfunc;
import dev.weir.bytecode.kernel.KfuncArg;
import dev.weir.bytecode.kernel.Kfuncs;
import dev.weir.bytecode.object.Relocation.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Declarations of the kernel's functions and variables that an object refers to, without which
/// loaders refuse the object: `extern` types in the section `.ksyms`.
///
/// What the object does not declare itself is added: functions from the table of kfuncs, in
/// alphabetical order.
///
/// @kernel v6.12 tools/lib/bpf/libbpf.c bpf_object__collect_externs,
///   bpf_object__resolve_ksym_func_btf_id
final class KernelSymbolTypes {
  private final BtfTypes types;
  private final Btf base;

  private KernelSymbolTypes(Btf base) {
    this.base = base;
    this.types = new BtfTypes(base);
  }

  /// The types of an object with all declarations.
  ///
  /// @throws ObjectFormatException when a declaration is missing and cannot be made
  static Btf declare(BpfObject object) {
    Btf base = object.btf().orElseGet(() -> new Btf(List.of()));
    KernelSymbolTypes declarations = new KernelSymbolTypes(base);
    Set<String> declared = declarations.declared();
    Set<String> missing = new TreeSet<>();
    List<Target> targets =
        Stream.concat(
                object.programs().stream().map(Program::function), object.functions().stream())
            .flatMap(f -> f.code().relocations().stream())
            .map(Relocation::target)
            .toList();
    for (Target target : targets) {
      switch (target) {
        case Target.KfuncRef(String name, _) when !declared.contains(name) -> missing.add(name);
        case Target.ExternRef(String name, _) when !declared.contains(name) ->
            throw undeclared("kernel variable", name);
        default -> {}
      }
    }
    return missing.isEmpty() ? base : declarations.with(missing);
  }

  private Set<String> declared() {
    Set<String> declared = new HashSet<>();
    for (BtfType type : base.types()) {
      if (type instanceof BtfType.DataSection section
          && (section.name().equals(SectionNames.KSYMS)
              || section.name().equals(SectionNames.KCONFIG))) {
        section.entries().stream()
            .filter(e -> e.type() != 0)
            .forEach(e -> declared.add(base.type(e.type()).name()));
      }
    }
    return declared;
  }

  private Btf with(Set<String> names) {
    Optional<Integer> known = base.find(BtfType.DataSection.class, SectionNames.KSYMS);
    List<BtfType.Entry> entries =
        new ArrayList<>(
            known.map(id -> ((BtfType.DataSection) base.type(id)).entries()).orElseGet(List::of));
    for (String name : names) {
      entries.add(new BtfType.Entry(function(name), 0, 0));
    }
    BtfType.DataSection section = new BtfType.DataSection(SectionNames.KSYMS, 0, entries);
    if (known.isEmpty()) {
      types.add(section);
      return types.build();
    }
    List<BtfType> all = new ArrayList<>(types.build().types());
    all.set(known.get() - 1, section);
    return new Btf(all);
  }

  private int function(String name) {
    for (int id = 1; id <= base.types().size(); id++) {
      if (base.type(id) instanceof BtfType.Function f
          && f.name().equals(name)
          && f.linkage() == FunctionLinkage.EXTERN) {
        return id;
      }
    }
    Kfunc kfunc = Kfuncs.byName(name).orElseThrow(() -> undeclared("kernel function", name));
    List<BtfType.Parameter> parameters = new ArrayList<>();
    for (KfuncArg argument : kfunc.args()) {
      parameters.add(new BtfType.Parameter(argument.name(), type(argument.type(), name)));
    }
    int result = type(kfunc.returns(), name);
    int prototype = types.add(new BtfType.FunctionPrototype(result, parameters));
    return types.add(new BtfType.Function(name, prototype, FunctionLinkage.EXTERN));
  }

  /// The type that a C type name means.
  private int type(String text, String kfunc) {
    String type = text.strip();
    if (type.endsWith("*")) {
      return types.add(new BtfType.Ptr(type(type.substring(0, type.length() - 1), kfunc)));
    }
    if (type.startsWith("const ")) {
      return types.add(new BtfType.Const(type(type.substring("const ".length()), kfunc)));
    }
    if (type.startsWith("struct ")) {
      return types.add(new BtfType.Struct(type.substring("struct ".length()), 0, List.of()));
    }
    if (type.startsWith("enum ")) {
      String name = type.substring("enum ".length());
      return types.add(new BtfType.Enum(name, 4, false, List.of()));
    }
    return switch (type) {
      case "void" -> 0;
      case "bool" -> integer("bool", 1, BtfType.Int.Encoding.BOOL);
      case "char" -> integer("char", 1, BtfType.Int.Encoding.SIGNED);
      case "u8", "__u8" -> integer("unsigned char", 1, BtfType.Int.Encoding.UNSIGNED);
      case "u16", "__u16", "__be16" -> integer("unsigned short", 2, BtfType.Int.Encoding.UNSIGNED);
      case "int", "s32" -> integer("int", 4, BtfType.Int.Encoding.SIGNED);
      case "u32", "__u32", "__be32", "unsigned int" ->
          integer("unsigned int", 4, BtfType.Int.Encoding.UNSIGNED);
      case "s64", "long int" -> integer("long", 8, BtfType.Int.Encoding.SIGNED);
      case "u64", "__u64", "size_t", "long unsigned int" ->
          integer("unsigned long", 8, BtfType.Int.Encoding.UNSIGNED);
      default -> throw undeclared("kernel function", kfunc);
    };
  }

  private int integer(String name, int bytes, BtfType.Int.Encoding encoding) {
    return types.add(new BtfType.Int(name, bytes, bytes * Byte.SIZE, 0, encoding));
  }

  private static ObjectFormatException undeclared(String kind, String name) {
    return new ObjectFormatException(
        "the types do not declare " + kind + " `" + name + "`",
        "add an `extern` declaration of it to the types, in section `" + SectionNames.KSYMS + "`");
  }
}
