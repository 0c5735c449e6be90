// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// The kernel's trace pipe, `/sys/kernel/tracing/trace_pipe`; for finding faults.
public final class Trace {
  private Trace() {}

  /// Prints (`bpf_trace_printk`).
  ///
  /// @param format a literal; `{}` stands for a number, `{x}` for one in hexadecimal
  /// @param arguments up to three numbers
  public static void print(String format, long... arguments) {
    throw Compiled.only();
  }
}
