// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.state;

import dev.weir.maven.task.Compiled;
import dev.weir.maven.task.ObjectInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The list of objects that travels with them, as JSON. The same objects give the same bytes: no
/// dates, no folders of the machine.
public final class Manifest {
  /// Its name in the folder of the objects.
  public static final String FILE = "manifest.json";

  private Manifest() {}

  /// The text for some compiled sources.
  ///
  /// @param version of the plugin
  public static String of(String version, Iterable<Compiled> units) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (Compiled unit : units) {
      unit.objects().forEach(object -> objects.add(object(unit, object)));
    }
    objects.sort(Comparator.comparing(o -> String.valueOf(o.get("file"))));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("weir", version);
    json.put("objects", objects);
    return Json.of(json);
  }

  private static Map<String, Object> object(Compiled unit, ObjectInfo object) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", object.file());
    json.put("sha256", object.sha256());
    json.put("language", object.language());
    json.put("source", unit.source());
    json.put("target", object.target());
    json.put("license", object.license());
    List<Map<String, Object>> programs = new ArrayList<>();
    for (ObjectInfo.ProgramInfo program : object.programs()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("name", program.name());
      row.put("hook", program.hook());
      row.put("section", program.section());
      row.put("instructions", program.instructions());
      programs.add(row);
    }
    json.put("programs", programs);
    List<Map<String, Object>> maps = new ArrayList<>();
    for (ObjectInfo.MapInfo map : object.maps()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("name", map.name());
      row.put("type", map.type());
      row.put("keySize", map.keySize());
      row.put("valueSize", map.valueSize());
      row.put("maxEntries", map.maxEntries());
      maps.add(row);
    }
    json.put("maps", maps);
    return json;
  }
}
