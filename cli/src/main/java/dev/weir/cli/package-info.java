// SPDX-License-Identifier: Apache-2.0
/// The `weir` command: options in, reports out. [Main] is the entry point; every subcommand is one
/// class here that turns its options into a record, calls the compiler or the loader, and prints.
@NullMarked
package dev.weir.cli;

import org.jspecify.annotations.NullMarked;
