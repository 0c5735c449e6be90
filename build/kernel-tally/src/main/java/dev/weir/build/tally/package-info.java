// SPDX-License-Identifier: Apache-2.0
/// Counts kernel tests while the build runs. [KernelTally] listens to every module's tests and is
/// registered as a service; the last module of the build prints the totals.
@NullMarked
package dev.weir.build.tally;

import org.jspecify.annotations.NullMarked;
