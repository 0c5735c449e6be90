// SPDX-License-Identifier: Apache-2.0
/// What the classes of a module declare: layouts of types, maps, globals and programs.
///
/// [dev.weir.compiler.java.read.Classes] -> [dev.weir.compiler.java.declare.ModuleReader] ->
/// [dev.weir.compiler.java.declare.JavaModule] -> package `lower`. A new kind of map is a row of
/// `MapKinds`.
@NullMarked
package dev.weir.compiler.java.declare;

import org.jspecify.annotations.NullMarked;
