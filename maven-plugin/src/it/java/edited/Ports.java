// SPDX-License-Identifier: Apache-2.0
package it.net;

/// Ports; this class runs on the JVM and in the kernel.
public final class Ports {
  private static final int FIRST = 20_000;
  private static final int LAST = 32_767;

  private Ports() {}

  /// Whether a port is reserved.
  public static boolean reserved(int port) {
    return port >= FIRST && port <= LAST;
  }
}
