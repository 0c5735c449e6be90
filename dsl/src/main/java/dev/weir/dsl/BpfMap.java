// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// A map: memory that programs share with each other and with user space.
///
/// Declared as `static final` fields: `static final HashMap<Key, Value> FLOWS =
/// HashMap.withCapacity(1024);`.
public sealed interface BpfMap
    permits ArrayMap,
        HashMap,
        LpmTrie,
        LruHashMap,
        LruPerCpuHashMap,
        PerCpuArrayMap,
        PerCpuHashMap,
        ProgramTable,
        RingBuffer,
        SkStorage {
  /// Entries at most; bytes of a ring buffer, 0 where the kernel sets no limit.
  int capacity();
}
