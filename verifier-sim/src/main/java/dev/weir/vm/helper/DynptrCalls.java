// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.vm.machine.Call;
import dev.weir.vm.machine.Machine;
import dev.weir.vm.map.BufferMap;
import dev.weir.vm.memory.AccessFault;
import dev.weir.vm.memory.Memory;
import dev.weir.vm.memory.Region;
import dev.weir.vm.run.Packet;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Dynptrs over memory, ring buffer records and packets. The 16 bytes on the stack hold a mark and
/// the size; what they stand for is kept beside, by address.
///
/// @kernel v6.12 kernel/bpf/helpers.c bpf_dynptr_from_mem and its neighbours
final class DynptrCalls {
  private static final long MOST_BYTES = (1 << 24) - 1;

  private DynptrCalls() {}

  /// What a dynptr stands for.
  ///
  /// @param packet the packet; null for memory
  /// @param at address of the memory
  /// @param record the record of a ring buffer; null for other memory
  /// @param offset from the start of packet or memory
  /// @param size bytes
  private record Dynptr(
      @Nullable Packet packet,
      long at,
      @Nullable Region record,
      long offset,
      long size,
      boolean readOnly) {}

  static void define(Map<String, Call> calls) {
    calls.put("dynptr_from_mem", DynptrCalls::fromMemory);
    calls.put("dynptr_read", DynptrCalls::read);
    calls.put("dynptr_write", DynptrCalls::write);
    calls.put("dynptr_data", DynptrCalls::data);
    calls.put("ringbuf_reserve_dynptr", DynptrCalls::reserve);
    calls.put("ringbuf_submit_dynptr", (m, at, flags, c, d, e) -> finish(m, at, true));
    calls.put("ringbuf_discard_dynptr", (m, at, flags, c, d, e) -> finish(m, at, false));
    calls.put("bpf_dynptr_from_skb", DynptrCalls::fromPacket);
    calls.put("bpf_dynptr_from_xdp", DynptrCalls::fromPacket);
    calls.put(
        "bpf_dynptr_slice",
        (m, p, offset, buffer, size, e) -> slice(m, p, offset, buffer, size, false));
    calls.put(
        "bpf_dynptr_slice_rdwr",
        (m, p, offset, buffer, size, e) -> slice(m, p, offset, buffer, size, true));
    calls.put("bpf_dynptr_size", (m, p, b, c, d, e) -> sizeOf(m, p));
    calls.put("bpf_dynptr_is_null", (m, p, b, c, d, e) -> find(m, p) == null ? 1 : 0);
    calls.put("bpf_dynptr_is_rdonly", DynptrCalls::isReadOnly);
    calls.put("bpf_dynptr_adjust", DynptrCalls::adjust);
    calls.put("bpf_dynptr_clone", DynptrCalls::copy);
    calls.put("bpf_dynptr_copy", DynptrCalls::copyBytes);
    calls.put("bpf_dynptr_memset", DynptrCalls::fill);
  }

  /// The address of a dynptr over bytes that programs only read.
  static long readOnly(Machine m, byte[] bytes) {
    Memory memory = m.memory();
    Region data =
        memory.add(Region.of(Region.Kind.MEMORY, "a sample", null, bytes, 0, bytes.length, false));
    Region holder =
        memory.add(Region.of(Region.Kind.MEMORY, "a dynptr", null, new byte[16], 0, 16, true));
    long at = memory.address(holder);
    set(m, at, new Dynptr(null, memory.address(data), null, 0, bytes.length, true));
    memory.release(data);
    memory.release(holder);
    return at;
  }

  private static void set(Machine m, long at, @Nullable Dynptr dynptr) {
    m.memory().store8(at, dynptr == null ? 0 : at ^ 0x6479_6e70_7472L);
    m.memory().store8(at + 8, dynptr == null ? 0 : dynptr.size);
    if (dynptr == null) {
      m.run().shared().attached().remove(at);
    } else {
      m.run().shared().attached().put(at, dynptr);
    }
  }

