// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

import dev.weir.bytecode.object.DataSection;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.loader.sys.MemoryMapping;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Objects;

/// A global variable of a loaded object, in the memory that programs read and write.
///
/// Writing changes only the variable's own bytes, while programs run; a variable of 8 bytes or less
/// at its natural alignment is read and written in one piece.
public final class GlobalVariable {
  private final BpfMap map;
  private final DataSection.Variable variable;
  private final boolean readOnly;

  /// Describes a variable.
  ///
  /// @param map of its section
  /// @param variable its place
  /// @param readOnly whether it is a constant of the program by now
  public GlobalVariable(BpfMap map, DataSection.Variable variable, boolean readOnly) {
    this.map = Objects.requireNonNull(map);
    this.variable = Objects.requireNonNull(variable);
    this.readOnly = readOnly;
  }

  /// The variable's name.
  public String name() {
    return variable.name();
  }

  /// Its bytes.
  public byte[] bytes() {
    byte[] all = map.lookup(new byte[Integer.BYTES]).orElseThrow();
    return Arrays.copyOfRange(
        all, variable.offset(), Math.addExact(variable.offset(), variable.size()));
  }

  /// Its value.
  ///
  /// @throws BpfException when the codec has another size
  public <T> T get(Codec<T> codec) {
    checkSize(codec.sizeBytes());
    return codec.decode(bytes());
  }

  /// Sets its value.
  ///
  /// @throws BpfException when the codec has another size, or the variable is read-only
  public <T> void set(Codec<T> codec, T value) {
    checkSize(codec.sizeBytes());
    if (readOnly) {
      throw BpfException.of(
          LoaderProblem.BAD_CONSTANT,
          "variable `" + name() + "` is a constant since the object is loaded",
          "set it in the options of the load");
    }
    byte[] bytes = codec.encode(value);
    MemoryMapping.Attempt attempt =
        MemoryMapping.map(map.fd().number(), 0, map.info().valueSize(), true);
    if (attempt.failed()) {
      throw BpfException.refused("mmap", attempt.errno(), "write variable `" + name() + "`");
    }
    try (MemoryMapping mapping = attempt.mapping()) {
      write(mapping.segment().asSlice(variable.offset(), variable.size()), bytes);
    }
  }

  private static void write(MemorySegment target, byte[] bytes) {
    MemorySegment source = MemorySegment.ofArray(bytes);
    switch (bytes.length) {
      case Long.BYTES ->
          target.set(
              ValueLayout.JAVA_LONG_UNALIGNED, 0, source.get(ValueLayout.JAVA_LONG_UNALIGNED, 0));
      case Integer.BYTES ->
          target.set(
              ValueLayout.JAVA_INT_UNALIGNED, 0, source.get(ValueLayout.JAVA_INT_UNALIGNED, 0));
      default -> target.copyFrom(source);
    }
  }

  private void checkSize(int found) {
    if (found != variable.size()) {
      throw BpfException.of(
          LoaderProblem.BAD_CONSTANT,
          "variable `"
              + name()
              + "`: the codec has "
              + found
              + " bytes, the variable "
              + variable.size());
    }
  }
}
