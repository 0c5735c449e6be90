// SPDX-License-Identifier: Apache-2.0
/// Programs in the kernel: [dev.weir.loader.program.LoadedProgram], what the kernel says about
/// them, test runs, and the reading of verifier logs.
@NullMarked
package dev.weir.loader.program;

import org.jspecify.annotations.NullMarked;
