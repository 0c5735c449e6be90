// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier;

import java.util.List;

/// What a verification cost, of what the kernel limits.
///
/// @param instructions processed on all paths; a million are possible
/// @param totalStates states kept for comparison
/// @param peakStates most states kept at once
/// @param stackDepth bytes of stack of the deepest chain of calls, 0 where it was not found out
/// @param functions the share of each function, in the order of the program
/// @param loops the share of each loop, in the order of the program
public record Cost(
    int instructions,
    int totalStates,
    int peakStates,
    int stackDepth,
    List<OfFunction> functions,
    List<OfLoop> loops) {
  /// Nothing was explored.
  public static final Cost NONE = new Cost(0, 0, 0, 0, List.of(), List.of());

  /// Copies the lists.
  public Cost {
    functions = List.copyOf(functions);
    loops = List.copyOf(loops);
  }

  /// The share of a function, without those it calls.
  ///
  /// @param name of the function
  /// @param slot its first instruction
  /// @param instructions processed
  /// @param stackDepth bytes of its stack
  public record OfFunction(String name, int slot, int instructions, int stackDepth) {}

  /// The share of a loop, nested ones included, without functions it calls.
  ///
  /// @param first its first instruction
  /// @param last its last instruction
  /// @param rounds how often its first instruction was processed
  /// @param instructions processed
  public record OfLoop(int first, int last, int rounds, int instructions) {}
}
