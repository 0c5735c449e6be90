// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// Programs to go on with, by an enum (`BPF_MAP_TYPE_PROG_ARRAY`). The enum's constants name the
/// programs: a constant `PARSE` stands for the method `parse` of the same class.
///
/// @param <E> an enum
public final class ProgramTable<E extends Enum<E>> implements BpfMap {
  private final int capacity;

  private ProgramTable(int capacity) {
    this.capacity = capacity;
  }

  /// A table of the programs that an enum names.
  public static <E extends Enum<E>> ProgramTable<E> of(Class<E> stages) {
    return new ProgramTable<>(stages.getEnumConstants().length);
  }

  @Override
  public int capacity() {
    return capacity;
  }

  /// The same map, pinned by its name in the BPF file system, so that programs loaded later share
  /// it.
  public ProgramTable<E> pinned() {
    return this;
  }

  /// Goes on with a program and does not come back; comes back when the table has no such program.
  public void call(E stage) {
    throw Compiled.only();
  }
}
