// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.run;

/// A record that a program sent to user space through a ring buffer or perf events.
///
/// @param map the map
/// @param data the bytes
/// @param cpu the processor whose buffer it went to, for perf events
public record Event(String map, byte[] data, int cpu) {}
