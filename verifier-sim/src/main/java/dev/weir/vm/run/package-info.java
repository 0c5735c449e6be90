// SPDX-License-Identifier: Apache-2.0
/// The state of one run: context, packet, records of what the program did.
@NullMarked
package dev.weir.vm.run;

import org.jspecify.annotations.NullMarked;
