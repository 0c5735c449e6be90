// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

/// What sets a map type apart when it is created or accessed.
public enum MapTrait {
  /// One value per possible CPU.
  PER_CPU,
  /// The key is a 4-byte index below the number of entries.
  INDEX_KEY,
  /// The key size must be 0.
  KEYLESS,
  /// The value size must be 0.
  VALUELESS,
  /// Must be created with the BTF of key and value, whose sizes must match.
  NEEDS_BTF,
  /// Must be created with `BPF_F_NO_PREALLOC`.
  NEEDS_NO_PREALLOC,
  /// Values live in the object they are keyed by (socket, task, inode, cgroup); the key is a 4-byte
  /// file descriptor for user space, and the number of entries must be 0.
  LOCAL_STORAGE,
  /// Keyed by cgroup, one value per attachment; the number of entries must be 0. Superseded by
  /// `cgrp_storage`.
  CGROUP_KEY,
  /// Forgets the least recently used entry instead of refusing a new one.
  LRU,
  /// Values are other kernel objects, given by file descriptor or index: programs, maps, devices,
  /// sockets.
  HOLDS_OBJECTS,
  /// Values are maps; creation needs an inner map as the template.
  MAP_IN_MAP
}
