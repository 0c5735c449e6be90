// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.hook;

import dev.weir.loader.link.Attachable;

/// A program that Weir loads and does not attach: attach it by its descriptor, or through a map.
public final class LoadedOnlyProgram extends ProgramHandle {
  /// A handle of a program.
  public LoadedOnlyProgram(Attachable attachable) {
    super(attachable);
  }
}
