// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The file systems mounted in this process's mount namespace.
///
/// @param mounts in the kernel's order
public record Mounts(List<Mount> mounts) {
  private static final Path FILE = Path.of("/proc/self/mountinfo");
  private static final int ROOT_FIELD = 3;
  private static final int POINT_FIELD = 4;

  /// Copies the list.
  public Mounts {
    mounts = List.copyOf(mounts);
  }

  /// A mounted file system.
  ///
  /// @param point where it is seen
  /// @param root which folder of the file system is seen there
  /// @param type such as `cgroup2` or `bpf`
  public record Mount(Path point, String root, String type) {}

  /// The mounts now.
  ///
  /// @throws UncheckedIOException when `/proc` cannot be read
  public static Mounts read() {
    try {
      return parse(Files.readString(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + FILE, e);
    }
  }

  /// The mounts in the text of a `mountinfo` file.
  static Mounts parse(String text) {
    return new Mounts(text.lines().flatMap(line -> parseLine(line).stream()).toList());
  }

  /// The first mount of a type.
  public Optional<Mount> ofType(String type) {
    return mounts.stream().filter(mount -> mount.type().equals(type)).findFirst();
  }

  /// Where the cgroup v2 hierarchy is seen: `/sys/fs/cgroup`, or on hybrid systems a folder below.
  public Optional<Path> cgroup2() {
    return ofType("cgroup2").map(Mount::point);
  }

  /// Where a bpffs is seen, mostly `/sys/fs/bpf`.
  public Optional<Path> bpffs() {
    return ofType("bpf").map(Mount::point);
  }

  private static Optional<Mount> parseLine(String line) {
    String[] fields = line.split(" ");
    int separator = List.of(fields).indexOf("-");
    if (separator < 0 || separator + 1 >= fields.length || fields.length <= POINT_FIELD) {
      return Optional.empty();
    }
    return Optional.of(
        new Mount(
            Path.of(unescape(fields[POINT_FIELD])),
            unescape(fields[ROOT_FIELD]),
            fields[separator + 1]));
  }

  /// Undoes the kernel's octal escapes of space, tab, newline and backslash.
  private static String unescape(String text) {
    return text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
