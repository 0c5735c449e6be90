// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.vm.machine.Call;
import dev.weir.vm.machine.Machine;
import dev.weir.vm.memory.StructImage;
import dev.weir.vm.run.Packet;
import dev.weir.vm.run.Run;
import java.util.Map;

/// Room for headers: encapsulation, decapsulation, translation between IP versions.
///
/// @kernel v6.12 net/core/filter.c bpf_skb_adjust_room, bpf_skb_change_proto
final class RoomCalls {
  private static final long FIXED_GSO = 1;
  private static final long ENCAP_IPV4 = 1 << 1;
  private static final long ENCAP_IPV6 = 1 << 2;
  private static final long ENCAP_GRE = 1 << 3;
  private static final long ENCAP_UDP = 1 << 4;
  private static final long NO_CSUM_RESET = 1 << 5;
  private static final long ENCAP_ETH = 1 << 6;
  private static final long DECAP_IPV4 = 1 << 7;
  private static final long DECAP_IPV6 = 1 << 8;
  private static final int L2_SHIFT = 56;
  private static final long KNOWN = 0x1ff | 0xffL << L2_SHIFT;
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;
  private static final int MOST_BYTES = 65535 + 14;

  private RoomCalls() {}

  static void define(Map<String, Call> calls) {
    calls.put("skb_adjust_room", RoomCalls::adjust);
    calls.put("skb_change_proto", RoomCalls::translate);
  }

  private static long adjust(Machine m, long ctx, long by, long mode, long flags, long e) {
    Run run = m.run();
    Packet packet = run.frame();
    StructImage image = run.window().image();
    int difference = (int) by;
    int size = Math.abs(difference);
    int protocol = (int) image.get("protocol");
    if ((flags & ~KNOWN) != 0) {
      return Errors.EINVAL;
    }
    if (Integer.toUnsignedLong(size) > 0xfff) {
      return Errors.EFAULT;
    }
    if (protocol != IPV4 && protocol != IPV6 || mode != 0 && mode != 1) {
      return Errors.ENOTSUPP;
    }
    int base = protocol == IPV4 ? 20 : 40;
    int offset = packet.networkOffset() - packet.macOffset() + (mode == 0 ? base : 0);
    boolean shrink = difference < 0;
    int least = base;
    long decap = flags & (DECAP_IPV4 | DECAP_IPV6);
    if (decap != 0) {
      if (!shrink || decap == (DECAP_IPV4 | DECAP_IPV6)) {
        return Errors.EINVAL;
      }
      least = decap == DECAP_IPV4 ? 20 : 40;
    }
    int behind = packet.length() - packet.networkOffset();
    if (shrink && (size >= behind || behind - size < least)
        || !shrink && packet.length() + size > MOST_BYTES && !PacketCalls.gso(run)) {
      return Errors.ENOTSUPP;
    }
    long result =
        shrink ? shrink(run, offset, size, flags) : grow(run, offset, size, protocol, flags);
    if (result == 0 && (flags & NO_CSUM_RESET) == 0) {
      run.checksumLevel(-1);
    }
    packet.changed();
    return result;
  }

  private static long grow(Run run, int offset, int size, int protocol, long flags) {
    Packet packet = run.frame();
    StructImage image = run.window().image();
    boolean encap = (flags & (ENCAP_IPV4 | ENCAP_IPV6)) != 0;
    int inner = (int) (flags >>> L2_SHIFT);
    if (encap) {
      if (both(flags, ENCAP_IPV4, ENCAP_IPV6)
          || both(flags, ENCAP_GRE, ENCAP_UDP)
          || (flags & ENCAP_ETH) != 0 && inner < 14) {
        return Errors.EINVAL;
      }
      if (run.notes().containsKey("encapsulated")) {
        return Errors.EALREADY;
      }
      if (inner > size) {
        return Errors.EINVAL;
      }
    }
    if (packet.macOffset() < 0) {
      // hooks without a link header push in front of the network header
      packet.insert(Math.max(offset + packet.macOffset(), 0), size);
    } else {
      packet.insert(offset, size);
    }
    if (encap) {
      run.notes().put("encapsulated", 1L);
      if (protocol == IPV4 && (flags & ENCAP_IPV6) != 0) {
        image.set("protocol", IPV6);
      } else if (protocol == IPV6 && (flags & ENCAP_IPV4) != 0) {
        image.set("protocol", IPV4);
      }
    }
    if (PacketCalls.gso(run)) {
      image.set("gso_segs", 0);
      if ((flags & FIXED_GSO) == 0) {
        image.set("gso_size", image.get("gso_size") - size);
      }
    }
    return 0;
  }

  private static long shrink(Run run, int offset, int size, long flags) {
    if ((flags & ~(FIXED_GSO | DECAP_IPV4 | DECAP_IPV6 | NO_CSUM_RESET)) != 0) {
      return Errors.EINVAL;
    }
    Packet packet = run.frame();
    StructImage image = run.window().image();
    int at = packet.macOffset() < 0 ? Math.max(offset + packet.macOffset(), 0) : offset;
    if (packet.length() < at + size) {
      return Errors.ENOMEM;
    }
    packet.remove(at, size);
    int protocol = (int) image.get("protocol");
    if (protocol == IPV4 && (flags & DECAP_IPV6) != 0) {
      image.set("protocol", IPV6);
    } else if (protocol == IPV6 && (flags & DECAP_IPV4) != 0) {
      image.set("protocol", IPV4);
    }
    if (PacketCalls.gso(run)) {
      image.set("gso_segs", 0);
      if ((flags & FIXED_GSO) == 0) {
        image.set("gso_size", image.get("gso_size") + size);
      }
    }
    return 0;
  }

  private static long translate(Machine m, long ctx, long wanted, long flags, long d, long e) {
    if (flags != 0) {
      return Errors.EINVAL;
    }
    Packet packet = m.run().frame();
    StructImage image = m.run().window().image();
    int from = (int) image.get("protocol");
    int to = Short.toUnsignedInt(Short.reverseBytes((short) wanted));
    int offset = packet.networkOffset();
    if (from == IPV4 && to == IPV6) {
      packet.insert(offset, 20);
    } else if (from == IPV6 && to == IPV4) {
      if (packet.length() < offset + 20) {
        packet.changed();
        return Errors.ENOMEM;
      }
      packet.remove(offset, 20);
    } else {
      packet.changed();
      return Errors.ENOTSUPP;
    }
    image.set("protocol", to);
    image.set("hash", 0);
    packet.changed();
    return 0;
  }

  private static boolean both(long flags, long one, long other) {
    return (flags & one) != 0 && (flags & other) != 0;
  }
}
