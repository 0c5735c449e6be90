// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit;

import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Verdict;
import dev.weir.testkit.packet.Packet;
import java.util.Optional;

/// What a program did with a packet. Its checks throw [AssertionError] and give the outcome back,
/// so that they can be chained.
///
/// @param place where it ran
/// @param hook what the program is for
/// @param result what it returned
/// @param before the packet it got
/// @param packet the packet afterwards
/// @param redirect the device it was redirected to, by index; empty when it was not, and in the
///   kernel, which does not tell
public record Outcome(
    String place, Hook hook, int result, Packet before, Packet packet, Optional<Integer> redirect) {
  /// Checks what the program returned.
  public Outcome returns(int expected) {
    if (result != expected) {
      throw failure("returned " + named(result) + ", expected " + named(expected));
    }
    return this;
  }

  /// Checks what the program returned, by the name it has at this hook: `pass`, `drop`.
  public Outcome returns(String verdict) {
    Verdict expected =
        hook.verdict(verdict)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "`"
                        + hook.name()
                        + "` has no verdict `"
                        + verdict
                        + "`; it has: "
                        + String.join(", ", hook.verdicts().stream().map(Verdict::name).toList())));
    return returns((int) expected.value());
  }

  /// Checks that the program left the packet as it was.
  public Outcome packetUnchanged() {
    return packetIs(before);
  }

  /// Checks the packet afterwards.
  public Outcome packetIs(Packet expected) {
    if (!packet.equals(expected)) {
      throw failure(difference(expected));
    }
    return this;
  }

  /// Checks that the headers of the packet have right checksums.
  public Outcome checksumsRight() {
    if (!packet.checksumsRight()) {
      throw failure("left a packet with a wrong checksum: " + packet);
    }
    return this;
  }

  /// Checks that the packet was redirected to a device.
  public Outcome redirectsTo(int ifindex) {
    if (!redirect.equals(Optional.of(ifindex))) {
      throw failure(
          redirect.map(found -> "redirected to device " + found).orElse("did not redirect")
              + ", expected a redirect to device "
              + ifindex);
    }
    return this;
  }

  private String named(int value) {
    return hook.verdicts().stream()
        .filter(v -> (int) v.value() == value)
        .findFirst()
        .map(v -> v.name() + " (" + value + ")")
        .orElse(Integer.toString(value));
  }

  private String difference(Packet expected) {
    byte[] found = packet.bytes();
    byte[] wanted = expected.bytes();
    int at = java.util.Arrays.mismatch(found, wanted);
    return "left another packet, different from byte "
        + at
        + " on:\n  found    "
        + packet
        + "\n  expected "
        + expected;
  }

  private AssertionError failure(String what) {
    return new AssertionError("in the " + place + ", the program " + what);
  }
}
