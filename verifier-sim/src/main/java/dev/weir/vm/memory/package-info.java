// SPDX-License-Identifier: Apache-2.0
/// Simulated memory: every pointer is a region and an offset, every access is checked.
@NullMarked
package dev.weir.vm.memory;

import org.jspecify.annotations.NullMarked;
