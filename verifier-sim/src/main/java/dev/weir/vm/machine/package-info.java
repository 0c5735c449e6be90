// SPDX-License-Identifier: Apache-2.0
/// The interpreter: a program decoded once, then executed by one loop.
@NullMarked
package dev.weir.vm.machine;

import org.jspecify.annotations.NullMarked;
