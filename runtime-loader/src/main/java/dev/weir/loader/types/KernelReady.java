// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.types;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfType.Entry;
import dev.weir.bytecode.btf.BtfType.FunctionLinkage;
import dev.weir.bytecode.btf.BtfType.Parameter;
import dev.weir.bytecode.btf.BtfType.VariableLinkage;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.DataSection;
import dev.weir.bytecode.object.Linkage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes an object's types acceptable to the kernel, without changing the number of any type.
///
/// Compilers leave to the loader what only the linker knows: clang writes sections of size 0 with
/// all variables at offset 0, and declarations of kernel symbols, which the kernel refuses.
///
/// Needs: nothing. Guarantees: old ids mean what they meant; new types are at the end. Linear.
///
/// @kernel v6.12 kernel/bpf/btf.c btf_datasec_check_meta, btf_func_check_meta, btf_var_check_meta
final class KernelReady {
  private final Btf btf;
  private final Map<String, DataSection> data = new HashMap<>();
  private final List<BtfType> types;

  /// Ids of functions that no other object sees, which the compiler calls global all the same: the
  /// verifier shall follow calls of them.
  private final Set<Integer> hidden = new HashSet<>();

  private KernelReady(BpfObject object, Btf btf) {
    this.btf = btf;
    this.types = new ArrayList<>(btf.types());
    object.data().forEach(section -> data.put(section.name(), section));
    object.functions().stream()
        .filter(function -> function.linkage() == Linkage.STATIC)
        .forEach(function -> hidden.add(function.btfId()));
  }

  /// The types with their sections laid out and their declarations made definitions.
  static Btf of(BpfObject object, Btf btf) {
    KernelReady ready = new KernelReady(object, btf);
    boolean externs = btf.types().stream().anyMatch(KernelReady::declares);
    int dummy = externs ? ready.addDummy() : 0;
    for (int i = 0; i < btf.types().size(); i++) {
      ready.types.set(i, ready.fixed(i + 1, btf.types().get(i), dummy));
    }
    if (externs) {
      ready.nameParameters();
    }
    return new Btf(ready.types);
  }

  private static boolean declares(BtfType type) {
    return (type instanceof BtfType.Function f && f.linkage() == FunctionLinkage.EXTERN)
        || (type instanceof BtfType.Variable v && v.linkage() == VariableLinkage.EXTERN);
  }

  /// Adds `int weir_extern` and gives its id; its type is the id before.
  private int addDummy() {
    types.add(new BtfType.Int("int", 4, 32, 0, BtfType.Int.Encoding.SIGNED));
    types.add(new BtfType.Variable("weir_extern", types.size(), VariableLinkage.GLOBAL_ALLOCATED));
    return types.size();
  }

  private BtfType fixed(int id, BtfType type, int dummy) {
    return switch (type) {
      case BtfType.Function f when hidden.contains(id) ->
          new BtfType.Function(f.name(), f.prototype(), FunctionLinkage.STATIC);
      case BtfType.DataSection section -> laidOut(section, dummy);
      case BtfType.Function f when f.linkage() == FunctionLinkage.EXTERN ->
          new BtfType.Function(f.name(), f.prototype(), FunctionLinkage.GLOBAL);
      case BtfType.Variable v when v.linkage() == VariableLinkage.EXTERN ->
          new BtfType.Variable(v.name(), dummy - 1, VariableLinkage.GLOBAL_ALLOCATED);
      default -> type;
    };
  }

  private BtfType laidOut(BtfType.DataSection section, int dummy) {
    boolean declarations =
        section.entries().stream().anyMatch(entry -> declares(btf.type(entry.type())));
    if (declarations) {
      return sequence(section, Optional.of(dummy));
    }
    DataSection known = data.get(section.name());
    if (known == null) {
      return section.sizeBytes() > 0 ? section : sequence(section, Optional.empty());
    }
    List<Entry> entries =
        known.variables().stream()
            .filter(v -> v.btfId() != 0)
            .map(v -> new Entry(v.btfId(), v.offset(), v.size()))
            .toList();
    return new BtfType.DataSection(section.name(), known.content().length, entries);
  }

  private BtfType sequence(BtfType.DataSection section, Optional<Integer> replacement) {
    List<Entry> entries = new ArrayList<>();
    int offset = 0;
    for (Entry entry : section.entries()) {
      int size =
          replacement.isPresent()
              ? Integer.BYTES
              : Math.max(1, (int) btf.sizeBytes(entry.type()).orElse(0));
      entries.add(new Entry(replacement.orElse(entry.type()), offset, size));
      offset += (size + Long.BYTES - 1) & -Long.BYTES;
    }
    return new BtfType.DataSection(section.name(), Math.max(1, offset), entries);
  }

  /// Defined functions must have named parameters; declarations may lack the names.
  private void nameParameters() {
    for (BtfType type : btf.types()) {
      if (type instanceof BtfType.Function f
          && f.linkage() == FunctionLinkage.EXTERN
          && btf.type(f.prototype()) instanceof BtfType.FunctionPrototype p) {
        types.set(f.prototype() - 1, named(p));
      }
    }
  }

  private static BtfType named(BtfType.FunctionPrototype prototype) {
    List<Parameter> parameters = new ArrayList<>();
    for (Parameter parameter : prototype.parameters()) {
      boolean nameless = parameter.name().isEmpty() && parameter.type() != 0;
      parameters.add(
          nameless ? new Parameter("p" + parameters.size(), parameter.type()) : parameter);
    }
    return new BtfType.FunctionPrototype(prototype.returnType(), parameters);
  }
}
