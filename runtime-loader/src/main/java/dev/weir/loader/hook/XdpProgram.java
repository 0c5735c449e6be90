// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.hook;

import dev.weir.loader.link.AttachOptions;
import dev.weir.loader.link.AttachTarget;
import dev.weir.loader.link.Attachable;
import dev.weir.loader.link.Link;

/// A packet program that runs before the network stack.
public final class XdpProgram extends ProgramHandle implements Testable {
  /// A handle of a program.
  public XdpProgram(Attachable attachable) {
    super(attachable);
  }

  /// Attaches to a network interface of the calling thread's network namespace.
  ///
  /// @param device the interface's name
  /// @throws dev.weir.loader.error.LoaderException when the kernel refuses
  public Link attach(String device) {
    return attach(device, AttachOptions.defaults());
  }

  /// Attaches to a network interface of the calling thread's network namespace.
  ///
  /// @param device the interface's name
  /// @param options where in the driver it runs
  /// @throws dev.weir.loader.error.LoaderException when the kernel refuses
  public Link attach(String device, AttachOptions options) {
    return attachTo(AttachTarget.device(device), options);
  }
}
