// SPDX-License-Identifier: Apache-2.0
/// Helpers and kernel functions by theme; [Calls] is the table of all.
@NullMarked
package dev.weir.vm.helper;

import org.jspecify.annotations.NullMarked;
