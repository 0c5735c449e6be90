// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.netlink;

import dev.weir.loader.sys.Fd;
import java.util.Locale;
import java.util.Optional;

/// What a uveth pair is told when it is created or changed; what is empty stays as it is.
///
/// @param rx how packets are received
/// @param keepMark whether packets keep their mark
/// @param keepPriority whether packets keep their priority
/// @param keepTstamp whether packets keep their delivery time
/// @param program what sees the packets that the peer sends
public record UvethOptions(
    Optional<Rx> rx,
    Optional<Boolean> keepMark,
    Optional<Boolean> keepPriority,
    Optional<Boolean> keepTstamp,
    Optional<Program> program) {
  /// Nothing told.
  public static final UvethOptions NONE =
      new UvethOptions(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /// How packets reach the other end's stack.
  public enum Rx {
    /// In the sender's context where that is safe, else through the backlog.
    AUTO,
    /// Always through the backlog.
    BACKLOG,
    /// As [#AUTO]; what the peer sends is routed in the driver where that is enough.
    FIB;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What sees the packets that the peer sends.
  ///
  /// @param fd a loaded `sched_cls` program; empty to have none
  public record Program(Optional<Fd> fd) {}

  /// Whether nothing is told.
  public boolean isEmpty() {
    return equals(NONE);
  }

  /// Writes the attributes of `IFLA_INFO_DATA`.
  void write(NetlinkRequest data) {
    rx.ifPresent(r -> data.attribute(UvethAttribute.RX.number(), r.ordinal()));
    keepMark.ifPresent(keep -> data.attribute(UvethAttribute.KEEP_MARK.number(), flag(keep)));
    keepPriority.ifPresent(
        keep -> data.attribute(UvethAttribute.KEEP_PRIORITY.number(), flag(keep)));
    keepTstamp.ifPresent(keep -> data.attribute(UvethAttribute.KEEP_TSTAMP.number(), flag(keep)));
    program.ifPresent(
        p -> data.attribute(UvethAttribute.PROG_FD.number(), p.fd().map(Fd::number).orElse(-1)));
  }

  private static byte[] flag(boolean on) {
    return new byte[] {(byte) (on ? 1 : 0)};
  }
}
