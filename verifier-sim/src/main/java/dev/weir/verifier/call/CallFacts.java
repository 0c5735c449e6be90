// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.ImageMap;
import dev.weir.verifier.memory.Words;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.BtfTarget;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.Walk;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the arguments of one call told so far.
final class CallFacts {
  final Walk walk;
  final String name;

  /// The map among the arguments, or that an argument lies in.
  @Nullable ImageMap map;

  /// Tells apart inner maps that were looked up separately.
  int mapUid;

  /// The reference that an argument carries, 0 for none.
  int refId;

  /// The register with what the call releases, 0 for none.
  int releaseReg;

  /// The function to be called back.
  @Nullable FunctionImage callback;

  /// The constant size of the memory that the call returns.
  long memSize;

  /// The greatest size of the memory that the call fills.
  long sizeMax;

  /// The key, where it is known; -1 where it is not.
  long constantKey = -1;

  /// The constant among a kernel function's arguments; null for none.
  @Nullable Long constant;

  /// The dynptr among the arguments.
  @Nullable RegState dynptr;

  /// Where an iterator among the arguments lies.
  Iterators.@Nullable Place iterator;

  /// The special field among the arguments.
  ImageMap.@Nullable SpecialField field;

  /// The struct that an argument leads to, for a result of the same type.
  @Nullable BtfTarget object;

  /// The frame of a callback that the path enters when the call is done; null for none.
  @Nullable Frame runs;

  /// Whether the call changes packet data because of its arguments.
  boolean changesPacket;

  CallFacts(Walk walk, String name) {
    this.walk = walk;
    this.name = name;
  }

  /// What is in an argument register.
  RegState reg(int reg) {
    return walk.frame().reg(reg);
  }

  /// What is in an argument register, which must have been written.
  RegState read(int reg) {
    RegState value = reg(reg);
    if (value.type() == dev.weir.verifier.state.RegType.NOT_INIT) {
      throw new Violation(
          Rule.UNINITIALISED_REGISTER, "R" + reg + " of " + name + " was never written", List.of());
    }
    return value;
  }

  /// A refusal of an argument.
  ///
  /// @param expected what the function takes, such as `a map`
  Violation refused(Rule rule, int reg, String expected) {
    return new Violation(
        rule,
        "R" + reg + " of " + name + " is " + Words.register(reg(reg)) + "; expected " + expected,
        List.of("R" + reg + " is " + Words.register(reg(reg))));
  }

  /// Whether a register holds the number zero.
  static boolean isNull(RegState value) {
    return value.isScalar() && value.scalar().isConstant() && value.scalar().value() == 0;
  }
}
