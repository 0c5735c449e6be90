// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.map;

import dev.weir.verifier.image.ImageMap;
import dev.weir.vm.memory.Memory;

/// Makes maps.
public final class VmMaps {
  private VmMaps() {}

  /// A map of a definition.
  ///
  /// @throws IllegalArgumentException when its type is no map type of the kernel
  public static VmMap create(ImageMap image, Memory memory, Cpus cpus) {
    return switch (image.type()) {
      case ARRAY, PERCPU_ARRAY -> new ArrayMap(image, memory, cpus);
      case HASH, PERCPU_HASH, LRU_HASH, LRU_PERCPU_HASH, DEVMAP, DEVMAP_HASH, CPUMAP ->
          new TableMap(image, memory, cpus);
      case LPM_TRIE -> new LpmMap(image, memory);
      case QUEUE, STACK -> new QueueMap(image, memory);
      case BLOOM_FILTER -> new BloomMap(image, memory);
      case PROG_ARRAY,
          CGROUP_ARRAY,
          ARRAY_OF_MAPS,
          HASH_OF_MAPS,
          SOCKMAP,
          SOCKHASH,
          XSKMAP,
          REUSEPORT_SOCKARRAY ->
          new ObjectMap(image, memory);
      case SK_STORAGE,
          TASK_STORAGE,
          CGRP_STORAGE,
          INODE_STORAGE,
          CGROUP_STORAGE,
          PERCPU_CGROUP_STORAGE ->
          new StorageMap(image, memory);
      case RINGBUF, USER_RINGBUF, PERF_EVENT_ARRAY -> new BufferMap(image, memory);
      case STACK_TRACE, STRUCT_OPS, ARENA, INSN_ARRAY -> new UnsimulatedMap(image, memory);
      case UNSPEC ->
          throw new IllegalArgumentException("map " + image.name() + " is of a type unknown here");
    };
  }
}
