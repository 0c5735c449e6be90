// SPDX-License-Identifier: Apache-2.0
/// What commands do with a loaded object, besides printing: the kernel's verdict on each program,
/// where programs attach, counters, events.
@NullMarked
package dev.weir.cli.load;

import org.jspecify.annotations.NullMarked;
