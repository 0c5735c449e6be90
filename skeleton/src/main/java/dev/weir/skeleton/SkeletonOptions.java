// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// How to generate a skeleton.
///
/// @param packageName of the generated class, such as `com.example.lb`
/// @param className empty to make one of the object's name: `samples.socket_lb` is `SocketLb`
/// @param resource absolute name of the resource from which the class reads the object at run time,
///   such as `/META-INF/weir/socket_lb.o`, which the caller provides; empty to generate one next to
///   the class
/// @param records for objects that do not say it, by map: the name of the structure that programs
///   write into a ring buffer
public record SkeletonOptions(
    String packageName,
    Optional<String> className,
    Optional<String> resource,
    Map<String, String> records) {
  /// Copies the map.
  public SkeletonOptions {
    Objects.requireNonNull(packageName);
    Objects.requireNonNull(className);
    Objects.requireNonNull(resource);
    records = Map.copyOf(records);
  }

  /// A class in a package, named for the object, with the object's bytes next to it.
  public static SkeletonOptions in(String packageName) {
    return new SkeletonOptions(packageName, Optional.empty(), Optional.empty(), Map.of());
  }

  /// These options with a name for the class.
  public SkeletonOptions named(String newClassName) {
    return new SkeletonOptions(packageName, Optional.of(newClassName), resource, records);
  }

  /// These options with the object's bytes in a resource that the caller provides.
  public SkeletonOptions withResource(String newResource) {
    return new SkeletonOptions(packageName, className, Optional.of(newResource), records);
  }

  /// These options with the structure of a ring buffer's records.
  public SkeletonOptions withRecord(String map, String structure) {
    Map<String, String> all = new LinkedHashMap<>(records);
    all.put(map, structure);
    return new SkeletonOptions(packageName, className, resource, all);
  }
}
