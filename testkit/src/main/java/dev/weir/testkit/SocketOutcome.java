// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit;

import dev.weir.bytecode.kernel.Hook;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// What a program did with a call of a socket function. Its checks throw [AssertionError] and give
/// the outcome back.
///
/// @param place where it ran
/// @param hook what the program is for
/// @param result what it returned: 0 refuses the call
/// @param errno the error the caller gets when the call is refused, 0 when it is not
/// @param address the address afterwards, 4 or 16 bytes
/// @param port the port afterwards
public record SocketOutcome(
    String place, Hook hook, int result, int errno, byte[] address, int port) {
  /// Checks that the call goes on.
  public SocketOutcome allowed() {
    if (errno != 0 || (result & 1) == 0) {
      throw failure("refused the call with error " + errno);
    }
    return this;
  }

  /// Checks that the call is refused, with whichever error.
  public SocketOutcome refused() {
    if (errno == 0) {
      throw failure("allowed the call");
    }
    return this;
  }

  /// Checks that the call is refused with an error number such as 1 (`EPERM`).
  public SocketOutcome refusedWith(int expected) {
    if (errno != expected) {
      throw failure(
          (errno == 0 ? "allowed the call" : "refused the call with error " + errno)
              + ", expected error "
              + expected);
    }
    return this;
  }

  /// Checks where the call goes to.
  public SocketOutcome goesTo(String expectedAddress, int expectedPort) {
    String expected = InetAddress.ofLiteral(expectedAddress).getHostAddress();
    if (!text().equals(expected) || port != expectedPort) {
      throw failure(
          "sent the call to "
              + text()
              + " port "
              + port
              + ", expected "
              + expected
              + " port "
              + expectedPort);
    }
    return this;
  }

  private String text() {
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + address.length + " bytes", e);
    }
  }

  private AssertionError failure(String what) {
    return new AssertionError("in the " + place + ", the program " + what);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SocketOutcome that
        && place.equals(that.place)
        && result == that.result
        && errno == that.errno
        && java.util.Arrays.equals(address, that.address)
        && port == that.port;
  }

  @Override
  public int hashCode() {
    return 31 * result + port;
  }
}
