// SPDX-License-Identifier: Apache-2.0
/// The front end for Java programs, read from class files.
///
/// [dev.weir.compiler.java.JavaCode] lists what it finds wrong. Class bytes -> `read` (methods with
/// blocks and lines) -> `declare` (layouts, maps, globals, programs) -> `lower` (IR), which asks
/// `bind` what members of libraries mean.
@NullMarked
package dev.weir.compiler.java;

import org.jspecify.annotations.NullMarked;
