// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.link;

import dev.weir.loader.program.LoadedProgram;

/// A program of a loaded object that can be attached.
public interface Attachable {
  /// The program.
  ///
  /// @throws dev.weir.loader.error.BpfException when it was left out of the load
  LoadedProgram program();

  /// Attaches it. The link is closed with the object, if not before.
  ///
  /// @throws dev.weir.loader.error.LoaderException when the kernel refuses, or the target does not
  ///   fit
  Link attach(AttachTarget target, AttachOptions options);
}
