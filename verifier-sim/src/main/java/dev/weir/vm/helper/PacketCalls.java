// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.vm.machine.Call;
import dev.weir.vm.machine.Machine;
import dev.weir.vm.memory.StructImage;
import dev.weir.vm.run.Packet;
import dev.weir.vm.run.Run;
import java.util.Map;

/// Bytes and metadata of socket buffers.
///
/// @kernel v6.12 net/core/filter.c
final class PacketCalls {
  private static final long RECOMPUTE_CSUM = 1;
  private static final long INVALIDATE_HASH = 2;
  private static final int MOST_BYTES = 65535 + 14;
  private static final int MOST_TYPE = 3;

  private PacketCalls() {}

  static void define(Map<String, Call> calls) {
    calls.put("skb_load_bytes", PacketCalls::load);
    calls.put("skb_load_bytes_relative", PacketCalls::loadRelative);
    calls.put("skb_store_bytes", PacketCalls::store);
    calls.put("skb_pull_data", PacketCalls::pull);
    calls.put("skb_change_head", PacketCalls::changeHead);
    calls.put("skb_change_tail", PacketCalls::changeTail);
    calls.put("skb_change_type", PacketCalls::changeType);
    calls.put("skb_vlan_push", PacketCalls::pushVlan);
    calls.put("skb_vlan_pop", PacketCalls::popVlan);
    calls.put("skb_set_tstamp", PacketCalls::setTimestamp);
    calls.put("get_hash_recalc", PacketCalls::hash);
    calls.put("set_hash_invalid", (m, ctx, b, c, d, e) -> setHash(m.run(), 0));
    calls.put("set_hash", (m, ctx, hash, c, d, e) -> setHash(m.run(), hash));
    calls.put("skb_ecn_set_ce", PacketCalls::markCongestion);
    calls.put("skb_get_xfrm_state", PacketCalls::noTransformation);
    calls.put("get_cgroup_classid", (m, a, b, c, d, e) -> 0);
    calls.put("skb_cgroup_classid", (m, a, b, c, d, e) -> 0);
    calls.put("get_route_realm", (m, a, b, c, d, e) -> 0);
  }

  private static long load(Machine m, long ctx, long offset, long to, long size, long e) {
    byte[] bytes = new byte[(int) size];
    boolean there =
        Integer.toUnsignedLong((int) offset) <= Integer.MAX_VALUE
            && m.run().frame().load((int) offset, bytes);
    m.memory().write(to, there ? bytes : new byte[bytes.length]);
    return there ? 0 : Errors.EFAULT;
  }

  /// Packets never went through IPsec.
  private static long noTransformation(Machine m, long ctx, long i, long to, long size, long e) {
    m.memory().write(to, new byte[(int) size]);
    return Errors.EINVAL;
  }

  private static long loadRelative(
      Machine m, long ctx, long offset, long to, long size, long from) {
    Packet packet = m.run().frame();
    byte[] bytes = new byte[(int) size];
    long start =
        switch ((int) from) {
          case 0 -> packet.macOffset();
          case 1 -> packet.networkOffset();
          default -> Integer.MIN_VALUE;
        };
    long at = start + Integer.toUnsignedLong((int) offset);
    boolean there =
        start != Integer.MIN_VALUE
            && Integer.toUnsignedLong((int) offset) <= 0xffff
            && packet.load((int) at, bytes);
    m.memory().write(to, there ? bytes : new byte[bytes.length]);
    return there ? 0 : Errors.EFAULT;
  }

  private static long store(Machine m, long ctx, long offset, long from, long size, long flags) {
    if ((flags & ~(RECOMPUTE_CSUM | INVALIDATE_HASH)) != 0) {
      return Errors.EINVAL;
    }
    Packet packet = m.run().frame();
    long at = Integer.toUnsignedLong((int) offset);
    byte[] bytes = m.memory().read(from, (int) size);
    if (at > Integer.MAX_VALUE || !packet.pull(at + size)) {
      return Errors.EFAULT;
    }
    packet.store((int) at, bytes);
    packet.changed();
    if ((flags & INVALIDATE_HASH) != 0) {
      setHash(m.run(), 0);
    }
    return 0;
  }

  private static long pull(Machine m, long ctx, long size, long c, long d, long e) {
    Packet packet = m.run().frame();
    long wanted = Integer.toUnsignedLong((int) size);
    boolean pulled = packet.pull(wanted == 0 ? packet.linear() : wanted);
    packet.changed();
    return pulled ? 0 : Errors.ENOMEM;
  }

  private static long changeHead(Machine m, long ctx, long room, long flags, long d, long e) {
    Packet packet = m.run().frame();
    long length = packet.length() + Integer.toUnsignedLong((int) room);
    if (flags != 0 || length > MOST_BYTES && !gso(m.run())) {
      return Errors.EINVAL;
    }
    int network = packet.networkOffset();
    packet.insert(0, (int) room);
    packet.headers(0, network + (int) room);
    packet.changed();
    return 0;
  }

  /// @kernel v6.12 net/core/filter.c __bpf_skb_change_tail, __bpf_skb_min_len
  private static long changeTail(Machine m, long ctx, long length, long flags, long d, long e) {
    Packet packet = m.run().frame();
    long wanted = Integer.toUnsignedLong((int) length);
    long least = Math.max(packet.networkOffset(), 0);
    if (flags != 0 || wanted > MOST_BYTES || wanted < least) {
      return Errors.EINVAL;
    }
    packet.resize((int) wanted);
    packet.changed();
    return 0;
  }

