// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.report;

/// Thrown where a program uses something that the model does not know: no verdict is possible.
public final class Unmodelled extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Something the model does not know.
  ///
  /// @param what the construct, lower case, fit for a message
  public Unmodelled(String what) {
    super(what, null, false, false);
  }
}
