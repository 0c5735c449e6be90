// SPDX-License-Identifier: Apache-2.0
/// What the members of the Java library mean: a file for each group of classes, found by
/// [dev.weir.compiler.java.bind.DslBindings]. To give a member of `dev.weir.dsl` a meaning, add it
/// to the table of its class here.
@NullMarked
package dev.weir.compiler.java.bind;

import org.jspecify.annotations.NullMarked;