  private static @Nullable Dynptr find(Machine m, long at) {
    if (m.memory().load8(at) == 0) {
      return null;
    }
    if (m.run().shared().attached().get(at) instanceof Dynptr dynptr) {
      return dynptr;
    }
    throw new AccessFault(m.memory().describe(at) + " is no dynptr");
  }

  private static long sizeOf(Machine m, long at) {
    Dynptr dynptr = find(m, at);
    return dynptr == null ? Errors.EINVAL : dynptr.size;
  }

  private static long fromMemory(Machine m, long at, long size, long flags, long to, long e) {
    long length = Integer.toUnsignedLong((int) size);
    if (length > MOST_BYTES || flags != 0) {
      set(m, to, null);
      return length > MOST_BYTES ? Errors.E2BIG : Errors.EINVAL;
    }
    set(m, to, new Dynptr(null, at, null, 0, length, false));
    return 0;
  }

  private static long fromPacket(Machine m, long ctx, long flags, long to, long d, long e) {
    if (flags != 0) {
      set(m, to, null);
      return Errors.EINVAL;
    }
    Packet packet = m.run().frame();
    boolean readOnly =
        switch (m.run().program().type()) {
          case CGROUP_SKB,
              SOCKET_FILTER,
              SK_REUSEPORT,
              FLOW_DISSECTOR,
              LWT_IN,
              LWT_OUT,
              LWT_SEG6LOCAL ->
              true;
          default -> false;
        };
    set(m, to, new Dynptr(packet, 0, null, 0, packet.length(), readOnly));
    return 0;
  }

  private static long reserve(Machine m, long address, long size, long flags, long to, long e) {
    BufferMap map = EventCalls.buffer(m, address);
    long length = Integer.toUnsignedLong((int) size);
    if (flags != 0 || length > MOST_BYTES || !map.reserve(length)) {
      set(m, to, null);
      return flags != 0 ? Errors.EINVAL : length > MOST_BYTES ? Errors.E2BIG : Errors.EINVAL;
    }
    Region record = EventCalls.record(m.memory(), map, (int) length);
    set(m, to, new Dynptr(null, m.memory().address(record), record, 0, length, false));
    return 0;
  }

  private static long finish(Machine m, long at, boolean send) {
    Dynptr dynptr = find(m, at);
    if (dynptr != null
        && dynptr.record != null
        && dynptr.record.owner() instanceof EventCalls.Reserved reserved) {
      EventCalls.finish(m, dynptr.record, reserved, send);
    }
    set(m, at, null);
    return 0;
  }

  private static boolean outside(Dynptr dynptr, long offset, long size) {
    return size > dynptr.size || offset > dynptr.size - size;
  }

  private static byte[] bytes(Machine m, Dynptr dynptr, long offset, int size) {
    if (dynptr.packet == null) {
      return m.memory().read(dynptr.at + dynptr.offset + offset, size);
    }
    byte[] bytes = new byte[size];
    dynptr.packet.load((int) (dynptr.offset + offset), bytes);
    return bytes;
  }

  private static void put(Machine m, Dynptr dynptr, long offset, byte[] bytes) {
    if (dynptr.packet == null) {
      m.memory().write(dynptr.at + dynptr.offset + offset, bytes);
    } else {
      dynptr.packet.store((int) (dynptr.offset + offset), bytes);
    }
  }

  private static long read(Machine m, long to, long size, long from, long offset, long flags) {
    Dynptr dynptr = find(m, from);
    long at = Integer.toUnsignedLong((int) offset);
    if (dynptr == null || flags != 0) {
      return Errors.EINVAL;
    }
    if (outside(dynptr, at, size)) {
      return Errors.E2BIG;
    }
    m.memory().write(to, bytes(m, dynptr, at, (int) size));
    return 0;
  }

