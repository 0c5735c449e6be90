// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.image;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.License;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.bytecode.object.LineInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A program as the kernel receives it: its own code and that of all functions it reaches, joined
/// and relocated.
///
/// @param object name of the object
/// @param name name of the program
/// @param license what the object says
/// @param type what it is loaded as
/// @param attachType the expected attach type; empty when the section does not tell
/// @param hook the row of the table of hooks; empty for types the table leaves out
/// @param loadFlags `BPF_F_*` flags of the load
/// @param kernelFunction the kernel function or type it is loaded for, such as
///   `bpf_lsm_socket_sendmsg`; empty for most
/// @param insns all instructions in order; the slot of each is the sum of the slots before it
/// @param functions ascending by slot; the first is the program itself
/// @param references what immediate loads and calls refer to, by slot
/// @param maps every map the program refers to, each once, in order of first use
/// @param types the object's BTF
/// @param lines source positions, ascending by slot
/// @param kernelTypes the types of the kernel it is loaded into
public record ProgramImage(
    String object,
    String name,
    String license,
    ProgramType type,
    Optional<AttachType> attachType,
    Optional<Hook> hook,
    int loadFlags,
    Optional<String> kernelFunction,
    List<Insn<Reg>> insns,
    List<FunctionImage> functions,
    Map<Integer, Reference> references,
    List<ImageMap> maps,
    Optional<Btf> types,
    List<LineInfo> lines,
    KernelTypes kernelTypes) {
  /// `BPF_F_SLEEPABLE`.
  public static final int SLEEPABLE = 1 << 4;

  /// `BPF_F_STRICT_ALIGNMENT`.
  public static final int STRICT_ALIGNMENT = 1;

  /// `BPF_F_XDP_HAS_FRAGS`.
  public static final int XDP_HAS_FRAGS = 1 << 5;

  /// Copies the collections.
  public ProgramImage {
    Objects.requireNonNull(object);
    Objects.requireNonNull(name);
    Objects.requireNonNull(license);
    insns = List.copyOf(insns);
    functions = List.copyOf(functions);
    references = Map.copyOf(references);
    maps = List.copyOf(maps);
    lines = List.copyOf(lines);
    Objects.requireNonNull(kernelTypes);
  }

  /// This with other `BPF_F_*` flags of the load.
  public ProgramImage withLoadFlags(int flags) {
    return new ProgramImage(
        object,
        name,
        license,
        type,
        attachType,
        hook,
        flags,
        kernelFunction,
        insns,
        functions,
        references,
        maps,
        types,
        lines,
        kernelTypes);
  }

  /// The source position of the instruction at a slot; empty where it is not known.
  public Optional<LineInfo> lineAt(int slot) {
    return lines.stream()
        .filter(line -> line.slot() <= slot)
        .reduce((_, later) -> later)
        .filter(line -> line.line() > 0);
  }

  /// The length in slots.
  public int slots() {
    return insns.stream().mapToInt(Insn::slots).sum();
  }

  /// The instructions by slot; null for the second half of a 64-bit immediate load.
  public List<@Nullable Insn<Reg>> bySlot() {
    List<@Nullable Insn<Reg>> slots = new ArrayList<>();
    for (Insn<Reg> insn : insns) {
      slots.add(insn);
      if (insn.slots() == 2) {
        slots.add(null);
      }
    }
    return slots;
  }

  /// Whether the licence lets the program call helpers for GPL-compatible programs.
  public boolean gplCompatible() {
    return License.isGplCompatible(license);
  }

  /// Whether the program may sleep.
  public boolean sleepable() {
    return (loadFlags & SLEEPABLE) != 0;
  }
}
