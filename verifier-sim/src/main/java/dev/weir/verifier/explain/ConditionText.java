// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import dev.weir.bytecode.isa.Condition;
import dev.weir.verifier.explain.Value.Kind;
import java.util.Optional;

/// What a comparison tells on the way it was left.
final class ConditionText {
  private ConditionText() {}

  /// The words; empty where nothing is known of both sides.
  ///
  /// @param order the byte order of the left side's value: true for that of networks
  static Optional<String> of(
      Condition condition, Value left, Value right, boolean taken, boolean order) {
    if (left.kind() == Kind.NOTHING || right.kind() == Kind.NOTHING) {
      return Optional.empty();
    }
    boolean zero = right.kind() == Kind.CONSTANT && right.offset() == 0;
    if (zero && left.pointer() && (condition == Condition.EQ || condition == Condition.NE)) {
      return Optional.of(
          left.text() + (taken == (condition == Condition.EQ) ? " is null" : " is not null"));
    }
    if (condition == Condition.SET) {
      return Optional.of(left.text() + " & " + right.text() + (taken ? " is not 0" : " is 0"));
    }
    Condition holds = taken ? condition : condition.negated();
    return Optional.of(
        proof(holds, left, right)
            .orElseGet(() ->
                left.text() + " " + holds.symbol() + " " + right.text() + network(right, order)));
  }

  /// A constant compared with a value in network order, in the machine's order.
  private static String network(Value right, boolean order) {
    long value = right.offset();
    if (!order || right.kind() != Kind.CONSTANT || value <= 0 || value > 0xffff) {
      return "";
    }
    return " (" + (Short.reverseBytes((short) value) & 0xffff) + " in network order)";
  }

  /// What a comparison with the packet's end proves; empty for other comparisons.
  private static Optional<String> proof(Condition holds, Value left, Value right) {
    boolean swapped = left.kind() == Kind.PACKET_END;
    Value packet = swapped ? right : left;
    Value end = swapped ? left : right;
    if (packet.kind() != Kind.PACKET || end.kind() != Kind.PACKET_END) {
      return Optional.empty();
    }
    boolean within =
        swapped
            ? holds == Condition.GE || holds == Condition.GT
            : holds == Condition.LE || holds == Condition.LT;
    if (!within) {
      return Optional.of("the packet may end before " + packet.text());
    }
    return Optional.of(
        packet.index() == null && packet.offset() > 0
            ? "the first " + Trail.bytes((int) packet.offset()) + " are proven to be there"
            : "the bytes up to " + packet.text() + " are proven to be there");
  }
}
