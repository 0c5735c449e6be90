// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.fuzz;

import dev.weir.bytecode.btf.BtfWriter;
import dev.weir.bytecode.isa.Codec;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.link.ProgramLinker;
import dev.weir.bytecode.link.ProgramLinker.Linked;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.DataSection;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.Relocation;
import dev.weir.bytecode.object.Relocation.Target;
import dev.weir.testkit.generate.FuzzProgram;
import dev.weir.testkit.generate.Palette;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Programs as text, for a kernel that runs elsewhere: what [KernelJudge] does here, the program
/// `oracle` of `bench` does on another kernel, which answers with a line for each program.
public final class Deck {
  private static final Pattern ANSWER = Pattern.compile("VERDICT (\\d+) (-?\\d+) (\\d+) ?(.*)");

  private final Palette palette;

  /// A writer of programs over a palette.
  public Deck(Palette palette) {
    this.palette = palette;
  }

  /// The lines that come first: types and maps.
  public List<String> head() {
    List<String> lines = new ArrayList<>();
    lines.add("types " + HexFormat.of().formatHex(BtfWriter.write(palette.types())));
    for (String name : palette.names()) {
      MapSpec spec = palette.map(name);
      spec.inner()
          .ifPresent(inner -> lines.add(line(name + ".inner", inner, "-", Optional.empty())));
      String inner = spec.inner().isPresent() ? name + ".inner" : "-";
      lines.add(line(name, spec, inner, Optional.empty()));
    }
    lines.add(data(palette.rodata()));
    lines.add(data(palette.bss()));
    return lines;
  }

  private static String data(DataSection section) {
    byte[] content = section.content();
    int flags = section.readOnly() ? KernelJudge.RDONLY_PROG : 0;
    MapSpec spec = MapSpec.of(section.name(), MapType.ARRAY.number(), 4, content.length, 1, flags);
    return line(section.name(), spec, "-", Optional.of(content));
  }

  private static String line(String name, MapSpec spec, String inner, Optional<byte[]> content) {
    boolean typed = spec.valueTypeId() != 0;
    return "map %s %d %d %d %d %d %s %d %d %d %d %s"
        .formatted(
            name,
            spec.type(),
            spec.keySize(),
            spec.valueSize(),
            spec.maxEntries(),
            spec.flags(),
            inner,
            typed ? 1 : 0,
            spec.keyTypeId(),
            spec.valueTypeId(),
            KernelJudge.OWNED.contains(name) ? 1 : 0,
            content.map(HexFormat.of()::formatHex).orElse("-"));
  }

  /// The line of a program.
  ///
  /// @param number what its answer will be marked with
  public String line(int number, FuzzProgram program) {
    BpfObject object = program.toObject(palette);
    Linked linked = link(object);
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "program %d %d %d %d %s %s",
            number,
            program.hook().program().number(),
            program.hook().attach().map(AttachType::number).orElse(0),
            program.typed() ? 1 : 0,
            program.license().replace(' ', '_'),
            HexFormat.of().formatHex(Codec.encode(numbered(linked.insns())))));
    for (Relocation relocation : linked.relocations()) {
      append(line, relocation);
    }
    if (program.typed()) {
      linked.functions().forEach(f -> line.append(" f:" + f.slot() + ":" + f.function().btfId()));
    }
    return line.toString();
  }

  /// Numbers that are filled in there.
  private static List<Insn<Reg>> numbered(List<Insn<Reg>> insns) {
    List<Insn<Reg>> result = new ArrayList<>();
    for (Insn<Reg> insn : insns) {
      result.add(insn instanceof Insn.CallKfunc<Reg> ? new Insn.CallKfunc<>(0, (short) 0) : insn);
    }
    return result;
  }

  private static void append(StringBuilder line, Relocation relocation) {
    int slot = relocation.slot();
    switch (relocation.target()) {
      case Target.MapRef(String map) -> line.append(" m:" + slot + ":" + map + ":0");
      case Target.MapValueRef(String map, int offset) ->
          line.append(" m:" + slot + ":" + map + ":" + offset);
      case Target.DataRef(String section, int offset) ->
          line.append(" m:" + slot + ":" + section + ":" + offset);
      case Target.KfuncRef(String name, boolean _) -> line.append(" k:" + slot + ":" + name);
      case Target.FunctionRef _, Target.ExternRef _ -> {}
    }
  }

  private static Linked link(BpfObject object) {
    try {
      return ProgramLinker.link(object, object.programs().getFirst());
    } catch (LinkException e) {
      throw new IllegalStateException("a random program does not link", e);
    }
  }

  /// An answer of the other kernel.
  ///
  /// @param number of the program
  /// @param verdict what that kernel says; empty where it could not be asked
  public record Answer(int number, Optional<KernelVerdict> verdict) {
    /// Reads a line; empty where it is no answer.
    public static Optional<Answer> read(String line) {
      Matcher matcher = ANSWER.matcher(line.strip());
      if (!matcher.matches()) {
        return Optional.empty();
      }
      int errno = Integer.parseInt(matcher.group(2));
      String message = matcher.group(4);
      Optional<KernelVerdict> verdict =
          errno < 0
              ? Optional.empty()
              : Optional.of(
                  new KernelVerdict(
                      errno == 0, errno, message, Long.parseLong(matcher.group(3)), message));
      return Optional.of(new Answer(Integer.parseInt(matcher.group(1)), verdict));
    }
  }
}
