// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfExt;
import dev.weir.bytecode.btf.BtfExtReader;
import dev.weir.bytecode.btf.BtfFormatException;
import dev.weir.bytecode.btf.BtfReader;
import dev.weir.bytecode.elf.ElfFile;
import dev.weir.bytecode.elf.ElfFormatException;
import dev.weir.bytecode.elf.ElfReader;
import dev.weir.bytecode.elf.ElfSection;
import dev.weir.bytecode.elf.ElfSymbol;
import dev.weir.bytecode.object.FunctionTable.Place;
import dev.weir.bytecode.object.RecordReader.Records;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// An ELF file to a [BpfObject]: objects of our own, and those that clang makes for libbpf.
///
/// What the object says by itself, its maps and its licence, leaves the types, so that there is one
/// truth; the types that stay are renumbered in order. The `DATASEC` of global data get the offsets
/// and sizes that compilers leave to loaders.
///
/// `read(write(object))` equals `object`, but for empty data sections, which files do not have, and
/// declarations of kernel functions, which the writer adds where they are missing.
public final class ObjectReader {
  private final String name;
  private final ElfFile elf;

  private ObjectReader(String name, ElfFile elf) {
    this.name = name;
    this.elf = elf;
  }

  /// Reads an object.
  ///
  /// @param name what the object is called in messages
  /// @throws ElfFormatException when the bytes are no ELF object for eBPF
  /// @throws ObjectFormatException when its sections make no usable object
  public static BpfObject read(String name, byte[] bytes) {
    ElfFile elf = ElfReader.read(bytes);
    try {
      return new ObjectReader(name, elf).object();
    } catch (BtfFormatException e) {
      throw new ObjectFormatException(e.getMessage());
    }
  }

  private BpfObject object() {
    refuseUnsupported();
    Optional<byte[]> types = elf.section(SectionNames.BTF).map(ElfSection::content);
    BtfExt ext =
        types
            .flatMap(t ->
                elf.section(SectionNames.BTF_EXT)
                    .map(e -> BtfExtReader.read(e.content(), BtfReader.strings(t))))
            .orElseGet(() -> new BtfExt(Map.of(), Map.of(), Map.of()));
    DataReader.Data data = DataReader.read(elf, types.map(BtfReader::read));
    Optional<Btf> btf = data.btf();
    MapReader.Maps maps = MapReader.read(elf, btf);
    FunctionTable functions = FunctionTable.of(elf);
    Map<Place, CodeReader.Body> bodies =
        CodeReader.read(elf, functions, new TargetFinder(elf, functions, maps.places(), btf));
    Records records =
        RecordReader.read(elf, functions, btf.orElseGet(() -> new Btf(List.of())), ext);
    SectionTypesRemoval removal =
        SectionTypesRemoval.of(
            btf.orElseGet(() -> new Btf(List.of())), needed(maps.specs(), records));
    BpfObject object =
        new BpfObject(
            name,
            license(),
            programs(functions, bodies, records, removal),
            functions(functions, bodies, records, removal),
            maps.specs().stream().map(spec -> renumbered(spec, removal)).toList(),
            data.sections().stream().map(section -> renumbered(section, removal)).toList(),
            Optional.of(removal.btf()).filter(b -> !b.types().isEmpty()),
            records.relocations().stream()
                .map(r ->
                    new CoreRelocation(
                        r.function(), r.slot(), removal.id(r.typeId()), r.access(), r.kind()))
                .toList(),
            elf.section(SectionNames.DOCUMENTATION)
                .map(section -> Documentation.decode(section.content()))
                .orElse(Documentation.NONE));
    checkNames(object);
    return object;
  }

  private void refuseUnsupported() {
    for (ElfSection section : elf.sections()) {
      if (section.name().startsWith(".struct_ops") && section.sizeBytes() > 0) {
        throw new ObjectFormatException(
            "section `" + section.name() + "` holds tables of kernel operations (struct_ops)",
            "register them with `bpftool struct_ops register`");
      }
    }
  }

  private static Set<Integer> needed(List<MapSpec> maps, Records records) {
    Set<Integer> needed = new HashSet<>(records.types().values());
    for (MapSpec map : maps) {
      needed.add(map.keyTypeId());
      needed.add(map.valueTypeId());
      map.inner()
          .ifPresent(inner -> {
            needed.add(inner.keyTypeId());
            needed.add(inner.valueTypeId());
          });
    }
    records.relocations().forEach(r -> needed.add(r.typeId()));
    return needed;
  }

