// SPDX-License-Identifier: Apache-2.0
/// A program as the kernel receives it: one run of instructions with its functions, maps, types and
/// lines; made from a BpfObject, taken by the verifier model and by the virtual machine.
@NullMarked
package dev.weir.verifier.image;

import org.jspecify.annotations.NullMarked;
