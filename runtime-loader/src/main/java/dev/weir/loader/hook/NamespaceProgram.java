// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.hook;

import dev.weir.loader.link.AttachOptions;
import dev.weir.loader.link.AttachTarget;
import dev.weir.loader.link.Attachable;
import dev.weir.loader.link.Link;
import java.nio.file.Path;

/// A program that attaches to a network namespace: `sk_lookup`, `flow_dissector`.
public final class NamespaceProgram extends ProgramHandle {
  /// A handle of a program.
  public NamespaceProgram(Attachable attachable) {
    super(attachable);
  }

  /// Attaches to a network namespace.
  ///
  /// @param namespace its file, such as `/proc/self/ns/net` or `/run/netns/blue`
  /// @throws dev.weir.loader.error.LoaderException when the kernel refuses
  public Link attach(Path namespace) {
    return attachTo(new AttachTarget.NetworkNamespace(namespace), AttachOptions.defaults());
  }
}
