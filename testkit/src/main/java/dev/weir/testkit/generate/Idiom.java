// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

/// A shape that programs are made of.
///
/// @param name for statistics
/// @param weight how often it is tried, relative to the others
/// @param writer writes it
record Idiom(String name, int weight, Shape writer) {
  /// Writes code at the current place.
  interface Shape {
    /// Writes; false, before anything is written, where the place has no use for it.
    boolean write(Scene scene);
  }
}
