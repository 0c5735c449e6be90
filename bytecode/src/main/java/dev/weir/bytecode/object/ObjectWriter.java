// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfExt;
import dev.weir.bytecode.btf.BtfExtWriter;
import dev.weir.bytecode.btf.BtfWriter;
import dev.weir.bytecode.btf.StringTable;
import dev.weir.bytecode.elf.ElfFile;
import dev.weir.bytecode.elf.ElfRelocation;
import dev.weir.bytecode.elf.ElfSection;
import dev.weir.bytecode.elf.ElfSymbol;
import dev.weir.bytecode.elf.ElfWriter;
import dev.weir.bytecode.object.CodeLayout.Placed;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A [BpfObject] to a little-endian ELF file that libbpf, bpftool, iproute2, cilium/ebpf and aya
/// accept. The same object gives the same bytes.
///
/// ```text
/// .text        functions that others call
/// tcx/ingress  programs of that section, in the object's order; a section for each hook
/// .maps        a variable for each map; its type in .BTF defines the map
/// license      the licence, ended by a zero byte
/// .rodata ...  global data
/// .BTF         types, with those of the maps at the end
/// .BTF.ext     types, lines and kernel type relocations of functions
/// .debug_weir  documentation
/// ```
///
/// Empty data sections are left out. [CodeWriter] says how references become relocations.
public final class ObjectWriter {
  private static final long WRITABLE = ElfSection.ALLOC | ElfSection.WRITE;

  private final BpfObject object;
  private final CodeLayout layout;
  private final List<DataSection> data;
  private final MapTypes.Layout maps;
  private final List<String> names = new ArrayList<>();
  private final SymbolTable symbols = new SymbolTable();

  private ObjectWriter(BpfObject object, Options options) {
    this.object = object;
    this.layout = CodeLayout.of(object, options::section);
    this.data = object.data().stream().filter(d -> d.content().length > 0).toList();
    this.maps = MapTypes.of(KernelSymbolTypes.declare(object), object.maps());
  }

  /// How to write.
  ///
  /// @param sectionStyle what sections of tc programs are called
  public record Options(SectionStyle sectionStyle) {
    /// Checks for null.
    public Options {
      Objects.requireNonNull(sectionStyle);
    }

    /// As libbpf 1.3 and newer want it.
    public static Options standard() {
      return new Options(SectionStyle.LIBBPF);
    }

