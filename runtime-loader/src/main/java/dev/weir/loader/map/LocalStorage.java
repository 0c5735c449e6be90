// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

import dev.weir.loader.error.BpfException;
import dev.weir.loader.sys.Fd;
import java.nio.file.Path;
import java.util.Optional;

/// Values that belong to sockets, tasks, files or control groups and go with them.
///
/// The owner is named by a descriptor: of the socket, a pidfd of the task, of the file, of the
/// control group's folder. User space cannot list the owners.
///
/// @param <V> Java type of values
public final class LocalStorage<V> implements MapView {
  private final TypedMap<Integer, V> all;

  /// A view of a map.
  ///
  /// @throws BpfException when the sizes differ from the map's
  public LocalStorage(BpfMap map, Codec<V> values) {
    this.all = new TypedMap<>(map, Codec.u32(), values);
  }

  @Override
  public BpfMap map() {
    return all.map();
  }

  /// The value of an owner.
  ///
  /// @return empty when it has none
  public Optional<V> get(int fd) {
    return all.get(fd);
  }

  /// The value of a file, or of a control group by its folder.
  ///
  /// @return empty when it has none
  public Optional<V> get(Path owner) {
    try (Fd fd = open(owner)) {
      return get(fd.number());
    }
  }

  /// Gives an owner a value.
  public void put(int fd, V value) {
    all.put(fd, value);
  }

  /// Gives a file, or a control group by its folder, a value.
  public void put(Path owner, V value) {
    try (Fd fd = open(owner)) {
      put(fd.number(), value);
    }
  }

  /// Takes the value away.
  ///
  /// @return whether there was one
  public boolean delete(int fd) {
    return all.delete(fd);
  }

  /// Takes the value of a file, or of a control group by its folder, away.
  ///
  /// @return whether there was one
  public boolean delete(Path owner) {
    try (Fd fd = open(owner)) {
      return delete(fd.number());
    }
  }

  @Override
  public String toString() {
    return map().toString();
  }

  private Fd open(Path owner) {
    long fd = Fd.openForReading(owner);
    if (fd < 0) {
      throw BpfException.refused("open", (int) -fd, "open " + owner + " for " + map());
    }
    return new Fd((int) fd);
  }
}
