// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

/// A global variable with its type.
///
/// @param <T> the Java type
public final class TypedVariable<T> {
  private final GlobalVariable variable;
  private final Codec<T> codec;

  /// A view of a variable.
  public TypedVariable(GlobalVariable variable, Codec<T> codec) {
    this.variable = variable;
    this.codec = codec;
  }

  /// Its value.
  public T get() {
    return variable.get(codec);
  }

  /// Sets its value, while programs run.
  public void set(T value) {
    variable.set(codec, value);
  }

  @Override
  public String toString() {
    return variable.name() + "=" + get();
  }
}