    /// What a section is called in the file.
    String section(String section) {
      boolean classifier =
          section.equals("tc") || section.startsWith("tc/") || section.startsWith("tcx/");
      return sectionStyle == SectionStyle.CLASSIFIER && classifier ? "classifier" : section;
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
  ///
  /// @throws ObjectFormatException as the other form
  public static byte[] write(BpfObject object) {
    return write(object, Options.standard());
  }

  /// The bytes of an object.
  ///
  /// @throws ObjectFormatException when the object contradicts itself or has something that files
  ///   have no form for
  public static byte[] write(BpfObject object, Options options) {
    ObjectRules.check(object);
    return ElfWriter.write(new ObjectWriter(object, options).file());
  }

  private ElfFile file() {
    nameSections();
    declareSymbols();
    List<ElfSection> sections = new ArrayList<>();
    layout
        .sections()
        .forEach((name, functions) ->
            sections.add(CodeWriter.write(object, name, functions, layout, symbols)));
    if (!maps.places().isEmpty()) {
      sections.add(mapSection());
    }
    byte[] license = (object.license() + "\0").getBytes(StandardCharsets.UTF_8);
    sections.add(progbits(SectionNames.LICENSE, WRITABLE, 1, license, List.of()));
    data.forEach(section -> sections.add(dataSection(section)));
    addTypes(sections);
    byte[] documentation = object.documentation().encode();
    if (documentation.length > 0) {
      sections.add(progbits(SectionNames.DOCUMENTATION, 0, 1, documentation, List.of()));
    }
    return new ElfFile(ByteOrder.LITTLE_ENDIAN, sections, symbols.toList());
  }

  private void nameSections() {
    names.addAll(layout.sections().keySet());
    if (!maps.places().isEmpty()) {
      names.add(SectionNames.MAPS);
    }
    names.add(SectionNames.LICENSE);
    data.forEach(section -> names.add(section.name()));
  }

  private void declareSymbols() {
    if (names.contains(SectionNames.TEXT)) {
      symbols.addSection(SectionNames.TEXT, names.indexOf(SectionNames.TEXT));
    }
    data.forEach(section -> symbols.addSection(section.name(), names.indexOf(section.name())));
    object.functions().stream()
        .map(f -> layout.placed(f.name()))
        .filter(Placed::local)
        .forEach(placed -> declare(placed, ElfSymbol.LOCAL));
    object.programs().forEach(p -> declare(layout.placed(p.name()), ElfSymbol.GLOBAL));
    object.functions().stream()
        .map(f -> layout.placed(f.name()))
        .filter(placed -> !placed.local())
        .forEach(placed -> declare(placed, ElfSymbol.GLOBAL));
    for (MapTypes.Place place : maps.places()) {
      declare(place.map().name(), SectionNames.MAPS, place.offset(), place.size());
    }
    for (DataSection section : data) {
      section.variables().forEach(v -> declare(v.name(), section.name(), v.offset(), v.size()));
    }
  }

  private void declare(Placed placed, int binding) {
    symbols.add(
        placed.function().name(),
        ElfSymbol.FUNCTION,
        binding,
        names.indexOf(placed.section()),
        placed.offset(),
        placed.sizeBytes());
  }

  private void declare(String name, String section, int offset, int size) {
    symbols.add(name, ElfSymbol.OBJECT, ElfSymbol.GLOBAL, names.indexOf(section), offset, size);
  }

  /// The section of maps: zeros, with the initial contents of maps as relocations.
  private ElfSection mapSection() {
    List<ElfRelocation> relocations = new ArrayList<>();
    for (MapTypes.Place place : maps.places()) {
      List<String> values = place.map().values();
      for (int i = 0; i < values.size(); i++) {
        if (!values.get(i).isEmpty()) {
          long offset = place.offset() + place.valuesOffset() + (long) i * MapTypes.POINTER_BYTES;
          relocations.add(
              new ElfRelocation(offset, ElfRelocation.ABS64, symbols.named(values.get(i))));
        }
      }
    }
    return progbits(SectionNames.MAPS, WRITABLE, 8, new byte[maps.sizeBytes()], relocations);
  }

  private static ElfSection dataSection(DataSection section) {
    return new ElfSection(
        section.name(),
        section.zero() ? ElfSection.NOBITS : ElfSection.PROGBITS,
        section.readOnly() ? ElfSection.ALLOC : WRITABLE,
        8,
        section.content(),
        List.of());
  }

  private static ElfSection progbits(
      String name, long flags, int align, byte[] content, List<ElfRelocation> relocations) {
    return new ElfSection(name, ElfSection.PROGBITS, flags, align, content, relocations);
  }

  private void addTypes(List<ElfSection> sections) {
    BtfExt ext = RecordWriter.write(object, layout);
    Btf types = maps.btf();
    boolean records =
        !ext.functions().isEmpty() || !ext.lines().isEmpty() || !ext.relocations().isEmpty();
    if (types.types().isEmpty() && !records) {
      return;
    }
    StringTable strings = new StringTable();
    byte[] extBytes = BtfExtWriter.write(ext, strings, ByteOrder.LITTLE_ENDIAN);
    byte[] btfBytes = BtfWriter.write(types, strings, ByteOrder.LITTLE_ENDIAN);
    sections.add(progbits(SectionNames.BTF, 0, 4, btfBytes, List.of()));
    if (records) {
      sections.add(progbits(SectionNames.BTF_EXT, 0, 4, extBytes, List.of()));
    }
  }
}
