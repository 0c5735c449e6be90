// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfExt;
import dev.weir.bytecode.btf.BtfWriter;
import dev.weir.bytecode.btf.StringTable;
import dev.weir.bytecode.elf.ElfFile;
import dev.weir.bytecode.elf.ElfRelocation;
import dev.weir.bytecode.elf.ElfSection;
import dev.weir.bytecode.elf.ElfSymbol;
import dev.weir.bytecode.elf.ElfWriter;
import dev.weir.bytecode.isa.Codec;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.object.Relocation.Target;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A [BpfObject] to an ELF file that libbpf, bpftool, iproute2 and cilium/ebpf accept.
///
/// Sections: code (`.text` for functions, one for each hook), `.maps`, `license`, global data,
/// `.BTF`, `.BTF.ext`. The same object gives the same bytes.
public final class ObjectWriter {
  private static final String TEXT = ".text";
  private final BpfObject object;
  private final Options options;
  private final Map<String, List<Function>> code = new LinkedHashMap<>();
  private final Map<String, Integer> functionOffsets = new LinkedHashMap<>();
  private final Map<String, String> functionSections = new LinkedHashMap<>();
  private final List<ElfSymbol> symbols = new ArrayList<>();
  private final Map<String, Integer> symbolIndices = new LinkedHashMap<>();
  private final List<String> sectionNames = new ArrayList<>();
  private final MapTypes.Layout maps;

  private ObjectWriter(BpfObject object, Options options) {
    this.object = object;
    this.options = options;
    this.maps = MapTypes.of(object.btf().orElseGet(() -> new Btf(List.of())), object.maps());
  }

  /// How to write.
  ///
  /// @param sectionStyle what sections of tc programs are called
  public record Options(SectionStyle sectionStyle) {
    /// As libbpf 1.3 and newer want it.
    public static Options standard() {
      return new Options(SectionStyle.LIBBPF);
    }
  }

  /// What sections of tc programs are called.
  public enum SectionStyle {
    /// `tcx/ingress`, `tc` and so on: they carry the attach type.
    LIBBPF,
    /// `classifier` for all, which every loader takes, also those without tcx.
    CLASSIFIER
  }

  /// The bytes of an object, in the standard style.
  public static byte[] write(BpfObject object) {
    return write(object, Options.standard());
  }

  /// The bytes of an object.
  public static byte[] write(BpfObject object, Options options) {
    return ElfWriter.write(new ObjectWriter(object, options).file());
  }

  private String section(Program program) {
    String section = program.section();
    boolean classifier =
        section.equals("tc") || section.startsWith("tc/") || section.startsWith("tcx/");
    return options.sectionStyle() == SectionStyle.CLASSIFIER && classifier ? "classifier" : section;
  }

  private ElfFile file() {
    placeCode();
    declareSymbols();
    List<ElfSection> sections = new ArrayList<>();
    code.forEach((name, functions) -> sections.add(codeSection(name, functions)));
    if (!object.maps().isEmpty()) {
      sections.add(mapSection());
    }
    byte[] license = (object.license() + "\0").getBytes(StandardCharsets.UTF_8);
    long data = ElfSection.ALLOC | ElfSection.WRITE;
    sections.add(new ElfSection("license", ElfSection.PROGBITS, data, 1, license, List.of()));
    for (DataSection section : object.data()) {
      sections.add(
          new ElfSection(
              section.name(),
              section.zero() ? ElfSection.NOBITS : ElfSection.PROGBITS,
              section.readOnly() ? ElfSection.ALLOC : data,
              8,
              section.content(),
              List.of()));
    }
    typeSections(sections);
    return new ElfFile(ByteOrder.LITTLE_ENDIAN, sections, symbols);
  }

  private void placeCode() {
    for (Function function : object.functions()) {
      place(TEXT, function);
    }
    for (Program program : object.programs()) {
      place(section(program), program.function());
    }
    sectionNames.addAll(code.keySet());
    if (!object.maps().isEmpty()) {
      sectionNames.add(MapTypes.SECTION);
    }
    sectionNames.add("license");
    object.data().forEach(d -> sectionNames.add(d.name()));
  }

  private void place(String section, Function function) {
    List<Function> functions = code.computeIfAbsent(section, _ -> new ArrayList<>());
    int offset = functions.stream().mapToInt(f -> f.code().slots() * 8).sum();
    functions.add(function);
    functionOffsets.put(function.name(), offset);
    functionSections.put(function.name(), section);
  }

  private int offsetOf(Function function) {
    return functionOffsets.getOrDefault(function.name(), 0);
  }

