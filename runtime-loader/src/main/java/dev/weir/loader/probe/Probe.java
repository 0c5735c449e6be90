// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.probe;

import java.util.Objects;

/// One thing that this machine can or cannot do.
///
/// @param name what was looked at, such as `tcx`
/// @param state whether it is there
/// @param found what was found, in words
/// @param fix what to do about it; empty when nothing is wrong or nothing can be done
public record Probe(String name, State state, String found, String fix) {
  /// Checks for null.
  public Probe {
    Objects.requireNonNull(name);
    Objects.requireNonNull(state);
    Objects.requireNonNull(found);
    Objects.requireNonNull(fix);
  }

  /// Whether it is there.
  public enum State {
    /// It is.
    OK,
    /// It is not.
    MISSING,
    /// It could not be found out.
    UNKNOWN
  }

  static Probe ok(String name, String found) {
    return new Probe(name, State.OK, found, "");
  }

  static Probe missing(String name, String found, String fix) {
    return new Probe(name, State.MISSING, found, fix);
  }

  static Probe unknown(String name, String found, String fix) {
    return new Probe(name, State.UNKNOWN, found, fix);
  }
}
