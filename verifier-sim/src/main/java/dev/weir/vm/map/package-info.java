// SPDX-License-Identifier: Apache-2.0
/// Simulated maps, one class per family of map types; [VmMaps] makes one from its definition.
@NullMarked
package dev.weir.vm.map;

import org.jspecify.annotations.NullMarked;