  private void declareSymbols() {
    for (String name : sectionNames) {
      if (name.equals(TEXT)
          || name.startsWith(".rodata")
          || name.startsWith(".data")
          || name.startsWith(".bss")) {
        declare(
            new ElfSymbol(
                name, ElfSymbol.SECTION, ElfSymbol.LOCAL, sectionNames.indexOf(name), 0, 0));
      }
    }
    List<ElfSymbol> global = new ArrayList<>();
    code.forEach((section, functions) -> {
      for (Function f : functions) {
        boolean local = section.equals(TEXT) && f.linkage() == Linkage.STATIC;
        ElfSymbol symbol =
            new ElfSymbol(
                f.name(),
                ElfSymbol.FUNCTION,
                local ? ElfSymbol.LOCAL : ElfSymbol.GLOBAL,
                sectionNames.indexOf(section),
                offsetOf(f),
                f.code().slots() * 8L);
        if (local) {
          declare(symbol);
        } else {
          global.add(symbol);
        }
      }
    });
    int mapSection = sectionNames.indexOf(MapTypes.SECTION);
    maps.places()
        .forEach(p -> global.add(object(p.map().name(), mapSection, p.offset(), p.size())));
    int license = sectionNames.indexOf("license");
    global.add(object("_license", license, 0, object.license().length() + 1));
    for (DataSection section : object.data()) {
      int index = sectionNames.indexOf(section.name());
      section.variables().forEach(v -> global.add(object(v.name(), index, v.offset(), v.size())));
    }
    global.forEach(this::declare);
  }

  private static ElfSymbol object(String name, int section, long offset, long size) {
    return new ElfSymbol(name, ElfSymbol.OBJECT, ElfSymbol.GLOBAL, section, offset, size);
  }

  private void declare(ElfSymbol symbol) {
    symbolIndices.put(symbol.name(), symbols.size());
    symbols.add(symbol);
  }

  private int extern(String name, boolean weak) {
    Integer known = symbolIndices.get(name);
    if (known != null) {
      return known;
    }
    int binding = weak ? ElfSymbol.WEAK : ElfSymbol.GLOBAL;
    declare(new ElfSymbol(name, ElfSymbol.NOTYPE, binding, -1, 0, 0));
    return symbols.size() - 1;
  }

