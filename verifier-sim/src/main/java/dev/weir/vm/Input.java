// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm;

import dev.weir.vm.net.Address;
import dev.weir.vm.net.Socket;
import dev.weir.vm.run.Sysctl;
import dev.weir.vm.run.Tunnel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a program is run on. Fields are those of the hook's context by the kernel's names; what is
/// not given is zero, or follows from the packet.
///
/// ```java
/// Input.packet(frame).with("ifindex", 2).with("mark", 7)
/// Input.call().with("user_ip4", "10.99.0.1").with("user_port", 80).socket(client)
/// ```
public final class Input {
  private static final byte[] NONE = {};

  private final byte @Nullable [] packet;
  private final int linear;
  private final byte[] metadata;
  private final byte @Nullable [] raw;
  private final List<Setting> settings;
  private final @Nullable Socket socket;
  private final int retval;
  private final @Nullable Tunnel tunnel;
  private final @Nullable Sysctl sysctl;

  /// A field to set before the run: to a number, or to bytes in memory order.
  record Setting(String field, int element, long value, byte @Nullable [] bytes) {}

  private Input(
      byte @Nullable [] packet,
      int linear,
      byte[] metadata,
      byte @Nullable [] raw,
      List<Setting> settings,
      @Nullable Socket socket,
      int retval,
      @Nullable Tunnel tunnel,
      @Nullable Sysctl sysctl) {
    this.packet = packet;
    this.linear = linear;
    this.metadata = metadata;
    this.raw = raw;
    this.settings = List.copyOf(settings);
    this.socket = socket;
    this.retval = retval;
    this.tunnel = tunnel;
    this.sysctl = sysctl;
  }

  /// A packet, for all hooks that see one. It starts with its Ethernet header; hooks of layer 3
  /// start behind it, as in the kernel. For `sk_msg` and `sk_skb` the bytes are the message, for
  /// `getsockopt` and `setsockopt` the value of the option.
  public static Input packet(byte[] bytes) {
    return new Input(bytes.clone(), -1, NONE, null, List.of(), null, 0, null, null);
  }

  /// A call without a packet: sock_addr, sock_ops, sk_lookup and other hooks.
  public static Input call() {
    return new Input(null, -1, NONE, null, List.of(), null, 0, null, null);
  }

  /// A context of plain bytes, for program types whose context has no fields here.
  public static Input raw(byte[] context) {
    return new Input(null, -1, NONE, context.clone(), List.of(), null, 0, null, null);
  }

  /// This input with a field set to a number, written as people do: port 80 is 80.
  public Input with(String field, long value) {
    return with(field, 0, value);
  }

  /// This input with an element of an array field set, such as `cb`.
  public Input with(String field, int element, long value) {
    return add(new Setting(field, element, value, null));
  }

  /// This input with an address field set, such as `user_ip4` to `10.0.0.1`.
  public Input with(String field, String address) {
    return with(field, Address.ip(address));
  }

  /// This input with a field set to bytes in memory order.
  public Input with(String field, byte[] bytes) {
    return add(new Setting(field, 0, 0, bytes.clone()));
  }

  /// This input with only so many bytes of the packet linear.
  public Input linear(int bytes) {
    return new Input(packet, bytes, metadata, raw, settings, socket, retval, tunnel, sysctl);
  }

  /// This input with metadata in front of the packet.
  public Input metadata(byte[] bytes) {
    return new Input(packet, linear, bytes.clone(), raw, settings, socket, retval, tunnel, sysctl);
  }

  /// This input with a socket: that of the call, or the packet's.
  public Input socket(Socket of) {
    return new Input(
        packet,
        linear,
        metadata,
        raw,
        settings,
        Objects.requireNonNull(of),
        retval,
        tunnel,
        sysctl);
  }

  /// This input with what earlier programs decided, for `bpf_get_retval`.
  public Input retval(int value) {
    return new Input(packet, linear, metadata, raw, settings, socket, value, tunnel, sysctl);
  }

  /// This input with what a tunnel device gave the packet.
  public Input tunnel(Tunnel of) {
    return new Input(packet, linear, metadata, raw, settings, socket, retval, of, sysctl);
  }

  /// This input with the file of `/proc/sys` that is read or written, for programs at `sysctl`.
  public Input sysctl(Sysctl access) {
    return new Input(packet, linear, metadata, raw, settings, socket, retval, tunnel, access)
        .with("write", access.written() == null ? 0 : 1);
  }

  private Input add(Setting setting) {
    List<Setting> more = new ArrayList<>(settings);
    more.add(setting);
    return new Input(packet, linear, metadata, raw, more, socket, retval, tunnel, sysctl);
  }

  byte @Nullable [] packet() {
    return packet;
  }

  int linear() {
    return linear;
  }

  byte[] metadata() {
    return metadata;
  }

  byte @Nullable [] raw() {
    return raw;
  }

  List<Setting> settings() {
    return settings;
  }

  @Nullable Socket socket() {
    return socket;
  }

  int retval() {
    return retval;
  }

  @Nullable Tunnel tunnel() {
    return tunnel;
  }

  @Nullable Sysctl sysctl() {
    return sysctl;
  }
}
