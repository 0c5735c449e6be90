// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.hook;

import dev.weir.loader.link.AttachOptions;
import dev.weir.loader.link.AttachTarget;
import dev.weir.loader.link.Attachable;
import dev.weir.loader.link.IteratorLink;

/// A program that walks over kernel objects.
public final class IteratorProgram extends ProgramHandle {
  /// A handle of a program.
  public IteratorProgram(Attachable attachable) {
    super(attachable);
  }

  /// Makes the program ready to walk.
  ///
  /// @throws dev.weir.loader.error.LoaderException when the kernel refuses
  public IteratorLink attach() {
    return (IteratorLink) attachTo(new AttachTarget.Everywhere(), AttachOptions.defaults());
  }
}
