// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.core;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.link.LinkException.Kind;
import dev.weir.bytecode.object.CoreRelocation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/// Adapts a program to a kernel's types (compile once, run everywhere): writes offsets, sizes,
/// shifts, ids and enumerators of the kernel's types into its instructions.
///
/// An instruction whose field or type the kernel does not have is replaced by one that the verifier
/// refuses if it can be reached; programs test for existence before they use what may be missing.
///
/// @kernel v6.12 tools/lib/bpf/relo_core.c
public final class CoreRelocator {
  /// A helper number that no kernel has, as libbpf uses it.
  public static final int POISON = 0xbad2310;

  private final String program;
  private final Btf local;
  private final KernelTypes kernel;

  private CoreRelocator(String program, Btf local, KernelTypes kernel) {
    this.program = program;
    this.local = local;
    this.kernel = kernel;
  }

  /// The instructions with every relocation applied.
  ///
  /// @param program its name, for messages
  /// @param local the object's types
  /// @throws LinkException when a relocation does not fit its instruction, or its answer is
  ///   ambiguous
  public static List<Insn<Reg>> apply(
      String program,
      List<Insn<Reg>> insns,
      List<CoreRelocation> relocations,
      Btf local,
      KernelTypes kernel)
      throws LinkException {
    CoreRelocator relocator = new CoreRelocator(program, local, kernel);
    Map<Integer, CoreRelocation> bySlot = new HashMap<>();
    relocations.forEach(r -> bySlot.put(r.slot(), r));
    List<Insn<Reg>> result = new ArrayList<>(insns.size());
    int slot = 0;
    for (Insn<Reg> insn : insns) {
      CoreRelocation relocation = bySlot.get(slot);
      if (relocation == null) {
        result.add(insn);
      } else {
        result.addAll(relocator.apply(insn, relocation));
      }
      slot += insn.slots();
    }
    return result;
  }

  /// An answer about the kernel's types.
  ///
  /// @param value the number to write
  /// @param loadBytes the size to load with, 0 to leave it
  private record Answer(long value, int loadBytes) {}

  private List<Insn<Reg>> apply(Insn<Reg> insn, CoreRelocation relocation) throws LinkException {
    CoreKind kind =
        CoreKind.of(relocation.kind())
            .orElseThrow(() -> broken(relocation, "is of unknown kind " + relocation.kind()));
    Optional<Answer> answer;
    try {
      answer = answer(kind, relocation);
    } catch (IllegalArgumentException | NoSuchElementException e) {
      throw broken(relocation, "does not fit the object's types: " + e.getMessage());
    }
    return answer.isPresent() ? List.of(patch(insn, answer.get(), relocation)) : poison(insn);
  }

  private Optional<Answer> answer(CoreKind kind, CoreRelocation relocation) throws LinkException {
    if (kind == CoreKind.TYPE_ID_LOCAL) {
      return Optional.of(new Answer(relocation.typeId(), 0));
    }
    Set<Answer> answers = new LinkedHashSet<>();
    for (int candidate : candidates(relocation.typeId())) {
      answer(kind, relocation, candidate).ifPresent(answers::add);
    }
    if (answers.size() > 1 && kind != CoreKind.TYPE_ID_TARGET) {
      throw broken(relocation, "has several answers in this kernel: " + answers);
    }
    Optional<Answer> found = answers.stream().findFirst();
    return found.isEmpty() && kind.aboutExistence() ? Optional.of(new Answer(0, 0)) : found;
  }

  private List<Integer> candidates(int typeId) {
    BtfType type = local.type(typeId);
    boolean anonymous = type.name().isEmpty();
    return kernel.candidates(anonymous ? local.type(local.strip(typeId)) : type);
  }

  private Optional<Answer> answer(CoreKind kind, CoreRelocation relocation, int candidate) {
    if (kind.aboutField()) {
      return field(kind, relocation, candidate);
    }
    if (kind.aboutEnumerator()) {
      return enumerator(kind, relocation, candidate);
    }
    TypeMatch match = new TypeMatch(local, kernel.btf());
    boolean same =
        kind == CoreKind.TYPE_MATCHES
            ? match.matches(relocation.typeId(), candidate)
            : match.compatible(relocation.typeId(), candidate);
    if (!same) {
      return Optional.empty();
    }
    long value =
        switch (kind) {
          case TYPE_ID_TARGET -> candidate;
          case TYPE_SIZE -> (int) kernel.btf().sizeBytes(candidate).orElse(0);
          default -> 1;
        };
    return Optional.of(new Answer(value, 0));
  }

