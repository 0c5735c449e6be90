// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.demo;

import dev.weir.loader.error.LoaderException;
import dev.weir.loader.host.Cgroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The control group of a demo, named for its process, so that a later demo can tell groups that
/// were left by a killed one.
final class OwnGroup {
  private static final String PREFIX = "weir-demo-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d{1,10})");

  private OwnGroup() {}

  /// Creates the group of this process.
  ///
  /// @throws LoaderException when there is no cgroup v2, or the kernel refuses
  static Cgroup create() {
    return Cgroup.create(PREFIX + ProcessHandle.current().pid());
  }

  /// Removes groups whose process is gone; returns their folders. What cannot be removed stays.
  static List<Path> removeStale() {
    try (Stream<Path> groups = Files.list(Cgroup.mountPoint())) {
      return groups.filter(OwnGroup::isStale).filter(OwnGroup::remove).toList();
    } catch (IOException _) {
      return List.of();
    }
  }

  private static boolean isStale(Path group) {
    Matcher name = NAME.matcher(group.getFileName().toString());
    return name.matches()
        && Optional.of(Long.parseLong(name.group(1))).flatMap(ProcessHandle::of).isEmpty();
  }

  private static boolean remove(Path group) {
    try {
      Cgroup.create(group.getFileName().toString()).close();
      return true;
    } catch (LoaderException _) {
      return false;
    }
  }
}