  private ElfSection codeSection(String name, List<Function> functions) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    List<ElfRelocation> relocations = new ArrayList<>();
    for (Function function : functions) {
      int base = content.size();
      List<Insn<Reg>> insns = new ArrayList<>(function.code().insns());
      int slot = 0;
      Map<Integer, Integer> indexOfSlot = new LinkedHashMap<>();
      for (int i = 0; i < insns.size(); i++) {
        indexOfSlot.put(slot, i);
        slot += insns.get(i).slots();
      }
      for (Relocation relocation : function.code().relocations()) {
        Integer index = indexOfSlot.get(relocation.slot());
        if (index == null) {
          throw new ObjectFormatException(
              "a relocation of `" + function.name() + "` points between instructions");
        }
        relocations.add(relocate(insns, index, relocation, base + relocation.slot() * 8L));
      }
      content.writeBytes(Codec.encode(insns));
    }
    return new ElfSection(
        name,
        ElfSection.PROGBITS,
        ElfSection.ALLOC | ElfSection.EXECUTE,
        8,
        content.toByteArray(),
        relocations);
  }

  /// The ELF relocation of a reference, with its addend put into the instruction.
  private ElfRelocation relocate(
      List<Insn<Reg>> insns, int index, Relocation relocation, long offset) {
    Insn<Reg> insn = insns.get(index);
    return switch (relocation.target()) {
      case Target.MapRef(String map) -> {
        insns.set(index, withImmediate(insn, 0));
        yield new ElfRelocation(offset, ElfRelocation.R64_64, symbol(map));
      }
      case Target.MapValueRef(String map, int at) -> {
        insns.set(index, withImmediate(insn, at));
        yield new ElfRelocation(offset, ElfRelocation.R64_64, symbol(map));
      }
      case Target.DataRef(String section, int at) -> {
        insns.set(index, withImmediate(insn, variableAt(section, at) == null ? at : 0));
        String variable = variableAt(section, at);
        yield new ElfRelocation(
            offset, ElfRelocation.R64_64, symbol(variable == null ? section : variable));
      }
      case Target.FunctionRef(String function) -> function(insns, index, function, offset);
      case Target.KfuncRef(String kfunc, boolean weak) -> {
        insns.set(index, new Insn.CallKfunc<>(-1, (short) 0));
        yield new ElfRelocation(offset, ElfRelocation.R64_32, extern(kfunc, weak));
      }
      case Target.ExternRef(String name, boolean weak) ->
          new ElfRelocation(offset, ElfRelocation.R64_64, extern(name, weak));
    };
  }

  private @org.jspecify.annotations.Nullable String variableAt(String section, int offset) {
    return object.data().stream()
        .filter(d -> d.name().equals(section))
        .flatMap(d -> d.variables().stream())
        .filter(v -> v.offset() == offset)
        .map(DataSection.Variable::name)
        .findFirst()
        .orElse(null);
  }

  private int symbol(String name) {
    Integer index = symbolIndices.get(name);
    if (index == null) {
      throw new ObjectFormatException("the code refers to `" + name + "`, which is not defined");
    }
    return index;
  }

  /// Static functions are named by their section and an addend, as compilers for C do.
  private ElfRelocation function(List<Insn<Reg>> insns, int index, String name, long offset) {
    Integer at = functionOffsets.get(name);
    if (at == null) {
      throw new ObjectFormatException("the code calls `" + name + "`, which is not defined");
    }
    boolean bySection = object.function(name).map(f -> f.linkage() == Linkage.STATIC).orElse(false);
    int symbol = symbol(bySection ? functionSections.getOrDefault(name, TEXT) : name);
    if (insns.get(index) instanceof Insn.LoadImm64<Reg> load) {
      insns.set(index, withImmediate(load, bySection ? at : 0));
      return new ElfRelocation(offset, ElfRelocation.R64_64, symbol);
    }
    insns.set(index, new Insn.CallLocal<>(bySection ? at / 8 - 1 : -1));
    return new ElfRelocation(offset, ElfRelocation.R64_32, symbol);
  }

  private static Insn<Reg> withImmediate(Insn<Reg> insn, int value) {
    return switch (insn) {
      case Insn.LoadImm64<Reg> l ->
          new Insn.LoadImm64<>(
              l.dst(),
              l.pseudo() == Pseudo.FUNC ? Pseudo.FUNC : Pseudo.VALUE,
              value & 0xffff_ffffL);
      case Insn.Mov<Reg> m -> new Insn.Mov<>(m.width(), m.dst(), Operand.imm(value));
      default -> throw new ObjectFormatException("a relocation covers `" + insn + "`");
    };
  }

  private ElfSection mapSection() {
    List<ElfRelocation> relocations = new ArrayList<>();
    for (MapTypes.Place place : maps.places()) {
      List<String> values = place.map().values();
      for (int i = 0; i < values.size(); i++) {
        if (!values.get(i).isEmpty()) {
          long offset = place.offset() + place.valuesOffset() + i * 8L;
          relocations.add(new ElfRelocation(offset, ElfRelocation.R64_64, symbol(values.get(i))));
        }
      }
    }
    return new ElfSection(
        MapTypes.SECTION,
        ElfSection.PROGBITS,
        ElfSection.ALLOC | ElfSection.WRITE,
        8,
        new byte[maps.size()],
        relocations);
  }

  private void typeSections(List<ElfSection> sections) {
    if (object.btf().isEmpty() && object.maps().isEmpty()) {
      return;
    }
    StringTable strings = new StringTable();
    byte[] ext = ext().write(strings, ByteOrder.LITTLE_ENDIAN);
    Btf types = object.maps().isEmpty() ? object.btf().orElseThrow() : maps.btf();
    byte[] btf = BtfWriter.write(types, strings, ByteOrder.LITTLE_ENDIAN);
    sections.add(new ElfSection(".BTF", ElfSection.PROGBITS, 0, 4, btf, List.of()));
    sections.add(new ElfSection(".BTF.ext", ElfSection.PROGBITS, 0, 4, ext, List.of()));
  }

  private BtfExt ext() {
    Map<String, List<BtfExt.FunctionInfo>> functions = new LinkedHashMap<>();
    Map<String, List<BtfExt.Line>> lines = new LinkedHashMap<>();
    Map<String, List<BtfExt.CoreInfo>> core = new LinkedHashMap<>();
    boolean typed = code.values().stream().flatMap(List::stream).allMatch(f -> f.btfId() != 0);
    code.forEach((section, members) -> {
      for (Function f : members) {
        int base = offsetOf(f);
        if (typed) {
          functions
              .computeIfAbsent(section, _ -> new ArrayList<>())
              .add(new BtfExt.FunctionInfo(base, f.btfId()));
        }
        for (LineInfo line : f.code().lines()) {
          lines
              .computeIfAbsent(section, _ -> new ArrayList<>())
              .add(
                  new BtfExt.Line(
                      base + line.slot() * 8,
                      line.file(),
                      line.text(),
                      line.line(),
                      line.column()));
        }
        object.coreRelocations().stream()
            .filter(r -> r.function().equals(f.name()))
            .forEach(r ->
                core.computeIfAbsent(section, _ -> new ArrayList<>())
                    .add(
                        new BtfExt.CoreInfo(
                            base + r.slot() * 8, r.typeId(), r.access(), r.kind())));
      }
    });
    return new BtfExt(functions, lines, core);
  }
}