  private String license() {
    String text =
        elf.section(SectionNames.LICENSE)
            .map(s -> new String(s.content(), StandardCharsets.UTF_8))
            .orElse("");
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }

  /// The programs in the order of their symbols, which is that of the source.
  private List<Program> programs(
      FunctionTable functions,
      Map<Place, CodeReader.Body> bodies,
      Records records,
      SectionTypesRemoval removal) {
    List<Place> places =
        new ArrayList<>(functions.places().stream().filter(p -> !text(p)).toList());
    places.sort(Comparator.comparingInt(Place::symbolIndex));
    List<Program> programs = new ArrayList<>();
    for (Place place : places) {
      String section = elf.sections().get(place.section()).name();
      if (place.symbol().binding() == ElfSymbol.LOCAL) {
        throw new ObjectFormatException(
            "program `" + place.name() + "` in section `" + section + "` is static",
            "remove `static`, or leave a function that others call in the default section");
      }
      programs.add(new Program(section, function(place, Linkage.GLOBAL, bodies, records, removal)));
    }
    return programs;
  }

  private boolean text(Place place) {
    return elf.sections().get(place.section()).name().equals(SectionNames.TEXT);
  }

  private List<Function> functions(
      FunctionTable functions,
      Map<Place, CodeReader.Body> bodies,
      Records records,
      SectionTypesRemoval removal) {
    return functions.places().stream()
        .filter(this::text)
        .map(place -> function(place, linkage(place.symbol()), bodies, records, removal))
        .toList();
  }

  /// Global functions that other files do not see are verified like static ones.
  private static Linkage linkage(ElfSymbol symbol) {
    boolean hidden =
        symbol.visibility() == ElfSymbol.HIDDEN || symbol.visibility() == ElfSymbol.INTERNAL;
    return symbol.binding() == ElfSymbol.LOCAL || hidden ? Linkage.STATIC : Linkage.GLOBAL;
  }

  private static Function function(
      Place place,
      Linkage linkage,
      Map<Place, CodeReader.Body> bodies,
      Records records,
      SectionTypesRemoval removal) {
    CodeReader.Body body = bodies.getOrDefault(place, new CodeReader.Body(List.of(), List.of()));
    Code code =
        new Code(body.insns(), body.relocations(), records.lines().getOrDefault(place, List.of()));
    return new Function(
        place.name(), linkage, code, removal.id(records.types().getOrDefault(place, 0)));
  }

  private static MapSpec renumbered(MapSpec map, SectionTypesRemoval removal) {
    return new MapSpec(
        map.name(),
        map.type(),
        map.keySize(),
        map.valueSize(),
        map.maxEntries(),
        map.flags(),
        removal.id(map.keyTypeId()),
        removal.id(map.valueTypeId()),
        map.pinning(),
        map.numaNode(),
        map.extra(),
        map.inner().map(inner -> renumbered(inner, removal)),
        map.values());
  }

  private static DataSection renumbered(DataSection section, SectionTypesRemoval removal) {
    return new DataSection(
        section.name(),
        section.content(),
        section.variables().stream()
            .map(v ->
                new DataSection.Variable(v.name(), v.offset(), v.size(), removal.id(v.btfId())))
            .toList(),
        removal.id(section.btfId()));
  }

  private static void checkNames(BpfObject object) {
    Set<String> names = new HashSet<>();
    for (MapSpec map : object.maps()) {
      if (!names.add(map.name())) {
        throw new ObjectFormatException("two maps are called `" + map.name() + "`");
      }
    }
    Set<String> known = new HashSet<>(names);
    object.programs().forEach(p -> known.add(p.name()));
    object.functions().forEach(f -> known.add(f.name()));
    for (MapSpec map : object.maps()) {
      for (String value : map.values()) {
        if (!value.isEmpty() && !known.contains(value)) {
          throw new ObjectFormatException(
              "map `" + map.name() + "` holds `" + value + "`, which is neither map nor program");
        }
      }
    }
    Set<String> sections = new HashSet<>();
    for (DataSection section : object.data()) {
      if (!sections.add(section.name())) {
        throw new ObjectFormatException("two sections are called `" + section.name() + "`");
      }
    }
  }
}
