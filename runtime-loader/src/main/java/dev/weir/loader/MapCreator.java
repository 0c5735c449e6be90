// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.link.MapAdjustment;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.loader.error.UnsupportedFeature;
import dev.weir.loader.host.Cpus;
import dev.weir.loader.host.KernelRelease;
import dev.weir.loader.host.Pages;
import dev.weir.loader.map.BpfMap;
import dev.weir.loader.map.MapInfo;
import dev.weir.loader.sys.Bpf;
import dev.weir.loader.sys.BpfCommand;
import dev.weir.loader.sys.BpfCommand.MapCreate;
import dev.weir.loader.sys.Fd;
import dev.weir.loader.types.LoadedTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Creates an object's maps, or opens those that are shared by name.
final class MapCreator {
  private static final int EINVAL = 22;
  private static final int ENOTSUPP = 524;
  private static final int BPF_F_NUMA_NODE = 1 << 2;

  private final Optional<LoadedTypes> types;
  private final Optional<Path> pinPath;

  MapCreator(Optional<LoadedTypes> types, Optional<Path> pinPath) {
    this.types = types;
    this.pinPath = pinPath;
  }

  /// Creates a map, or opens the one that is pinned under its name.
  ///
  /// @throws BpfException when the kernel refuses, or the pinned map differs
  BpfMap create(MapSpec wanted) {
    MapSpec spec = adjusted(wanted);
    if (spec.pinning() == MapSpec.Pinning.NONE || pinPath.isEmpty()) {
      return createNew(spec);
    }
    Path path = pinPath.get().resolve(spec.name());
    if (Files.exists(path)) {
      BpfMap pinned = BpfMap.openPinned(path);
      checkSame(spec, pinned, path);
      return pinned;
    }
    BpfMap created = createNew(spec);
    try {
      Files.createDirectories(pinPath.get());
      created.pin(path);
      return created;
    } catch (IOException e) {
      created.close();
      throw BpfException.of(
          LoaderProblem.CANNOT_PIN,
          "cannot create the pin folder " + pinPath.get() + ": " + e.getMessage(),
          "pins live in a bpffs: mount -t bpf bpf /sys/fs/bpf");
    } catch (BpfException e) {
      created.close();
      throw e;
    }
  }

  private BpfMap createNew(MapSpec spec) {
    Optional<BpfMap> template = spec.inner().map(inner -> createNew(adjusted(inner)));
    try {
      int innerFd = template.map(map -> map.fd().number()).orElse(0);
      boolean typed = MapAdjustment.takesTypes(spec) && types.isPresent();
      long result = call(spec, innerFd, typed);
      if ((result == -EINVAL || result == -ENOTSUPP) && typed && !needsTypes(spec)) {
        result = call(spec, innerFd, false);
      }
      if (result < 0) {
        throw refused(spec, (int) -result);
      }
      return new BpfMap(spec.name(), new Fd((int) result));
    } finally {
      template.ifPresent(BpfMap::close);
    }
  }

  private long call(MapSpec spec, int innerFd, boolean typed) {
    int numa = Math.max(0, spec.numaNode());
    return Bpf.call(
        new MapCreate(
            spec.type(),
            spec.keySize(),
            spec.valueSize(),
            spec.maxEntries(),
            spec.numaNode() >= 0 ? spec.flags() | BPF_F_NUMA_NODE : spec.flags(),
            innerFd,
            numa,
            KernelName.of(spec.name()),
            typed ? types.orElseThrow().fd().number() : 0,
            typed ? spec.keyTypeId() : 0,
            typed ? spec.valueTypeId() : 0,
            spec.extra()));
  }

  private static MapSpec adjusted(MapSpec spec) {
    return MapAdjustment.of(spec, Pages.sizeBytes(), Cpus.possible());
  }

  private static boolean needsTypes(MapSpec spec) {
    return MapType.ofNumber(spec.type()).map(MapType::needsBtf).orElse(false);
  }

  private RuntimeException refused(MapSpec spec, int errno) {
    Optional<MapType> type = MapType.ofNumber(spec.type());
    KernelRelease kernel = KernelRelease.running();
    if (errno == EINVAL && type.isPresent() && !kernel.version().atLeast(type.get().since())) {
      return new UnsupportedFeature(
          "map `" + spec.name() + "` of type " + type.get().kernelName(),
          Optional.of(type.get().since()),
          kernel.release(),
          "use another map type");
    }
    if (errno == EINVAL && needsTypes(spec) && types.isEmpty()) {
      return BpfException.of(
          LoaderProblem.BAD_MAP,
          "cannot create map `"
              + spec.name()
              + "`: a map of type "
              + typeName(spec.type())
              + " needs type information (BTF), which the object lacks or the kernel refused");
    }
    return BpfException.refused(
        BpfCommand.Code.MAP_CREATE.constant(), errno, "create map " + describe(spec));
  }

  private static String describe(MapSpec spec) {
    return "`"
        + spec.name()
        + "` ("
        + typeName(spec.type())
        + ", "
        + spec.keySize()
        + "-byte keys, "
        + spec.valueSize()
        + "-byte values, "
        + spec.maxEntries()
        + " entries, flags 0x"
        + Integer.toHexString(spec.flags())
        + ")";
  }

  private static String typeName(int type) {
    return MapType.ofNumber(type).map(MapType::kernelName).orElse("type " + type);
  }

  private static void checkSame(MapSpec spec, BpfMap pinned, Path path) {
    MapInfo found = pinned.info();
    List<String> differences = new ArrayList<>();
    if (found.type() != spec.type()) {
      differences.add("type: found " + found.typeName() + ", expected " + typeName(spec.type()));
    }
    differ("key size", found.keySize(), spec.keySize(), differences);
    differ("value size", found.valueSize(), spec.valueSize(), differences);
    differ("entries", found.maxEntries(), spec.maxEntries(), differences);
    differ("flags", found.flags(), spec.flags(), differences);
    if (!differences.isEmpty()) {
      pinned.close();
      throw BpfException.of(
          LoaderProblem.PINNED_MAP_DIFFERS,
          "map `"
              + spec.name()
              + "` is pinned at "
              + path
              + " with another definition: "
              + String.join("; ", differences),
          "remove the pin if nobody needs its contents: rm " + path);
    }
  }

  private static void differ(String what, int found, int expected, List<String> differences) {
    if (found != expected) {
      differences.add(what + ": found " + found + ", expected " + expected);
    }
  }
}
