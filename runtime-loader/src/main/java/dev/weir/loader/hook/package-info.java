// SPDX-License-Identifier: Apache-2.0
/// Programs by what their hook can do: where they attach, and whether the kernel runs them on test
/// data. Generated skeletons give each program as the one that fits its section; the program itself
/// is [dev.weir.loader.hook.ProgramHandle#program()].
@NullMarked
package dev.weir.loader.hook;

import org.jspecify.annotations.NullMarked;
