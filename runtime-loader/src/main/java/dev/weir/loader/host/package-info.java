// SPDX-License-Identifier: Apache-2.0
/// What the machine is and the places programs attach to: CPUs, mounts, privileges, control groups,
/// network namespaces.
@NullMarked
package dev.weir.loader.host;

import org.jspecify.annotations.NullMarked;