  private static long changeType(Machine m, long ctx, long type, long c, long d, long e) {
    StructImage image = m.run().window().image();
    if (image.get("pkt_type") > MOST_TYPE || Integer.toUnsignedLong((int) type) > MOST_TYPE) {
      return Errors.EINVAL;
    }
    image.set("pkt_type", (int) type);
    return 0;
  }

  private static long pushVlan(Machine m, long ctx, long protocol, long tci, long d, long e) {
    Run run = m.run();
    StructImage image = run.window().image();
    Packet packet = run.frame();
    int kind = Short.toUnsignedInt(Short.reverseBytes((short) protocol));
    if (image.get("vlan_present") != 0) {
      int outer = (int) image.get("vlan_proto");
      insertTag(packet, outer, (int) image.get("vlan_tci"));
      image.set("protocol", outer);
    }
    image.set("vlan_present", 1);
    image.set("vlan_proto", kind == 0x88a8 ? kind : 0x8100);
    image.set("vlan_tci", (int) tci & 0xffff);
    packet.changed();
    return 0;
  }

  private static long popVlan(Machine m, long ctx, long b, long c, long d, long e) {
    StructImage image = m.run().window().image();
    Packet packet = m.run().frame();
    if (image.get("vlan_present") != 0) {
      image.set("vlan_present", 0);
      image.set("vlan_tci", 0);
      image.set("vlan_proto", 0);
    } else {
      if (!tagged(image)) {
        return 0;
      }
      if (removeTag(packet, image) < 0) {
        return Errors.ENOMEM;
      }
    }
    if (tagged(image)) {
      int protocol = (int) image.get("protocol");
      int tci = removeTag(packet, image);
      if (tci < 0) {
        return Errors.ENOMEM;
      }
      image.set("vlan_present", 1);
      image.set("vlan_proto", protocol);
      image.set("vlan_tci", tci);
    }
    packet.changed();
    return 0;
  }

  private static boolean tagged(StructImage image) {
    long protocol = image.get("protocol");
    return protocol == 0x8100 || protocol == 0x88a8;
  }

  private static void insertTag(Packet packet, int protocol, int tci) {
    packet.insert(12, 4);
    packet.store(
        12, new byte[] {(byte) (protocol >> 8), (byte) protocol, (byte) (tci >> 8), (byte) tci});
  }

  /// Takes the tag out of the link header; its control information, or -1 when there is none.
  private static int removeTag(Packet packet, StructImage image) {
    byte[] tag = new byte[6];
    if (!packet.load(12, tag)) {
      return -1;
    }
    packet.remove(12, 4);
    image.set("protocol", (tag[4] & 0xff) << 8 | tag[5] & 0xff);
    return (tag[2] & 0xff) << 8 | tag[3] & 0xff;
  }

  private static long setTimestamp(Machine m, long ctx, long time, long type, long d, long e) {
    StructImage image = m.run().window().image();
    long protocol = image.get("protocol");
    if (protocol != 0x0800 && protocol != 0x86dd) {
      return Errors.EOPNOTSUPP;
    }
    if (type < 0 || type > 2 || type > 0 && time == 0) {
      return Errors.EINVAL;
    }
    image.set("tstamp", time);
    image.set("tstamp_type", type);
    return 0;
  }

  /// Approximate: the kernel's hash depends on a random key; this one on the bytes alone.
  private static long hash(Machine m, long ctx, long b, long c, long d, long e) {
    StructImage image = m.run().window().image();
    if (image.get("hash") == 0) {
      byte[] bytes = m.run().frame().bytes();
      int hash = 1;
      int start = Math.max(m.run().frame().networkOffset(), 0);
      for (int i = start; i < Math.min(bytes.length, start + 44); i++) {
        hash = hash * 31 + bytes[i];
      }
      image.set("hash", hash == 0 ? 1 : hash);
    }
    return image.get("hash");
  }

  private static long setHash(Run run, long hash) {
    run.window().image().set("hash", (int) hash);
    return 0;
  }

  /// @kernel v6.12 include/net/inet_ecn.h INET_ECN_set_ce
  private static long markCongestion(Machine m, long ctx, long b, long c, long d, long e) {
    Packet packet = m.run().frame();
    int network = packet.networkOffset();
    long protocol = m.run().window().image().get("protocol");
    byte[] head = new byte[protocol == 0x0800 ? 20 : 40];
    if (protocol != 0x0800 && protocol != 0x86dd || !packet.load(network, head)) {
      return 0;
    }
    packet.pull((long) network + head.length);
    long set = protocol == 0x0800 ? markIpv4(head) : markIpv6(head);
    packet.store(network, head);
    packet.changed();
    return set;
  }

  private static long markIpv4(byte[] head) {
    int ecn = head[1] & 3;
    if (ecn == 0 || ecn == 3) {
      return ecn == 3 ? 1 : 0;
    }
    int check = (head[10] & 0xff) << 8 | head[11] & 0xff;
    int changed = ~check + (~(head[1] & 0xff) & 0xffff) + (head[1] & 0xff | 3);
    int sum = ChecksumCalls.fold(changed & 0xf_ffff);
    head[1] |= 3;
    head[10] = (byte) (sum >> 8);
    head[11] = (byte) sum;
    return 1;
  }

  private static long markIpv6(byte[] head) {
    int ecn = head[1] >> 4 & 3;
    if (ecn == 0) {
      return 0;
    }
    head[1] |= 0x30;
    return 1;
  }

  static boolean gso(Run run) {
    StructImage image = run.window().image();
    return image.has("gso_size") && image.get("gso_size") != 0;
  }
}
