// SPDX-License-Identifier: Apache-2.0
/// What `weir fuzz` shows: progress, the table of verdicts, and the files of what differs.
@NullMarked
package dev.weir.cli.fuzz;

import org.jspecify.annotations.NullMarked;
