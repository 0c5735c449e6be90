// SPDX-License-Identifier: Apache-2.0
/// Tests of datapath programs, for JUnit 5 and jqwik.
///
/// A [Bench] holds the programs and maps of one object, in the virtual machine or in the running
/// kernel: put things into its maps, run a program on a packet or on a socket call, and look at the
/// [Outcome]. [BpfTest] hands benches to tests; [KernelTest] runs one test in both places.
@NullMarked
package dev.weir.testkit;

import org.jspecify.annotations.NullMarked;
