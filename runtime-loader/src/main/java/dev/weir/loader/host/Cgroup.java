// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.host;

import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// A control group of our own in the cgroup v2 hierarchy; closing removes it.
///
/// A socket belongs for good to the group in which the process was that created it: processes must
/// enter the group before they open the sockets that programs are to see.
public final class Cgroup implements AutoCloseable {
  private static final String PROCESSES = "cgroup.procs";
  private static final String KILL = "cgroup.kill";
  private static final String UNIFIED = "0::";
  private final Path path;
  private final Map<Long, Path> origins = new ConcurrentHashMap<>();

  private Cgroup(Path path) {
    this.path = path;
  }

  /// Creates a group below the root of the cgroup v2 hierarchy; a group of that name that nobody is
  /// in, left by an earlier run, is taken over.
  ///
  /// @param name a file name
  /// @throws BpfException when there is no cgroup v2 hierarchy, the group is in use, or the kernel
  ///   refuses
  public static Cgroup create(String name) {
    Path path = mountPoint().resolve(Objects.requireNonNull(name));
    try {
      Files.createDirectory(path);
    } catch (FileAlreadyExistsException e) {
      Cgroup existing = new Cgroup(path);
      if (!existing.processes().isEmpty()) {
        throw failed("create the control group " + path, "it exists, and processes are in it");
      }
      return existing;
    } catch (IOException e) {
      throw failed("create the control group " + path, reason(e));
    }
    return new Cgroup(path);
  }

  /// Where the cgroup v2 hierarchy is mounted.
  ///
  /// @throws BpfException when it is not
  public static Path mountPoint() {
    return Mounts.read()
        .cgroup2()
        .orElseThrow(() ->
            BpfException.of(
                LoaderProblem.NO_CGROUP,
                "the cgroup v2 hierarchy is not mounted",
                "mount -t cgroup2 none /sys/fs/cgroup/unified (create the folder first)"));
  }

  /// The group's folder.
  public Path path() {
    return path;
  }

  /// The file into which a process writes its own id, or `0`, to enter the group.
  public Path processesFile() {
    return path.resolve(PROCESSES);
  }

  /// Moves a process with all its threads into the group.
  ///
  /// @throws BpfException when there is no such process, or the kernel refuses
  public void add(long pid) {
    try {
      Path origin = groupOf(pid);
      Files.writeString(processesFile(), Long.toString(pid));
      origins.putIfAbsent(pid, origin);
    } catch (IOException e) {
      throw failed("move process " + pid + " into the control group " + path, reason(e));
    }
  }

  /// The processes in the group itself.
  public List<Long> processes() {
    try {
      return Files.readAllLines(processesFile()).stream().map(Long::valueOf).toList();
    } catch (IOException e) {
      throw failed("read the processes of the control group " + path, reason(e));
    }
  }

  /// Removes the group. Processes that are still in it go back to where [#add] took them from,
  /// others to the group above.
  ///
  /// @throws BpfException when the kernel refuses
  @Override
  public void close() {
    if (!Files.exists(path)) {
      return;
    }
    try {
      for (long pid : processes()) {
        Path origin = origins.getOrDefault(pid, path.resolveSibling("."));
        Files.writeString(origin.resolve(PROCESSES), Long.toString(pid));
      }
      Files.delete(path);
    } catch (IOException e) {
      throw failed("remove the control group " + path, reason(e));
    }
  }

  /// Kills every process in the group and below (Linux 5.14).
  public void kill() {
    try {
      Files.writeString(path.resolve(KILL), "1");
    } catch (IOException e) {
      throw failed("kill the processes of the control group " + path, reason(e));
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }

  /// The folder of the group in which a process is.
  private static Path groupOf(long pid) throws IOException {
    Path mount = mountPoint();
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "cgroup")).stream()
        .filter(line -> line.startsWith(UNIFIED))
        .map(line -> mount.resolve(line.substring(UNIFIED.length()).replaceFirst("^/+", "")))
        .findFirst()
        .orElse(mount);
  }

  private static String reason(IOException e) {
    String message = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    return message.substring(message.lastIndexOf(": ") + 1).strip();
  }

  private static BpfException failed(String asked, String why) {
    return BpfException.of(
        LoaderProblem.NO_CGROUP,
        "cannot " + asked + ": " + why,
        "control groups are managed by root; on hybrid systems cgroup v2 is not at /sys/fs/cgroup");
  }
}
