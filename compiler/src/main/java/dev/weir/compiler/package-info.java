// SPDX-License-Identifier: Apache-2.0
/// The compiler as its callers see it, and the failure that is its own fault.
@NullMarked
package dev.weir.compiler;

import org.jspecify.annotations.NullMarked;
