// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.netlink;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Builds a netlink message: a fixed structure, then attributes, which may nest.
///
/// ```text
/// u32 length | u16 type | u16 flags | u32 sequence | u32 port | fixed structure | attributes
/// attribute: u16 length | u16 type | payload | padding to 4
/// ```
///
/// Integers are in the machine's order unless a method says otherwise.
///
/// @kernel v6.12 include/uapi/linux/netlink.h
public final class NetlinkRequest {
  static final int HEADER_SIZE = 16;
  private static final int NLM_F_REQUEST = 1;
  private static final int NLM_F_ACK = 4;

  private final String name;
  private final int type;
  private final int flags;
  private final ByteArrayOutputStream body;

  private NetlinkRequest(String name, int type, int flags, ByteArrayOutputStream body) {
    this.name = name;
    this.type = type;
    this.flags = flags;
    this.body = body;
  }

  /// Starts a request.
  ///
  /// @param name the message's name in C, for errors, such as `RTM_NEWLINK`
  /// @param type its number
  /// @param flags `NLM_F_*` besides request and acknowledgement
  static NetlinkRequest of(String name, int type, int flags) {
    return new NetlinkRequest(
        name, type, flags | NLM_F_REQUEST | NLM_F_ACK, new ByteArrayOutputStream());
  }

  /// The message's name in C.
  String name() {
    return name;
  }

  /// Appends one byte.
  NetlinkRequest u8(int value) {
    body.write(value);
    return this;
  }

  /// Appends two bytes.
  NetlinkRequest u16(int value) {
    return raw(buffer(Short.BYTES).putShort((short) value).array());
  }

  /// Appends four bytes.
  NetlinkRequest u32(int value) {
    return raw(buffer(Integer.BYTES).putInt(value).array());
  }

  /// Appends bytes.
  NetlinkRequest raw(byte[] bytes) {
    body.writeBytes(bytes);
    return this;
  }

  /// Appends an attribute of bytes.
  NetlinkRequest attribute(int attribute, byte[] payload) {
    int length = 2 * Short.BYTES + payload.length;
    u16(length).u16(attribute).raw(payload);
    return raw(new byte[-length & (Integer.BYTES - 1)]);
  }

  /// Appends an attribute of four bytes.
  NetlinkRequest attribute(int attribute, int value) {
    return attribute(attribute, buffer(Integer.BYTES).putInt(value).array());
  }

  /// Appends an attribute that holds zero-terminated text.
  NetlinkRequest attribute(int attribute, String text) {
    return attribute(attribute, (text + "\0").getBytes(StandardCharsets.UTF_8));
  }

  /// Appends an attribute that holds what `content` writes.
  NetlinkRequest nested(int attribute, Consumer<NetlinkRequest> content) {
    NetlinkRequest inner = new NetlinkRequest(name, type, flags, new ByteArrayOutputStream());
    content.accept(inner);
    return attribute(attribute, inner.body.toByteArray());
  }

  /// The whole message.
  byte[] encode(int sequence) {
    byte[] payload = body.toByteArray();
    return buffer(HEADER_SIZE + payload.length)
        .putInt(HEADER_SIZE + payload.length)
        .putShort((short) type)
        .putShort((short) flags)
        .putInt(sequence)
        .putInt(0)
        .put(payload)
        .array();
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
  }
}
