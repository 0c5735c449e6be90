// SPDX-License-Identifier: Apache-2.0
/// Where the compiler runs: in Maven's own JVM when that is recent enough, else in one that is
/// looked for on the machine.
@NullMarked
package dev.weir.maven.jdk;

import org.jspecify.annotations.NullMarked;
