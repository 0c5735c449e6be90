// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfExt;
import dev.weir.bytecode.btf.BtfReader;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.elf.ElfFile;
import dev.weir.bytecode.elf.ElfFormatException;
import dev.weir.bytecode.elf.ElfReader;
import dev.weir.bytecode.elf.ElfRelocation;
import dev.weir.bytecode.elf.ElfSection;
import dev.weir.bytecode.elf.ElfSymbol;
import dev.weir.bytecode.isa.Codec;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.object.Relocation.Target;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An ELF file to a [BpfObject]: our own objects, and those that clang makes for libbpf.
public final class ObjectReader {
  private static final String TEXT = ".text";
  private final String name;
  private final ElfFile elf;
  private final Optional<Btf> btf;
  private final BtfExt ext;
  private final List<CoreRelocation> core = new ArrayList<>();

  private ObjectReader(String name, ElfFile elf, Optional<Btf> btf, BtfExt ext) {
    this.name = name;
    this.elf = elf;
    this.btf = btf;
    this.ext = ext;
  }

  /// Reads an object.
  ///
  /// @param name what the object is called in messages
  /// @throws ElfFormatException when the bytes are no ELF object for eBPF
  /// @throws ObjectFormatException when its sections make no usable object
  public static BpfObject read(String name, byte[] bytes) {
    ElfFile elf = ElfReader.read(bytes);
    Optional<byte[]> types = elf.section(".BTF").map(ElfSection::content);
    Optional<byte[]> records = elf.section(".BTF.ext").map(ElfSection::content);
    try {
      Optional<Btf> btf = types.map(BtfReader::read);
      BtfExt ext =
          types.isPresent() && records.isPresent()
              ? BtfExt.read(records.get(), BtfReader.strings(types.get()), elf.order())
              : new BtfExt(Map.of(), Map.of(), Map.of());
      return new ObjectReader(name, elf, btf, ext).object();
    } catch (IllegalArgumentException | ArithmeticException | java.util.NoSuchElementException e) {
      throw new ObjectFormatException(
          e.getMessage() == null ? "its type information is corrupt" : e.getMessage());
    }
  }

  private BpfObject object() {
    if (elf.section("maps").isPresent()) {
      throw new ObjectFormatException(
          "section `maps` holds map definitions in the form that libbpf 1.0 dropped;"
              + " define the maps in `.maps` with BTF types instead");
    }
    List<Program> programs = new ArrayList<>();
    List<Function> functions = new ArrayList<>();
    for (int i = 0; i < elf.sections().size(); i++) {
      ElfSection section = elf.sections().get(i);
      if (!section.code() || section.content().length == 0) {
        continue;
      }
      for (Function function : functions(i, section)) {
        if (section.name().equals(TEXT)) {
          functions.add(function);
        } else {
          programs.add(new Program(section.name(), function));
        }
      }
    }
    return new BpfObject(name, license(), programs, functions, maps(), data(), btf, core);
  }

  private String license() {
    return elf.section("license")
        .map(s -> new String(s.content(), StandardCharsets.UTF_8))
        .map(s -> s.indexOf('\0') < 0 ? s : s.substring(0, s.indexOf('\0')))
        .orElse("");
  }

  /// The functions of a section: every function symbol, by offset.
  private List<Function> functions(int index, ElfSection section) {
    List<ElfSymbol> symbols =
        elf.symbols().stream()
            .filter(s -> s.section() == index && s.type() == ElfSymbol.FUNCTION)
            .sorted(Comparator.comparingLong(ElfSymbol::value))
            .toList();
    if (symbols.isEmpty()) {
      throw new ObjectFormatException(
          "section `" + section.name() + "` holds code but no function symbol; is it stripped?");
    }
    List<Function> functions = new ArrayList<>();
    for (ElfSymbol symbol : symbols) {
      long end = symbol.value() + symbol.size();
      if (symbol.value() < 0
          || symbol.size() <= 0
          || end > section.content().length
          || symbol.value() % 8 != 0
          || symbol.size() % 8 != 0) {
        throw new ObjectFormatException(
            "function `"
                + symbol.name()
                + "` should lie at bytes "
                + symbol.value()
                + " to "
                + end
                + " of section `"
                + section.name()
                + "`, which has "
                + section.content().length);
      }
      functions.add(function(section, symbol));
    }
    return functions;
  }

