// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

/// Linkage of a function.
public enum Linkage {
  /// Verified along each call path.
  STATIC,
  /// Verified once, on its BTF signature alone.
  GLOBAL
}
