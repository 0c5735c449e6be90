// SPDX-License-Identifier: Apache-2.0
/// The library of Java programs that run in the kernel.
module dev.weir.dsl {
  exports dev.weir.dsl;

  requires static org.jspecify;
}