  private static long write(Machine m, long to, long offset, long from, long size, long flags) {
    Dynptr dynptr = find(m, to);
    long at = Integer.toUnsignedLong((int) offset);
    if (dynptr == null || dynptr.readOnly || flags != 0 && dynptr.packet == null) {
      return Errors.EINVAL;
    }
    if (outside(dynptr, at, size)) {
      return Errors.E2BIG;
    }
    put(m, dynptr, at, m.memory().read(from, (int) size));
    if (dynptr.packet != null) {
      dynptr.packet.changed();
    }
    return 0;
  }

  private static long data(Machine m, long from, long offset, long size, long d, long e) {
    Dynptr dynptr = find(m, from);
    long at = Integer.toUnsignedLong((int) offset);
    if (dynptr == null
        || dynptr.readOnly
        || dynptr.packet != null
        || outside(dynptr, at, Integer.toUnsignedLong((int) size))) {
      return 0;
    }
    return dynptr.at + dynptr.offset + at;
  }

  private static long slice(
      Machine m, long from, long offset, long buffer, long size, boolean write) {
    Dynptr dynptr = find(m, from);
    long at = Integer.toUnsignedLong((int) offset);
    long length = Integer.toUnsignedLong((int) size);
    if (dynptr == null || write && dynptr.readOnly || outside(dynptr, at, length)) {
      return 0;
    }
    if (dynptr.packet == null) {
      return dynptr.at + dynptr.offset + at;
    }
    if (dynptr.offset + at + length <= dynptr.packet.linear()) {
      return dynptr.packet.address((int) (dynptr.offset + at));
    }
    if (buffer == 0) {
      return 0;
    }
    m.memory().write(buffer, bytes(m, dynptr, at, (int) length));
    return buffer;
  }

  private static long isReadOnly(Machine m, long at, long b, long c, long d, long e) {
    Dynptr dynptr = find(m, at);
    return dynptr != null && dynptr.readOnly ? 1 : 0;
  }

  private static long adjust(Machine m, long at, long start, long end, long d, long e) {
    Dynptr dynptr = find(m, at);
    long from = Integer.toUnsignedLong((int) start);
    long to = Integer.toUnsignedLong((int) end);
    if (dynptr == null || from > to) {
      return Errors.EINVAL;
    }
    if (from > dynptr.size || to > dynptr.size) {
      return Errors.ERANGE;
    }
    set(
        m,
        at,
        new Dynptr(
            dynptr.packet,
            dynptr.at,
            dynptr.record,
            dynptr.offset + from,
            to - from,
            dynptr.readOnly));
    return 0;
  }

  private static long copy(Machine m, long from, long to, long c, long d, long e) {
    Dynptr dynptr = find(m, from);
    set(m, to, dynptr);
    return dynptr == null ? Errors.EINVAL : 0;
  }

  private static long copyBytes(
      Machine m, long to, long toOffset, long from, long fromOffset, long size) {
    Dynptr target = find(m, to);
    Dynptr source = find(m, from);
    long length = Integer.toUnsignedLong((int) size);
    long toAt = Integer.toUnsignedLong((int) toOffset);
    long fromAt = Integer.toUnsignedLong((int) fromOffset);
    if (target == null || source == null || target.readOnly) {
      return Errors.EINVAL;
    }
    if (outside(target, toAt, length) || outside(source, fromAt, length)) {
      return Errors.E2BIG;
    }
    put(m, target, toAt, bytes(m, source, fromAt, (int) length));
    return 0;
  }

  private static long fill(Machine m, long at, long offset, long size, long value, long e) {
    Dynptr dynptr = find(m, at);
    long from = Integer.toUnsignedLong((int) offset);
    long length = Integer.toUnsignedLong((int) size);
    if (dynptr == null || dynptr.readOnly) {
      return Errors.EINVAL;
    }
    if (outside(dynptr, from, length)) {
      return Errors.E2BIG;
    }
    byte[] bytes = new byte[(int) length];
    Arrays.fill(bytes, (byte) value);
    put(m, dynptr, from, bytes);
    return 0;
  }
}