  private Function function(ElfSection section, ElfSymbol symbol) {
    int from = (int) symbol.value();
    int to = from + (int) symbol.size();
    List<Insn<Reg>> insns =
        new ArrayList<>(Codec.decode(Arrays.copyOfRange(section.content(), from, to), elf.order()));
    List<Relocation> relocations = new ArrayList<>();
    Map<Integer, ElfRelocation> bySlot = new HashMap<>();
    for (ElfRelocation relocation : section.relocations()) {
      if (relocation.offset() >= from && relocation.offset() < to) {
        bySlot.put((int) (relocation.offset() - from) / 8, relocation);
      }
    }
    int slot = 0;
    for (int i = 0; i < insns.size(); i++) {
      Insn<Reg> insn = insns.get(i);
      ElfRelocation relocation = bySlot.remove(slot);
      Optional<Target> target =
          relocation != null
              ? Optional.of(target(insn, elf.symbols().get(relocation.symbol()), relocation))
              : localCall(section, symbol, insn, slot);
      if (target.isPresent()) {
        relocations.add(new Relocation(slot, target.get()));
        insns.set(i, cleared(insn, target.get()));
      }
      slot += insn.slots();
    }
    if (!bySlot.isEmpty()) {
      throw new ObjectFormatException(
          "a relocation of `" + symbol.name() + "` points between instructions");
    }
    ext.relocations().getOrDefault(section.name(), List.of()).stream()
        .filter(r -> r.offset() >= from && r.offset() < to)
        .forEach(r ->
            core.add(
                new CoreRelocation(
                    symbol.name(), (r.offset() - from) / 8, r.type(), r.access(), r.kind())));
    int type =
        ext.functions().getOrDefault(section.name(), List.of()).stream()
            .filter(f -> f.offset() == from)
            .mapToInt(BtfExt.FunctionInfo::type)
            .findFirst()
            .orElse(0);
    Linkage linkage = symbol.binding() == ElfSymbol.LOCAL ? Linkage.STATIC : Linkage.GLOBAL;
    return new Function(
        symbol.name(), linkage, new Code(insns, relocations, lines(section, from, to)), type);
  }

  private List<LineInfo> lines(ElfSection section, int from, int to) {
    return ext.lines().getOrDefault(section.name(), List.of()).stream()
        .filter(l -> l.offset() >= from && l.offset() < to)
        .map(l -> new LineInfo((l.offset() - from) / 8, l.file(), l.text(), l.line(), l.column()))
        .toList();
  }

  private Target target(Insn<Reg> insn, ElfSymbol symbol, ElfRelocation relocation) {
    boolean weak = symbol.binding() == ElfSymbol.WEAK;
    if (symbol.section() < 0) {
      return insn instanceof Insn.LoadImm64
          ? new Target.ExternRef(symbol.name(), weak)
          : new Target.KfuncRef(symbol.name(), weak);
    }
    ElfSection section = elf.sections().get(symbol.section());
    if (section.code()) {
      return new Target.FunctionRef(functionAt(symbol, addend(insn)));
    }
    if (section.name().equals(MapTypes.SECTION)) {
      return new Target.MapRef(symbol.name());
    }
    if (insn instanceof Insn.LoadImm64<Reg>(_, _, long imm)) {
      return new Target.DataRef(section.name(), (int) (symbol.value() + (int) imm));
    }
    throw new ObjectFormatException(
        "the relocation of type "
            + relocation.type()
            + " against `"
            + symbol.name()
            + "` covers no 64-bit immediate load");
  }

  /// Bytes past the symbol that a reference to code means.
  private static long addend(Insn<Reg> insn) {
    return switch (insn) {
      case Insn.CallLocal<Reg>(int offset) -> (offset + 1) * 8L;
      case Insn.LoadImm64<Reg>(_, _, long imm) -> (int) imm;
      default -> 0;
    };
  }

  private String functionAt(ElfSymbol symbol, long addend) {
    long offset = symbol.value() + addend;
    return elf.symbols().stream()
        .filter(s ->
            s.type() == ElfSymbol.FUNCTION
                && s.section() == symbol.section()
                && s.value() == offset)
        .map(ElfSymbol::name)
        .findFirst()
        .orElseThrow(() ->
            new ObjectFormatException(
                "a call goes to byte "
                    + offset
                    + " of section `"
                    + elf.sections().get(symbol.section()).name()
                    + "`, where no function starts"));
  }

  /// Calls within a section need no relocation in the file.
  private Optional<Target> localCall(
      ElfSection section, ElfSymbol caller, Insn<Reg> insn, int slot) {
    if (!(insn instanceof Insn.CallLocal<Reg>(int offset))) {
      return Optional.empty();
    }
    long target = caller.value() + (slot + 1L + offset) * 8;
    return elf.symbols().stream()
        .filter(s ->
            s.type() == ElfSymbol.FUNCTION
                && s.section() == caller.section()
                && s.value() == target)
        .map(s -> (Target) new Target.FunctionRef(s.name()))
        .findFirst()
        .or(() -> {
          throw new ObjectFormatException(
              "`"
                  + caller.name()
                  + "` calls byte "
                  + target
                  + " of section `"
                  + section.name()
                  + "`, where no function starts");
        });
  }

