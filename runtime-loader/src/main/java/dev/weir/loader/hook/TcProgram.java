// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.hook;

import dev.weir.loader.link.AttachOptions;
import dev.weir.loader.link.AttachTarget;
import dev.weir.loader.link.AttachTarget.Direction;
import dev.weir.loader.link.Attachable;
import dev.weir.loader.link.Link;

/// A packet program whose section does not say its direction, `tc` or `classifier`.
public final class TcProgram extends ProgramHandle implements Testable {
  /// A handle of a program.
  public TcProgram(Attachable attachable) {
    super(attachable);
  }

  /// Attaches to a network interface of the calling thread's network namespace.
  ///
  /// @param device the interface's name
  /// @throws dev.weir.loader.error.LoaderException when the kernel refuses
  public Link attach(String device, Direction direction) {
    return attach(device, direction, AttachOptions.defaults());
  }

  /// Attaches to a network interface of the calling thread's network namespace.
  ///
  /// @param device the interface's name
  /// @param options the place among others, or clsact instead of tcx
  /// @throws dev.weir.loader.error.LoaderException when the kernel refuses
  public Link attach(String device, Direction direction, AttachOptions options) {
    return attachTo(AttachTarget.device(device, direction), options);
  }
}
