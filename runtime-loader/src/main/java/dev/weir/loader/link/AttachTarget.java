// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.link;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/// Where a program is attached.
public sealed interface AttachTarget {
  /// A control group: its folder in the cgroup v2 hierarchy.
  ///
  /// @param path the folder
  record Cgroup(Path path) implements AttachTarget {
    /// Checks for null.
    public Cgroup {
      Objects.requireNonNull(path);
    }
  }

  /// A network interface of the calling thread's network namespace.
  ///
  /// @param name the interface's name
  /// @param direction which way packets go; empty when the program's section says it
  record Device(String name, Optional<Direction> direction) implements AttachTarget {
    /// Checks for null.
    public Device {
      Objects.requireNonNull(name);
      Objects.requireNonNull(direction);
    }
  }

  /// A network namespace, for `sk_lookup` and flow dissector programs.
  ///
  /// @param path its file, such as `/proc/self/ns/net` or `/run/netns/blue`
  record NetworkNamespace(Path path) implements AttachTarget {
    /// Checks for null.
    public NetworkNamespace {
      Objects.requireNonNull(path);
    }
  }

  /// Nothing to name: iterators.
  record Everywhere() implements AttachTarget {}

  /// Which way packets go through an interface.
  enum Direction {
    /// Into the machine.
    INGRESS,
    /// Out of the machine.
    EGRESS
  }

  /// A control group.
  static AttachTarget cgroup(Path path) {
    return new Cgroup(path);
  }

  /// An interface, in the direction that the program's section says.
  static AttachTarget device(String name) {
    return new Device(name, Optional.empty());
  }

  /// An interface and a direction.
  static AttachTarget device(String name, Direction direction) {
    return new Device(name, Optional.of(direction));
  }
}
