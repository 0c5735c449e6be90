// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import java.util.Objects;

/// A virtual register of unallocated code: assigned exactly once, except for [#FRAME], which stands
/// for the machine's frame pointer R10.
///
/// @param id from 0, unique in the function; -1 for the frame pointer
/// @param name the user's name for the value, for dumps and stack reports; may be empty
public record VReg(int id, String name) {
  /// The frame pointer.
  public static final VReg FRAME = new VReg(-1, "fp");

  /// Checks for null.
  public VReg {
    Objects.requireNonNull(name);
  }

  /// Whether this is the frame pointer.
  public boolean isFrame() {
    return id < 0;
  }

  /// The register as dumps write it, such as `v3.port`.
  @Override
  public String toString() {
    if (isFrame()) {
      return "fp";
    }
    return name.isEmpty() ? "v" + id : "v" + id + "." + name;
  }
}
