// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.vm.machine.Call;
import dev.weir.vm.machine.Machine;
import dev.weir.vm.run.Packet;
import java.util.Map;

/// Bytes of XDP frames.
///
/// @kernel v6.12 net/core/filter.c bpf_xdp_adjust_head and its neighbours
final class XdpCalls {
  /// What the kernel keeps in the headroom of a frame that it passes on.
  private static final int FRAME_BYTES = 40;

  private static final int ETHERNET_BYTES = 14;
  private static final int MOST_METADATA = 255;

  private XdpCalls() {}

  static void define(Map<String, Call> calls) {
    calls.put("xdp_adjust_head", XdpCalls::adjustHead);
    calls.put("xdp_adjust_tail", XdpCalls::adjustTail);
    calls.put("xdp_adjust_meta", XdpCalls::adjustMeta);
    calls.put("xdp_load_bytes", XdpCalls::load);
    calls.put("xdp_store_bytes", XdpCalls::store);
    for (String hint : new String[] {"hash", "timestamp", "vlan_tag"}) {
      // what devices without such a hint answer, and test runs
      calls.put("bpf_xdp_metadata_rx_" + hint, (m, ctx, to, c, d, e) -> Errors.EOPNOTSUPP);
    }
    calls.put("xdp_get_buff_len", (m, ctx, b, c, d, e) -> m.run().frame().length());
  }

  private static long adjustHead(Machine m, long ctx, long by, long c, long d, long e) {
    Packet packet = m.run().frame();
    int distance = (int) by;
    boolean fits =
        packet.headroom() + (long) distance >= FRAME_BYTES
            && packet.linear() - (long) distance >= ETHERNET_BYTES;
    if (fits) {
      packet.moveStart(distance);
    }
    packet.changed();
    return fits ? 0 : Errors.EINVAL;
  }

  private static long adjustTail(Machine m, long ctx, long by, long c, long d, long e) {
    Packet packet = m.run().frame();
    long length = packet.length() + (long) (int) by;
    boolean fits = length >= ETHERNET_BYTES && (int) by <= packet.tailroom();
    if (fits) {
      packet.resize((int) length);
    }
    packet.changed();
    return fits ? 0 : Errors.EINVAL;
  }

  private static long adjustMeta(Machine m, long ctx, long by, long c, long d, long e) {
    Packet packet = m.run().frame();
    long length = packet.metadataLength() - (long) (int) by;
    long result = 0;
    if (length < 0 || packet.headroom() + (long) (int) by < FRAME_BYTES) {
      result = Errors.EINVAL;
    } else if ((length & 3) != 0 || length > MOST_METADATA) {
      result = Errors.EACCES;
    } else {
      packet.moveMetadata((int) by);
    }
    packet.changed();
    return result;
  }

  private static long load(Machine m, long ctx, long offset, long to, long size, long e) {
    byte[] bytes = new byte[(int) size];
    long at = Integer.toUnsignedLong((int) offset);
    if (at > 0xffff || size > 0xffff) {
      return Errors.EFAULT;
    }
    if (!m.run().frame().load((int) at, bytes)) {
      return Errors.EINVAL;
    }
    m.memory().write(to, bytes);
    return 0;
  }

  private static long store(Machine m, long ctx, long offset, long from, long size, long e) {
    long at = Integer.toUnsignedLong((int) offset);
    if (at > 0xffff || size > 0xffff) {
      return Errors.EFAULT;
    }
    return m.run().frame().store((int) at, m.memory().read(from, (int) size)) ? 0 : Errors.EINVAL;
  }
}
