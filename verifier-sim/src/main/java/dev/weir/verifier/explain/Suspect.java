// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.verifier.Finding;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.state.Reference;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The value that a rejection is about.
///
/// @param reg the register it is in
/// @param value where it came from
/// @param name what the source calls it; empty where its text does not tell
/// @param acquired the instruction that took the lock, reference or section in question; -1 for
///   none
record Suspect(int reg, Value value, Optional<String> name, int acquired) {
  private static final Pattern REGISTER = Pattern.compile("\\bR(\\d)\\b");
  private static final Pattern ALLOCATED = Pattern.compile("alloc_insn=(\\d+)|instruction (\\d+)");

  static Suspect of(ProgramImage image, Finding finding, Trail trail, Names names) {
    int reg = register(image, finding);
    Value value = trail.reg(reg);
    Place at = Place.of(image, finding.slot());
    return new Suspect(reg, value, names.register(at, reg, value), acquired(finding));
  }

  /// The register that the message names, else the one that the instruction goes through.
  private static int register(ProgramImage image, Finding finding) {
    Matcher named = REGISTER.matcher(finding.message());
    if (named.find()) {
      return Integer.parseInt(named.group(1));
    }
    Insn<Reg> insn = image.bySlot().get(finding.slot());
    return switch (insn) {
      case Insn.Load<Reg> load -> load.base().number();
      case Insn.Store<Reg> store -> store.base().number();
      case Insn.Atomic<Reg> atomic -> atomic.base().number();
      case Insn.Alu<Reg> alu -> alu.dst().number();
      case null, default -> 0;
    };
  }

  private static int acquired(Finding finding) {
    return switch (finding.rule()) {
      case REFERENCE_LEAK -> held(finding, Reference.Kind.OBJECT);
      case SECTION_OPEN, LOCK_HELD, LOCK_ORDER, SLEEPING_CALL -> held(finding, null);
      default -> -1;
    };
  }

  /// The oldest thing held, from the state or, for a kernel's log, from the message.
  private static int held(Finding finding, Reference.@org.jspecify.annotations.Nullable Kind kind) {
    return finding.state().stream()
        .flatMap(state -> state.references().stream())
        .filter(reference -> (reference.kind() == Reference.Kind.OBJECT) == (kind != null))
        .mapToInt(Reference::insn)
        .findFirst()
        .orElseGet(() -> {
          Matcher named = ALLOCATED.matcher(finding.message());
          return !named.find()
              ? -1
              : Integer.parseInt(named.group(1) == null ? named.group(2) : named.group(1));
        });
  }

  /// Whether the value is a packet pointer that a call made invalid.
  boolean stale() {
    return value.kind() == Value.Kind.NOTHING && value.born() >= 0;
  }

  /// The name in back quotes, or the other words.
  String named(String otherwise) {
    return name.map(n -> "`" + n + "`").orElse(otherwise);
  }
}