  private Optional<Answer> field(CoreKind kind, CoreRelocation relocation, int candidate) {
    FieldPath here = FieldPath.parse(local, relocation.typeId(), relocation.access());
    return here.in(kernel.btf(), candidate)
        .map(there -> {
          FieldFacts facts = FieldFacts.of(there);
          return switch (kind) {
            case FIELD_BYTE_OFFSET ->
                new Answer(facts.byteOffset(), loadBytes(FieldFacts.of(here), there, facts));
            case FIELD_BYTE_SIZE -> new Answer(facts.byteSize(), 0);
            case FIELD_SIGNED -> new Answer(facts.signed() ? 1 : 0, 0);
            case FIELD_LSHIFT_U64 -> new Answer(facts.leftShift(), 0);
            case FIELD_RSHIFT_U64 -> new Answer(facts.rightShift(), 0);
            default -> new Answer(1, 0);
          };
        });
  }

  /// The size to load with when the kernel's field is of another size; only whole fields are
  /// adapted.
  private static int loadBytes(FieldFacts here, FieldPath there, FieldFacts facts) {
    boolean differs = here.byteSize() != facts.byteSize() && there.bitfieldSize() == 0;
    return differs ? facts.byteSize() : 0;
  }

  private Optional<Answer> enumerator(CoreKind kind, CoreRelocation relocation, int candidate) {
    int id = local.strip(relocation.typeId());
    List<BtfType.Value> values = TypeMatch.enumerators(local.type(id));
    int index = Integer.parseInt(relocation.access());
    if (index >= values.size()) {
      throw new IllegalArgumentException("no enumerator " + index);
    }
    String name = FieldPath.essential(values.get(index).name());
    return TypeMatch.enumerators(kernel.btf().type(candidate)).stream()
        .filter(v -> v.name().equals(name))
        .findFirst()
        .map(v -> new Answer(kind == CoreKind.ENUMVAL_EXISTS ? 1 : v.value(), 0));
  }

  private Insn<Reg> patch(Insn<Reg> insn, Answer answer, CoreRelocation relocation)
      throws LinkException {
    int value = (int) answer.value();
    return switch (insn) {
      case Insn.Alu<Reg>(var op, var width, Reg dst, Operand.Immediate<Reg> _) ->
          new Insn.Alu<>(op, width, dst, Operand.imm(value));
      case Insn.Mov<Reg>(var width, Reg dst, Operand.Immediate<Reg> _) ->
          new Insn.Mov<>(width, dst, Operand.imm(value));
      case Insn.LoadImm64<Reg>(Reg dst, var pseudo, _) ->
          new Insn.LoadImm64<>(dst, pseudo, answer.value());
      case Insn.Load<Reg>(MemSize size, boolean signed, Reg dst, Reg base, _) ->
          load(resized(size, answer, relocation), signed, dst, base, value);
      case Insn.Store<Reg>(MemSize size, Reg base, _, Operand<Reg> src) ->
          new Insn.Store<>(resized(size, answer, relocation), base, (short) value, src);
      default -> throw broken(relocation, "is on an instruction that holds no number");
    };
  }

  private static Insn<Reg> load(MemSize size, boolean signed, Reg dst, Reg base, int offset) {
    return new Insn.Load<>(size, signed && size != MemSize.DW, dst, base, (short) offset);
  }

  private MemSize resized(MemSize size, Answer answer, CoreRelocation relocation)
      throws LinkException {
    if (answer.loadBytes() == 0) {
      return size;
    }
    try {
      return MemSize.ofBytes(answer.loadBytes());
    } catch (IllegalArgumentException e) {
      throw broken(relocation, "needs a load of " + answer.loadBytes() + " bytes");
    }
  }

  private static List<Insn<Reg>> poison(Insn<Reg> insn) {
    List<Insn<Reg>> poison = new ArrayList<>();
    for (int slot = 0; slot < insn.slots(); slot++) {
      poison.add(new Insn.CallHelper<>(POISON));
    }
    return poison;
  }

  private LinkException broken(CoreRelocation relocation, String what) {
    return new LinkException(
        Kind.NO_KERNEL_TYPE,
        "program `"
            + program
            + "`: the relocation of instruction "
            + relocation.slot()
            + " ("
            + describe(relocation)
            + ") "
            + what);
  }

  /// What a relocation is about, in words, such as `sk_buff.len`.
  private String describe(CoreRelocation relocation) {
    try {
      return FieldPath.parse(local, relocation.typeId(), relocation.access()).describe();
    } catch (RuntimeException e) {
      return "type " + relocation.typeId() + ", access " + relocation.access();
    }
  }
}
