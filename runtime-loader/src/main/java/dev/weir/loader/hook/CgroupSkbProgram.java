// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.hook;

import dev.weir.loader.link.Attachable;

/// A packet program that attaches to a control group.
public final class CgroupSkbProgram extends CgroupProgram implements Testable {
  /// A handle of a program.
  public CgroupSkbProgram(Attachable attachable) {
    super(attachable);
  }
}
