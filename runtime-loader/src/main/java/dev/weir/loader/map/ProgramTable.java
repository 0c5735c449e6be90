// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

import dev.weir.loader.program.LoadedProgram;

/// A table of programs for tail calls.
public final class ProgramTable implements MapView {
  private final TypedMap<Integer, Integer> all;

  /// A view of a map.
  public ProgramTable(BpfMap map) {
    this.all = new TypedMap<>(map, Codec.u32(), Codec.u32());
  }

  @Override
  public BpfMap map() {
    return all.map();
  }

  /// How many indices there are.
  public int size() {
    return map().info().maxEntries();
  }

  /// Whether a tail call to an index goes anywhere.
  public boolean isSet(int index) {
    TypedArray.checkIndex(map(), index);
    return all.get(index).isPresent();
  }

  /// Makes tail calls to an index go to a program, from the next one on.
  ///
  /// @throws IndexOutOfBoundsException outside 0 to [#size()]
  /// @throws dev.weir.loader.error.BpfException when the program is of another type than those that
  ///   use the table
  public void set(int index, LoadedProgram program) {
    TypedArray.checkIndex(map(), index);
    all.put(index, program.fd().number());
  }

  /// Makes tail calls to an index go on in the caller, from the next one on.
  ///
  /// @return whether there was a program
  public boolean clear(int index) {
    TypedArray.checkIndex(map(), index);
    return all.delete(index);
  }

  @Override
  public String toString() {
    return map().toString();
  }
}
