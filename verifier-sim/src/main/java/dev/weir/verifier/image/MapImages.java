// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.image;

import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.link.DataMap;
import dev.weir.bytecode.link.KernelSettings;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.link.LinkException.Kind;
import dev.weir.bytecode.link.MapAdjustment;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.DataSection;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.verifier.model.KernelModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An object's maps as programs see them, each made when first asked for.
final class MapImages {
  /// The machine that the model stands for.
  private static final int PAGE_BYTES = 4096;

  private static final int CPUS = 8;

  private final BpfObject object;
  private final KernelModel kernel;
  private final Map<String, ImageMap> maps = new HashMap<>();
  private final Map<String, ImageMap> data = new HashMap<>();
  private @Nullable Optional<DataSection> settings;

  MapImages(BpfObject object, KernelModel kernel) {
    this.object = object;
    this.kernel = kernel;
  }

  /// The map of a name.
  ///
  /// @throws LinkException when there is none, or the kernel cannot create it
  ImageMap map(String name, String program) throws LinkException {
    ImageMap known = maps.get(name);
    if (known != null) {
      return known;
    }
    MapSpec spec = object.map(name).orElseThrow(() -> undefined(name, program));
    ImageMap made = image(spec);
    maps.put(name, made);
    return made;
  }

  /// The map of a data section.
  ///
  /// @throws LinkException when there is no such section
  ImageMap data(String name, String program) throws LinkException {
    ImageMap known = data.get(name);
    if (known != null) {
      return known;
    }
    DataSection section =
        object.data().stream()
            .filter(s -> s.name().equals(name) && s.content().length > 0)
            .findFirst()
            .orElseThrow(() -> undefined(name, program));
    ImageMap made = dataMap(section, section.readOnly());
    data.put(name, made);
    return made;
  }

  /// Where the value of a kernel setting is; empty when the object declares none of that name.
  ///
  /// @throws LinkException when a setting that the object needs is not known
  Optional<Reference.MapValueAddress> setting(String name) throws LinkException {
    for (DataSection section : settings().stream().toList()) {
      for (DataSection.Variable variable : section.variables()) {
        if (variable.name().equals(name)) {
          ImageMap map = data.get(section.name());
          if (map == null) {
            map = dataMap(section, true);
            data.put(section.name(), map);
          }
          return Optional.of(new Reference.MapValueAddress(map, variable.offset()));
        }
      }
    }
    return Optional.empty();
  }

  /// A map without types.
  static ImageMap untyped(MapSpec spec) {
    MapSpec adjusted = created(spec);
    return new ImageMap(
        adjusted,
        MapType.ofNumber(spec.type()).orElse(MapType.UNSPEC),
        Optional.empty(),
        false,
        List.of(),
        spec.inner().map(MapImages::untyped));
  }

  /// The map as the kernel has it, which makes tables of devices read-only for programs.
  ///
  /// @kernel v6.18 kernel/bpf/devmap.c dev_map_init_map
  private static MapSpec created(MapSpec spec) {
    MapSpec adjusted = MapAdjustment.of(spec, PAGE_BYTES, CPUS);
    boolean devices =
        spec.type() == MapType.DEVMAP.number() || spec.type() == MapType.DEVMAP_HASH.number();
    return devices ? adjusted.withFlags(adjusted.flags() | ImageMap.RDONLY_PROG) : adjusted;
  }

  @SuppressWarnings("OptionalAssignedToNull") // null: not resolved yet
  private Optional<DataSection> settings() throws LinkException {
    Optional<DataSection> known = settings;
    if (known == null) {
      int code = kernel.version().major() << 16 | kernel.version().minor() << 8;
      known = KernelSettings.of(object, code, ModelSettings.ALL);
      settings = known;
    }
    return known;
  }

  private ImageMap dataMap(DataSection section, boolean readOnly) {
    MapSpec spec = DataMap.of(object, section, readOnly);
    return new ImageMap(
        spec,
        MapType.ARRAY,
        Optional.of(section.content()),
        readOnly,
        SpecialFields.of(spec, object.btf(), kernel),
        Optional.empty());
  }

  private ImageMap image(MapSpec spec) throws LinkException {
    Optional<MapType> type = MapType.ofNumber(spec.type());
    if (type.isEmpty() || !kernel.version().atLeast(type.get().since())) {
      throw new LinkException(
          Kind.BAD_OBJECT,
          "map `"
              + spec.name()
              + "` is of "
              + type.map(t -> "type " + t.kernelName() + " (Linux " + t.since() + ")")
                  .orElse("unknown type " + spec.type())
              + ", which Linux "
              + kernel.version()
              + " does not have");
    }
    MapSpec adjusted = created(spec);
    Optional<MapSpec> template = spec.inner();
    Optional<ImageMap> inner =
        template.isPresent() ? Optional.of(image(template.get())) : Optional.empty();
    return new ImageMap(
        adjusted,
        type.get(),
        Optional.empty(),
        false,
        SpecialFields.of(adjusted, object.btf(), kernel),
        inner);
  }

  private static LinkException undefined(String name, String program) {
    return new LinkException(
        Kind.BAD_OBJECT,
        "program `" + program + "` refers to `" + name + "`, which is not defined");
  }
}
