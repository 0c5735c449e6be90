// SPDX-License-Identifier: Apache-2.0
/// Kernel logs told as the model tells its own rejections: `log + image -> Report`.
///
/// A message of a kernel that is told badly gets a row in [Messages].
@NullMarked
package dev.weir.verifier.log;

import org.jspecify.annotations.NullMarked;