  private static Insn<Reg> cleared(Insn<Reg> insn, Target target) {
    return switch (insn) {
      case Insn.LoadImm64<Reg> l -> new Insn.LoadImm64<>(l.dst(), pseudo(target), 0);
      case Insn.CallLocal<Reg> _ when target instanceof Target.KfuncRef ->
          new Insn.CallKfunc<>(0, (short) 0);
      case Insn.CallHelper<Reg> _, Insn.CallKfunc<Reg> _ -> new Insn.CallKfunc<>(0, (short) 0);
      case Insn.CallLocal<Reg> _ -> new Insn.CallLocal<>(0);
      default -> insn;
    };
  }

  private static Pseudo pseudo(Target target) {
    return switch (target) {
      case Target.MapRef _ -> Pseudo.MAP_FD;
      case Target.MapValueRef _, Target.DataRef _ -> Pseudo.MAP_VALUE;
      case Target.FunctionRef _ -> Pseudo.FUNC;
      case Target.KfuncRef _, Target.ExternRef _ -> Pseudo.BTF_ID;
    };
  }

  private List<MapSpec> maps() {
    Optional<ElfSection> section = elf.section(MapTypes.SECTION);
    if (section.isEmpty()) {
      return List.of();
    }
    Btf types =
        btf.orElseThrow(
            () -> new ObjectFormatException("section `.maps` needs BTF, which the object lacks"));
    BtfType.DataSection entries =
        types
            .find(BtfType.DataSection.class, MapTypes.SECTION)
            .map(types::type)
            .map(BtfType.DataSection.class::cast)
            .orElseThrow(
                () -> new ObjectFormatException("the BTF does not describe section `.maps`"));
    int index = elf.sections().indexOf(section.get());
    List<MapSpec> maps = new ArrayList<>();
    for (BtfType.Entry entry : entries.entries()) {
      if (!(types.type(entry.type()) instanceof BtfType.Variable variable)) {
        throw new ObjectFormatException("section `.maps` has an entry that is no variable");
      }
      long offset =
          elf.symbols().stream()
              .filter(s -> s.section() == index && s.name().equals(variable.name()))
              .mapToLong(ElfSymbol::value)
              .findFirst()
              .orElse(entry.offset());
      MapSpec map = MapTypes.read(types, variable.name(), variable.type());
      maps.add(withContents(map, section.get(), offset, types, variable.type()));
    }
    return maps;
  }

  private MapSpec withContents(MapSpec map, ElfSection section, long offset, Btf types, int type) {
    int values = MapTypes.valuesOffset(types, type);
    if (values < 0) {
      return map;
    }
    List<String> contents = new ArrayList<>(map.values());
    long size = symbolSize(section, map.name());
    while (contents.size() < (size - values) / 8) {
      contents.add(""); // clang declares the contents as an array without a length
    }
    for (ElfRelocation relocation : section.relocations()) {
      long at = relocation.offset() - offset - values;
      if (at >= 0 && at % 8 == 0 && at / 8 < contents.size()) {
        contents.set((int) at / 8, elf.symbols().get(relocation.symbol()).name());
      }
    }
    return new MapSpec(
        map.name(),
        map.type(),
        map.keySize(),
        map.valueSize(),
        map.maxEntries(),
        map.flags(),
        map.keyTypeId(),
        map.valueTypeId(),
        map.pinning(),
        map.numaNode(),
        map.extra(),
        map.inner(),
        contents);
  }

  private long symbolSize(ElfSection section, String symbol) {
    int index = elf.sections().indexOf(section);
    return elf.symbols().stream()
        .filter(s -> s.section() == index && s.name().equals(symbol))
        .mapToLong(ElfSymbol::size)
        .findFirst()
        .orElse(0);
  }

  private List<DataSection> data() {
    List<DataSection> data = new ArrayList<>();
    for (int i = 0; i < elf.sections().size(); i++) {
      ElfSection section = elf.sections().get(i);
      boolean named =
          section.name().startsWith(".rodata")
              || section.name().startsWith(".data")
              || section.name().startsWith(".bss");
      if (!named || (section.flags() & ElfSection.ALLOC) == 0 || section.content().length == 0) {
        continue;
      }
      int type = btf.flatMap(b -> b.find(BtfType.DataSection.class, section.name())).orElse(0);
      data.add(new DataSection(section.name(), section.content(), variables(i, type), type));
    }
    return data;
  }

  private List<DataSection.Variable> variables(int index, int type) {
    Map<String, Integer> ids = new HashMap<>();
    if (type != 0
        && btf.orElseThrow().type(type) instanceof BtfType.DataSection(_, _, var entries)) {
      entries.forEach(e -> ids.put(btf.orElseThrow().type(e.type()).name(), e.type()));
    }
    return elf.symbols().stream()
        .filter(s -> s.section() == index && s.type() == ElfSymbol.OBJECT && !s.name().isEmpty())
        .sorted(Comparator.comparingLong(ElfSymbol::value))
        .map(s ->
            new DataSection.Variable(
                s.name(), (int) s.value(), (int) s.size(), ids.getOrDefault(s.name(), 0)))
        .toList();
  }
}
