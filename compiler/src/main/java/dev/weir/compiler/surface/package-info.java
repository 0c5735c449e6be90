// SPDX-License-Identifier: Apache-2.0
/// What both languages have in common: names of context fields at hooks, and loads of them.
@NullMarked
package dev.weir.compiler.surface;

import org.jspecify.annotations.NullMarked;
