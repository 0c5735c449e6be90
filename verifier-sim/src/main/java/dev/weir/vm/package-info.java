// SPDX-License-Identifier: Apache-2.0
/// The virtual machine: runs the programs of a BpfObject on concrete inputs, without a kernel.
///
/// [Vm#load] makes the maps and decodes the programs; [VmProgram#run] takes an [Input] and gives an
/// [Outcome]. What is around the program (time, devices, routes, sockets) is the
/// [dev.weir.vm.net.World] of the options. Everything repeats exactly with the same seed.
@NullMarked
package dev.weir.vm;

import org.jspecify.annotations.NullMarked;
