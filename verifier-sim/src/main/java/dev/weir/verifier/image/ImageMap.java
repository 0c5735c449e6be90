// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.image;

import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.MapSpec;
import java.util.List;
import java.util.Optional;

/// A map as a program sees it. Identity is that of the object: two references to one map of an
/// object hold the same ImageMap.
///
/// @param spec type, sizes and flags, adjusted as the loader does (data sections as arrays)
/// @param type the type
/// @param contents the first value's bytes at load, for data sections; empty for other maps
/// @param frozen whether user space can no longer change it: with `BPF_F_RDONLY_PROG`, loads are
///   known constants
/// @param fields the special fields of a value, from BTF; ascending by offset
/// @param inner the template of a map of maps
public record ImageMap(
    MapSpec spec,
    MapType type,
    Optional<byte[]> contents,
    boolean frozen,
    List<SpecialField> fields,
    Optional<ImageMap> inner) {
  /// `BPF_F_RDONLY_PROG`.
  public static final int RDONLY_PROG = 1 << 7;

  /// `BPF_F_WRONLY_PROG`.
  public static final int WRONLY_PROG = 1 << 8;

  /// Copies the list.
  public ImageMap {
    fields = List.copyOf(fields);
  }

  /// A part of a value that only certain helpers may touch.
  ///
  /// @param kind which helpers
  /// @param offset bytes from the value's start
  /// @param size bytes
  /// @param pointee for kptrs, the name of the struct; empty for others
  public record SpecialField(Kind kind, int offset, int size, String pointee) {
    /// What the helpers are.
    public enum Kind {
      /// `bpf_spin_lock`.
      SPIN_LOCK,
      /// `bpf_res_spin_lock`.
      RES_SPIN_LOCK,
      /// `bpf_timer`.
      TIMER,
      /// `bpf_wq`.
      WORKQUEUE,
      /// `bpf_task_work`.
      TASK_WORK,
      /// An untrusted kernel pointer.
      KPTR_UNREF,
      /// A kernel pointer with a reference.
      KPTR_REF,
      /// A per-CPU kernel pointer.
      KPTR_PERCPU,
      /// A user pointer (`uptr`).
      UPTR,
      /// Head of a linked list.
      LIST_HEAD,
      /// Root of a red-black tree.
      RB_ROOT,
      /// Node of a linked list.
      LIST_NODE,
      /// Node of a red-black tree.
      RB_NODE,
      /// `bpf_refcount`.
      REFCOUNT
    }
  }

  /// The map's name.
  public String name() {
    return spec.name();
  }

  /// Bytes of a key.
  public int keySize() {
    return spec.keySize();
  }

  /// Bytes of a value.
  public int valueSize() {
    return spec.valueSize();
  }

  /// The field of a kind, when a value has one.
  public Optional<SpecialField> field(SpecialField.Kind kind) {
    return fields.stream().filter(f -> f.kind() == kind).findFirst();
  }

  /// Two references to a map are equal only when they are to the same map.
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
