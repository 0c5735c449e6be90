// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.link;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of a clsact filter that we made: it says which process owns it, so that filters of dead
/// processes can be told from those in use.
///
/// ```text
/// weir/PROGRAM/PID.START.NAMESPACE
/// ```
///
/// @param program name of the program
/// @param pid of the owner
/// @param start when the owner started, in clock ticks after boot: a reused pid differs
/// @param namespace inode of the owner's pid namespace: pids of others say nothing
record FilterName(String program, long pid, long start, long namespace) {
  private static final Pattern TEXT =
      Pattern.compile("weir/([^/]*)/([0-9]{1,18})\\.([0-9]{1,18})\\.([0-9]{1,18})");
  private static final Path PROC = Path.of("/proc");

  /// The name of this process's filter for a program.
  static FilterName own(String program) {
    long pid = ProcessHandle.current().pid();
    return new FilterName(program, pid, startOf(pid).orElse(0L), ownNamespace());
  }

  /// The name in a text; empty when it is no name of ours.
  static Optional<FilterName> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new FilterName(
                matcher.group(1),
                Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3)),
                Long.parseLong(matcher.group(4))))
        : Optional.empty();
  }

  /// Whether the owner is known to be dead: it lived in our pid namespace and is there no more.
  boolean stale() {
    return namespace == ownNamespace() && startOf(pid).map(now -> now != start).orElse(true);
  }

  @Override
  public String toString() {
    return "weir/" + program + "/" + pid + "." + start + "." + namespace;
  }

  private static Optional<Long> startOf(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
      String afterName = stat.substring(stat.lastIndexOf(')') + 2);
      int startField = 19;
      return Optional.of(Long.parseLong(afterName.split(" ", -1)[startField]));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static long ownNamespace() {
    try {
      String target = Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString();
      return Long.parseLong(target.replaceAll("[^0-9]", ""));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read /proc/self/ns/pid", e);
    }
  }
}
