// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// What must hold of an object that is written to a file, because loaders or the kernel rely on it.
final class ObjectRules {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_.][A-Za-z0-9_.]*");

  private final BpfObject object;
  private final Btf btf;

  /// What each name in the object names.
  private final Map<String, String> names = new HashMap<>();

  private ObjectRules(BpfObject object) {
    this.object = object;
    this.btf = object.btf().orElseGet(() -> new Btf(List.of()));
  }

  /// Checks an object.
  ///
  /// @throws ObjectFormatException for the first rule that does not hold
  static void check(BpfObject object) {
    ObjectRules rules = new ObjectRules(object);
    rules.checkNames();
    rules.checkSections();
    rules.checkTypes();
    object.maps().forEach(rules::checkMap);
    object.data().forEach(rules::checkData);
    for (Program program : object.programs()) {
      new CodeRules(object, program.function()).check();
    }
    for (Function function : object.functions()) {
      new CodeRules(object, function).check();
    }
    rules.checkCoreRelocations();
  }

  private void checkNames() {
    object.programs().forEach(p -> name(p.name(), "program"));
    object.functions().forEach(f -> name(f.name(), "function"));
    object.maps().forEach(m -> name(m.name(), "map"));
    object.data().forEach(d -> d.variables().forEach(v -> name(v.name(), "variable")));
  }

  private void name(String name, String kind) {
    if (!NAME.matcher(name).matches()) {
      throw new ObjectFormatException(
          kind + " `" + name + "`: the kernel takes no such name",
          "use letters, digits and `_`, and no digit first");
    }
    String other = names.put(name, kind);
    if (other != null) {
      throw new ObjectFormatException(
          "a " + kind + " and a " + other + " are called `" + name + "`", "rename one of them");
    }
  }

  private void checkSections() {
    for (Program program : object.programs()) {
      if (program.section().isEmpty()
          || program.section().indexOf('\0') >= 0
          || SectionNames.reserved(program.section())) {
        throw new ObjectFormatException(
            "program `"
                + program.name()
                + "`: section `"
                + program.section()
                + "` is not one for programs",
            "name a hook, such as `tcx/ingress`");
      }
    }
    if (object.license().indexOf('\0') >= 0) {
      throw new ObjectFormatException("the licence has a zero character");
    }
    Set<String> sections = new HashSet<>();
    for (DataSection section : object.data()) {
      if (!SectionNames.data(section.name())) {
        throw new ObjectFormatException(
            "section `" + section.name() + "` is not one for data",
            "call it `.data`, `.rodata` or `.bss`, alone or with a suffix");
      }
      if (!sections.add(section.name())) {
        throw new ObjectFormatException("two sections are called `" + section.name() + "`");
      }
    }
  }

  private void checkTypes() {
    for (BtfType type : btf.types()) {
      if (type instanceof BtfType.DataSection s && SectionNames.described(s.name())) {
        throw new ObjectFormatException(
            "the types define section `" + s.name() + "`, which the object says by itself",
            "leave that section out of the types");
      }
    }
  }

  private void checkMap(MapSpec map) {
    for (String value : map.values()) {
      String kind = value.isEmpty() ? "map" : names.getOrDefault(value, "nothing");
      boolean fits = map.inner().isPresent() ? kind.equals("map") : kind.equals("program");
      if (!value.isEmpty() && !fits) {
        throw new ObjectFormatException(
            "map `"
                + map.name()
                + "` holds `"
                + value
                + "`: found "
                + kind
                + ", expected "
                + (map.inner().isPresent() ? "a map" : "a program"));
      }
    }
  }

  private void checkData(DataSection section) {
    byte[] content = section.content();
    List<BtfType.Entry> entries = new ArrayList<>();
    int last = 0;
    for (DataSection.Variable v : section.variables()) {
      long end = (long) v.offset() + v.size();
      if (v.offset() < last || v.size() < 0 || end > content.length) {
        throw new ObjectFormatException(
            "variable `"
                + v.name()
                + "`: found at bytes "
                + v.offset()
                + " to "
                + end
                + " of section `"
                + section.name()
                + "`, expected "
                + last
                + " to "
                + content.length);
      }
      last = v.offset();
      if (v.btfId() != 0) {
        entries.add(new BtfType.Entry(v.btfId(), v.offset(), v.size()));
      }
    }
    for (byte b : section.zero() ? content : new byte[0]) {
      if (b != 0) {
        throw new ObjectFormatException(
            "section `" + section.name() + "` has a byte that is not zero", "put it into `.data`");
      }
    }
    if (section.btfId() != 0) {
      checkType(section, new BtfType.DataSection(section.name(), content.length, entries));
    }
  }

  private void checkType(DataSection section, BtfType.DataSection expected) {
    int id = section.btfId();
    if (id < 0 || id > btf.types().size() || !btf.type(id).equals(expected)) {
      throw new ObjectFormatException(
          "section `"
              + section.name()
              + "`: type "
              + id
              + " does not say the same about its variables as the section itself");
    }
  }

  private void checkCoreRelocations() {
    for (CoreRelocation r : object.coreRelocations()) {
      Function function =
          object
              .function(r.function())
              .or(() -> object.program(r.function()).map(Program::function))
              .orElseThrow(() ->
                  new ObjectFormatException(
                      "a relocation against kernel types is in function `"
                          + r.function()
                          + "`, which is not defined"));
      boolean typed = r.typeId() >= 0 && r.typeId() <= btf.types().size();
      if (!typed || r.slot() < 0 || r.slot() >= function.code().slots()) {
        throw new ObjectFormatException(
            "function `"
                + r.function()
                + "`: the relocation by type "
                + r.typeId()
                + " at slot "
                + r.slot()
                + " names no type or no instruction");
      }
    }
  }
}
