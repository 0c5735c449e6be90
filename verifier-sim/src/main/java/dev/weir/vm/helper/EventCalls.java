// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.vm.machine.Call;
import dev.weir.vm.machine.Machine;
import dev.weir.vm.map.BufferMap;
import dev.weir.vm.map.VmMap;
import dev.weir.vm.memory.AccessFault;
import dev.weir.vm.memory.Memory;
import dev.weir.vm.memory.Region;
import dev.weir.vm.run.Event;
import dev.weir.vm.run.Packet;
import java.util.Arrays;
import java.util.Map;

/// Records for user space: ring buffers and perf events; and records from it.
///
/// @kernel v6.12 kernel/bpf/ringbuf.c, net/core/filter.c bpf_skb_event_output
final class EventCalls {
  private static final int CURRENT_CPU = -1;
  private static final long MOST_DRAINED = 128 * 1024;

  private EventCalls() {}

  /// A record of a ring buffer that is being written.
  record Reserved(BufferMap map, byte[] bytes) {}

  static void define(Map<String, Call> calls) {
    calls.put("ringbuf_output", EventCalls::output);
    calls.put("ringbuf_reserve", EventCalls::reserve);
    calls.put("ringbuf_submit", (m, at, flags, c, d, e) -> finish(m, at, true));
    calls.put("ringbuf_discard", (m, at, flags, c, d, e) -> finish(m, at, false));
    calls.put("ringbuf_query", (m, map, what, c, d, e) -> buffer(m, map).query(what));
    calls.put("perf_event_output", EventCalls::perf);
    calls.put("user_ringbuf_drain", EventCalls::drain);
  }

  static BufferMap buffer(Machine m, long address) {
    if (VmMap.at(m.memory(), address) instanceof BufferMap map) {
      return map;
    }
    throw new AccessFault(m.memory().describe(address) + " is no buffer");
  }

  private static long output(Machine m, long address, long at, long size, long flags, long e) {
    BufferMap map = buffer(m, address);
    if ((flags & ~3L) != 0) {
      return Errors.EINVAL;
    }
    if (!map.reserve(size)) {
      return -11;
    }
    m.run().events().add(new Event(map.name(), m.memory().read(at, (int) size), 0));
    return 0;
  }

  private static long reserve(Machine m, long address, long size, long flags, long d, long e) {
    BufferMap map = buffer(m, address);
    if (flags != 0 || !map.reserve(size)) {
      return 0;
    }
    return m.memory().address(record(m.memory(), map, (int) size));
  }

  static Region record(Memory memory, BufferMap map, int size) {
    byte[] bytes = new byte[size];
    return memory.add(
        Region.of(
            Region.Kind.MEMORY,
            "a record of " + map.name(),
            new Reserved(map, bytes),
            bytes,
            0,
            size,
            true));
  }

  private static long finish(Machine m, long at, boolean send) {
    Region region = m.memory().find(at);
    if (region == null
        || !(region.owner() instanceof Reserved reserved)
        || region.ended() != null) {
      throw new AccessFault(m.memory().describe(at) + " is no reserved record");
    }
    finish(m, region, reserved, send);
    return 0;
  }

  static void finish(Machine m, Region region, Reserved reserved, boolean send) {
    if (send) {
      m.run().events().add(new Event(reserved.map().name(), reserved.bytes().clone(), 0));
    }
    region.end(send ? "already submitted" : "already discarded");
    m.memory().release(region);
  }

  private static long perf(Machine m, long ctx, long address, long flags, long at, long size) {
    BufferMap map = buffer(m, address);
    int behind = (int) (flags >>> 32) & 0xfffff;
    int index = (int) flags;
    int cpu = index == CURRENT_CPU ? m.run().cpus().current() : index;
    if (Integer.toUnsignedLong(cpu) >= map.image().spec().maxEntries()) {
      return Errors.E2BIG;
    }
    byte[] data = m.memory().read(at, (int) size);
    if (behind > 0) {
      Packet packet = m.run().packet();
      byte[] payload = new byte[behind];
      if (packet == null || !packet.load(0, payload)) {
        return Errors.EFAULT;
      }
      int start = data.length;
      data = Arrays.copyOf(data, start + behind);
      System.arraycopy(payload, 0, data, start, behind);
    }
    m.run().events().add(new Event(map.name(), data, cpu));
    return 0;
  }

  private static long drain(
      Machine m, long address, long callback, long context, long flags, long e) {
    BufferMap map = buffer(m, address);
    if ((flags & ~3L) != 0) {
      return Errors.EINVAL;
    }
    long count = 0;
    while (count < MOST_DRAINED) {
      byte[] entry = map.receive();
      if (entry == null) {
        break;
      }
      count++;
      if (m.callback(callback, DynptrCalls.readOnly(m, entry), context, 0, 0, 0) != 0) {
        break;
      }
    }
    return count;
  }
}
