// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The kernel's map types, `enum bpf_map_type`, and what sets each apart when it is created.
///
/// @kernel v6.19 include/uapi/linux/bpf.h; first kernels from the history of that file
public enum MapType {
  /// `BPF_MAP_TYPE_UNSPEC`.
  UNSPEC(0, 3, 18),
  /// `BPF_MAP_TYPE_HASH`.
  HASH(1, 3, 19),
  /// `BPF_MAP_TYPE_ARRAY`.
  ARRAY(2, 3, 19, MapTrait.INDEX_KEY),
  /// `BPF_MAP_TYPE_PROG_ARRAY`.
  PROG_ARRAY(3, 4, 2, MapTrait.INDEX_KEY, MapTrait.HOLDS_OBJECTS),
  /// `BPF_MAP_TYPE_PERF_EVENT_ARRAY`.
  PERF_EVENT_ARRAY(4, 4, 3, MapTrait.INDEX_KEY, MapTrait.HOLDS_OBJECTS),
  /// `BPF_MAP_TYPE_PERCPU_HASH`.
  PERCPU_HASH(5, 4, 6, MapTrait.PER_CPU),
  /// `BPF_MAP_TYPE_PERCPU_ARRAY`.
  PERCPU_ARRAY(6, 4, 6, MapTrait.PER_CPU, MapTrait.INDEX_KEY),
  /// `BPF_MAP_TYPE_STACK_TRACE`.
  STACK_TRACE(7, 4, 6),
  /// `BPF_MAP_TYPE_CGROUP_ARRAY`.
  CGROUP_ARRAY(8, 4, 8, MapTrait.INDEX_KEY, MapTrait.HOLDS_OBJECTS),
  /// `BPF_MAP_TYPE_LRU_HASH`.
  LRU_HASH(9, 4, 10, MapTrait.LRU),
  /// `BPF_MAP_TYPE_LRU_PERCPU_HASH`.
  LRU_PERCPU_HASH(10, 4, 10, MapTrait.LRU, MapTrait.PER_CPU),
  /// `BPF_MAP_TYPE_LPM_TRIE`.
  LPM_TRIE(11, 4, 11, MapTrait.NEEDS_NO_PREALLOC),
  /// `BPF_MAP_TYPE_ARRAY_OF_MAPS`.
  ARRAY_OF_MAPS(12, 4, 12, MapTrait.INDEX_KEY, MapTrait.HOLDS_OBJECTS, MapTrait.MAP_IN_MAP),
  /// `BPF_MAP_TYPE_HASH_OF_MAPS`.
  HASH_OF_MAPS(13, 4, 12, MapTrait.HOLDS_OBJECTS, MapTrait.MAP_IN_MAP),
  /// `BPF_MAP_TYPE_DEVMAP`.
  DEVMAP(14, 4, 14, MapTrait.INDEX_KEY, MapTrait.HOLDS_OBJECTS),
  /// `BPF_MAP_TYPE_SOCKMAP`.
  SOCKMAP(15, 4, 14, MapTrait.INDEX_KEY, MapTrait.HOLDS_OBJECTS),
  /// `BPF_MAP_TYPE_CPUMAP`.
  CPUMAP(16, 4, 15, MapTrait.INDEX_KEY, MapTrait.HOLDS_OBJECTS),
  /// `BPF_MAP_TYPE_XSKMAP`.
  XSKMAP(17, 4, 18, MapTrait.INDEX_KEY, MapTrait.HOLDS_OBJECTS),
  /// `BPF_MAP_TYPE_SOCKHASH`.
  SOCKHASH(18, 4, 18, MapTrait.HOLDS_OBJECTS),
  /// `BPF_MAP_TYPE_CGROUP_STORAGE`.
  CGROUP_STORAGE(19, 4, 19, MapTrait.CGROUP_KEY),
  /// `BPF_MAP_TYPE_REUSEPORT_SOCKARRAY`.
  REUSEPORT_SOCKARRAY(20, 4, 19, MapTrait.INDEX_KEY, MapTrait.HOLDS_OBJECTS),
  /// `BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE`.
  PERCPU_CGROUP_STORAGE(21, 4, 20, MapTrait.CGROUP_KEY, MapTrait.PER_CPU),
  /// `BPF_MAP_TYPE_QUEUE`.
  QUEUE(22, 4, 20, MapTrait.KEYLESS),
  /// `BPF_MAP_TYPE_STACK`.
  STACK(23, 4, 20, MapTrait.KEYLESS),
  /// `BPF_MAP_TYPE_SK_STORAGE`.
  SK_STORAGE(24, 5, 2, MapTrait.NEEDS_BTF, MapTrait.NEEDS_NO_PREALLOC, MapTrait.LOCAL_STORAGE),
  /// `BPF_MAP_TYPE_DEVMAP_HASH`.
  DEVMAP_HASH(25, 5, 4, MapTrait.HOLDS_OBJECTS),
  /// `BPF_MAP_TYPE_STRUCT_OPS`.
  STRUCT_OPS(26, 5, 6, MapTrait.NEEDS_BTF),
  /// `BPF_MAP_TYPE_RINGBUF`.
  RINGBUF(27, 5, 8, MapTrait.KEYLESS, MapTrait.VALUELESS),
  /// `BPF_MAP_TYPE_INODE_STORAGE`.
  INODE_STORAGE(28, 5, 10, MapTrait.NEEDS_BTF, MapTrait.NEEDS_NO_PREALLOC, MapTrait.LOCAL_STORAGE),
  /// `BPF_MAP_TYPE_TASK_STORAGE`.
  TASK_STORAGE(29, 5, 11, MapTrait.NEEDS_BTF, MapTrait.NEEDS_NO_PREALLOC, MapTrait.LOCAL_STORAGE),
  /// `BPF_MAP_TYPE_BLOOM_FILTER`.
  BLOOM_FILTER(30, 5, 16, MapTrait.KEYLESS),
  /// `BPF_MAP_TYPE_USER_RINGBUF`.
  USER_RINGBUF(31, 6, 1, MapTrait.KEYLESS, MapTrait.VALUELESS),
  /// `BPF_MAP_TYPE_CGRP_STORAGE`.
  CGRP_STORAGE(32, 6, 2, MapTrait.NEEDS_BTF, MapTrait.NEEDS_NO_PREALLOC, MapTrait.LOCAL_STORAGE),
  /// `BPF_MAP_TYPE_ARENA`.
  ARENA(33, 6, 9, MapTrait.KEYLESS, MapTrait.VALUELESS),
  /// `BPF_MAP_TYPE_INSN_ARRAY`.
  INSN_ARRAY(34, 6, 19, MapTrait.INDEX_KEY);

