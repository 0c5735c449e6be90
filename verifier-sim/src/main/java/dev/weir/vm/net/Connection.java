// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.net;

import java.util.Arrays;

/// A connection that netfilter tracks, for `bpf_skb_ct_lookup` and its neighbours.
///
/// @kernel v6.12 include/net/netfilter/nf_conntrack.h struct nf_conn
public final class Connection {
  /// `IPS_EXPECTED`.
  public static final int EXPECTED = 1;

  /// `IPS_SEEN_REPLY`.
  public static final int SEEN_REPLY = 1 << 1;

  /// `IPS_ASSURED`.
  public static final int ASSURED = 1 << 2;

  /// `IPS_CONFIRMED`: it is in the table.
  public static final int CONFIRMED = 1 << 3;

  /// `IPS_SRC_NAT` and `IPS_SRC_NAT_DONE`.
  public static final int SOURCE_NAT = 1 << 4 | 1 << 7;

  /// `IPS_DST_NAT` and `IPS_DST_NAT_DONE`.
  public static final int DESTINATION_NAT = 1 << 5 | 1 << 8;

  /// `IPS_DYING`.
  public static final int DYING = 1 << 9;

  /// `IPS_FIXED_TIMEOUT`.
  public static final int FIXED_TIMEOUT = 1 << 10;

  private final int protocol;
  private final Tuple original;
  private Tuple reply;
  private int status;
  private int timeout;
  private int mark;
  private int zone;
  private int netns;

  /// The addresses of one direction.
  ///
  /// @param source 4 or 16 bytes
  /// @param sourcePort 0 to 65535
  /// @param destination as long as the source
  /// @param destinationPort 0 to 65535
  public record Tuple(byte[] source, int sourcePort, byte[] destination, int destinationPort) {
    /// Copies the addresses.
    public Tuple {
      source = source.clone();
      destination = destination.clone();
    }

    /// The other direction.
    public Tuple turned() {
      return new Tuple(destination, destinationPort, source, sourcePort);
    }

    /// Whether the addresses and ports are those of another.
    public boolean same(Tuple other) {
      return sourcePort == other.sourcePort
          && destinationPort == other.destinationPort
          && Arrays.equals(source, other.source)
          && Arrays.equals(destination, other.destination);
    }
  }

  /// A connection that is not in the table yet, without translation.
  ///
  /// @param protocol 6 for TCP, 17 for UDP
  public Connection(int protocol, Tuple original) {
    this.protocol = protocol;
    this.original = original;
    reply = original.turned();
  }

  /// A connection of TCP in the table.
  public static Connection tcp(
      String source, int sourcePort, String destination, int destinationPort) {
    return of(6, source, sourcePort, destination, destinationPort);
  }

  /// A connection of UDP in the table.
  public static Connection udp(
      String source, int sourcePort, String destination, int destinationPort) {
    return of(17, source, sourcePort, destination, destinationPort);
  }

  private static Connection of(
      int protocol, String source, int sourcePort, String destination, int destinationPort) {
    Tuple tuple =
        new Tuple(Address.ip(source), sourcePort, Address.ip(destination), destinationPort);
    return new Connection(protocol, tuple).status(CONFIRMED);
  }

  /// Says from where and to where replies go, as address translation has it.
  public Connection replies(
      String source, int sourcePort, String destination, int destinationPort) {
    reply = new Tuple(Address.ip(source), sourcePort, Address.ip(destination), destinationPort);
    return this;
  }

  /// Sets from where and to where replies go.
  public Connection replies(Tuple tuple) {
    reply = tuple;
    return this;
  }

  /// Sets the `IPS_*` bits.
  public Connection status(int bits) {
    status = bits;
    return this;
  }

  /// Sets when it ends: in jiffies (4 ms) since boot; before it is in the table, how long it lasts.
  public Connection timeout(int jiffies) {
    timeout = jiffies;
    return this;
  }

  /// Sets the mark.
  public Connection mark(int value) {
    mark = value;
    return this;
  }

  /// Sets the zone; lookups find connections of zone 0 unless told otherwise.
  public Connection zone(int id) {
    zone = id;
    return this;
  }

  /// Sets the network namespace, 0 for the program's own.
  public Connection netns(int id) {
    netns = id;
    return this;
  }

  /// 6 for TCP, 17 for UDP.
  public int protocol() {
    return protocol;
  }

  /// The direction of the first packet.
  public Tuple original() {
    return original;
  }

  /// The direction of replies.
  public Tuple reply() {
    return reply;
  }

  /// The `IPS_*` bits.
  public int status() {
    return status;
  }

  /// When it ends, see [#timeout(int)].
  public int timeout() {
    return timeout;
  }

  /// The mark.
  public int mark() {
    return mark;
  }

  /// The zone.
  public int zone() {
    return zone;
  }

  /// The network namespace.
  public int netns() {
    return netns;
  }
}
