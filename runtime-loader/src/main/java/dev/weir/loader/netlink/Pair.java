// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.netlink;

import java.util.Map;
import java.util.Optional;

/// One end of a pair of devices.
///
/// @param name its name
/// @param index its number in its network namespace
/// @param kind what it is
/// @param up whether it is switched on
/// @param peerIndex number of the other end in its network namespace
/// @param uveth what a uveth end says of itself; empty for other kinds
public record Pair(
    String name, int index, PairKind kind, boolean up, int peerIndex, Optional<Uveth> uveth) {
  /// What a uveth end says of itself.
  ///
  /// @param primary whether this is the end that configures the pair
  /// @param mode L2 or L3
  /// @param rx how packets are received
  /// @param keepMark whether packets keep their mark
  /// @param keepPriority whether packets keep their priority
  /// @param keepTstamp whether packets keep their delivery time
  /// @param programId id of the program that sees what the peer sends; empty for none
  /// @param counters packets that this end sent, by what happened to them
  public record Uveth(
      boolean primary,
      PairMode mode,
      UvethOptions.Rx rx,
      boolean keepMark,
      boolean keepPriority,
      boolean keepTstamp,
      Optional<Integer> programId,
      Map<String, Long> counters) {}
}