  private final int number;
  private final KernelVersion since;
  private final Set<MapTrait> traits;

  MapType(int number, int sinceMajor, int sinceMinor, MapTrait... traits) {
    this.number = number;
    this.since = new KernelVersion(sinceMajor, sinceMinor);
    this.traits = Set.of(traits);
  }

  /// The type of that number, empty where no known kernel has one.
  public static Optional<MapType> ofNumber(int number) {
    return number >= 0 && number < values().length
        ? Optional.of(values()[number])
        : Optional.empty();
  }

  /// The type of that kernel name, such as `lru_hash`.
  public static Optional<MapType> byName(String kernelName) {
    return Arrays.stream(values()).filter(type -> type.kernelName().equals(kernelName)).findFirst();
  }

  /// The number in `bpf_attr.map_type`.
  public int number() {
    return number;
  }

  /// The name the kernel and bpftool print, such as `lru_hash`.
  public String kernelName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The constant's name in C, such as `BPF_MAP_TYPE_LRU_HASH`.
  public String constant() {
    return "BPF_MAP_TYPE_" + name();
  }

  /// The first kernel with this map type.
  public KernelVersion since() {
    return since;
  }

  /// What sets the type apart.
  public Set<MapTrait> traits() {
    return traits;
  }

  /// Whether the type has that trait.
  public boolean has(MapTrait trait) {
    return traits.contains(trait);
  }

  /// Whether user space reads and writes one value per possible CPU, each padded to 8 bytes.
  public boolean perCpu() {
    return has(MapTrait.PER_CPU);
  }

  /// Whether the map must be created with the BTF of its key and value.
  public boolean needsBtf() {
    return has(MapTrait.NEEDS_BTF);
  }

  /// Whether the key size must be 0.
  public boolean keyless() {
    return has(MapTrait.KEYLESS);
  }
}
