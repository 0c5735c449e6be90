// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.verifier.image.ImageMap;
import dev.weir.verifier.image.ImageMap.SpecialField;
import dev.weir.verifier.image.KernelTypes;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.state.BtfTarget;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.Walk;
import java.util.Optional;

/// Kernel pointers that programs keep in map values.
///
/// @kernel v6.12 kernel/bpf/verifier.c process_kptr_func map_kptr_match_type
final class KernelPointers {
  private KernelPointers() {}

  /// The field that a register points to.
  static SpecialField field(CallFacts facts, int reg) {
    RegState value = facts.reg(reg);
    if (value.type() != RegType.MAP_VALUE) {
      throw new Unmodelled("kernel pointers in allocated objects");
    }
    String expected = "the address of a field for kernel pointers with a reference";
    if (!(value.target() instanceof ImageMap map) || !value.scalar().isConstant()) {
      throw facts.refused(Rule.MAP_FIELD, reg, expected);
    }
    long offset = value.off() + value.scalar().value();
    for (SpecialField field : map.fields()) {
      boolean counted =
          field.kind() == SpecialField.Kind.KPTR_REF
              || field.kind() == SpecialField.Kind.KPTR_PERCPU;
      if (counted && field.offset() == offset) {
        facts.map = map;
        return field;
      }
    }
    throw facts.refused(Rule.MAP_FIELD, reg, expected);
  }

  /// Demands that a pointer fits a field.
  static void checkFits(CallFacts facts, int reg, SpecialField field) {
    RegState value = facts.reg(reg);
    if (CallFacts.isNull(value)) {
      return;
    }
    Optional<BtfTarget> wanted = target(facts.walk, field);
    boolean percpu = field.kind() == SpecialField.Kind.KPTR_PERCPU;
    boolean mayMix =
        percpu
            && !value.is(RegFlag.PERCPU)
            && !facts.walk.kernel().has(Behaviour.PERCPU_KPTRS_DISTINCT);
    boolean fits =
        value.type() == RegType.BTF_ID
            && value.target() instanceof BtfTarget target
            && wanted.isPresent()
            && target.kernel() == wanted.get().kernel()
            && value.off() == 0
            && (value.is(RegFlag.PERCPU) == percpu || mayMix)
            && name(target).equals(name(wanted.get()));
    if (!fits) {
      throw facts.refused(
          Rule.ARGUMENT_KIND, reg, "a pointer to struct " + field.pointee() + ", or null");
    }
  }

  private static String name(BtfTarget target) {
    return target.btf().type(target.typeId()).name();
  }

  /// What a field's pointers lead to: a struct of the kernel, or one of the program.
  static Optional<BtfTarget> target(Walk walk, SpecialField field) {
    KernelTypes kernel = walk.image().kernelTypes();
    Optional<BtfTarget> known = BtfMatch.kernelStruct(kernel, field.pointee());
    if (known.isPresent()) {
      return known;
    }
    Optional<Btf> types = walk.image().types();
    return types.flatMap(btf ->
        btf.find(BtfType.Struct.class, field.pointee()).map(id -> new BtfTarget(btf, id, false)));
  }
}
