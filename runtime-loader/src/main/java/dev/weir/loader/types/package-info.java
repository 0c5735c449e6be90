// SPDX-License-Identifier: Apache-2.0
/// Type information on its way into the kernel: an object's BTF made acceptable
/// ([dev.weir.loader.types.LoadedTypes]), sizes and aliases ([dev.weir.loader.types.TypeLayout]),
/// and relocation against the running kernel's types.
@NullMarked
package dev.weir.loader.types;

import org.jspecify.annotations.NullMarked;
