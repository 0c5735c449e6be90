// SPDX-License-Identifier: Apache-2.0
/// What every command needs: reading inputs and writing results whole or not at all, the terminal,
/// and how a command fails ([dev.weir.cli.io.Failure], [dev.weir.cli.io.ToolProblem]).
///
/// To tell one more mistake of a user apart, add a row to the catalogue and a test that provokes
/// it.
@NullMarked
package dev.weir.cli.io;

import org.jspecify.annotations.NullMarked;
