// SPDX-License-Identifier: Apache-2.0
/// Type information on its way into the kernel: an object's BTF made acceptable
/// ([dev.weir.loader.types.LoadedTypes]).
@NullMarked
package dev.weir.loader.types;

import org.jspecify.annotations.NullMarked;
