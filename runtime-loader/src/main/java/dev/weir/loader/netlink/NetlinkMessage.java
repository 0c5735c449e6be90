// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A message from the kernel.
///
/// @param type its number
/// @param flags `NLM_F_*`
/// @param sequence of the request it answers
/// @param body what follows the header
record NetlinkMessage(int type, int flags, int sequence, byte[] body) {
  /// A 16-bit field of the fixed structure.
  int u16(int offset) {
    return Short.toUnsignedInt(buffer().getShort(offset));
  }

  /// A 32-bit field of the fixed structure.
  int u32(int offset) {
    return buffer().getInt(offset);
  }

  /// The attributes that follow a fixed structure of a size.
  Attributes attributes(int fixedSize) {
    return Attributes.parse(body, fixedSize);
  }

  private ByteBuffer buffer() {
    return ByteBuffer.wrap(body).order(ByteOrder.nativeOrder());
  }

  /// Attributes by type.
  ///
  /// @param payloads their payloads
  record Attributes(Map<Integer, byte[]> payloads) {
    private static final int HEADER = 4;
    private static final int TYPE_MASK = 0x3fff;

    static Attributes parse(byte[] bytes, int start) {
      Map<Integer, byte[]> payloads = new HashMap<>();
      ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
      int position = start;
      while (position + HEADER <= bytes.length) {
        int length = Short.toUnsignedInt(in.getShort(position));
        if (length < HEADER || position + length > bytes.length) {
          break;
        }
        int type = Short.toUnsignedInt(in.getShort(position + Short.BYTES)) & TYPE_MASK;
        byte[] payload = new byte[length - HEADER];
        in.get(position + HEADER, payload);
        payloads.put(type, payload);
        position += (length + Integer.BYTES - 1) & -Integer.BYTES;
      }
      return new Attributes(payloads);
    }

    /// The payload of an attribute.
    Optional<byte[]> bytes(int type) {
      return Optional.ofNullable(payloads.get(type));
    }

    /// A payload of four bytes.
    Optional<Integer> u32(int type) {
      return bytes(type)
          .filter(p -> p.length >= Integer.BYTES)
          .map(p -> ByteBuffer.wrap(p).order(ByteOrder.nativeOrder()).getInt());
    }

    /// A payload of zero-terminated text.
    Optional<String> text(int type) {
      return bytes(type)
          .map(p -> new String(p, StandardCharsets.UTF_8))
          .map(s -> s.endsWith("\0") ? s.substring(0, s.length() - 1) : s);
    }

    /// The attributes inside an attribute.
    Attributes nested(int type) {
      return bytes(type).map(p -> parse(p, 0)).orElseGet(() -> new Attributes(Map.of()));
    }
  }
}
