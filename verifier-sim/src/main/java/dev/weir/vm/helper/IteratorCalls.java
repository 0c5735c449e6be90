// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.vm.machine.Call;
import dev.weir.vm.machine.Machine;
import dev.weir.vm.memory.AccessFault;
import dev.weir.vm.memory.Memory;
import dev.weir.vm.memory.Region;
import java.util.BitSet;
import java.util.Map;

/// Open-coded iterators over numbers and bits. The state lies in the program's own 8 or 16 bytes,
/// as in the kernel.
///
/// @kernel v6.12 kernel/bpf/bpf_iter.c bpf_iter_num_new
final class IteratorCalls {
  private static final long MOST_LOOPS = 8 << 20;

  /// `BITS_ITER_NR_WORDS_MAX`.
  private static final int MOST_WORDS = 511;

  private static final int BIT_COUNT = 8;
  private static final int BIT = 12;

  private IteratorCalls() {}

  static void define(Map<String, Call> calls) {
    calls.put("bpf_iter_num_new", IteratorCalls::start);
    calls.put("bpf_iter_num_next", IteratorCalls::next);
    calls.put("bpf_iter_num_destroy", IteratorCalls::destroy);
    calls.put("bpf_iter_bits_new", IteratorCalls::startBits);
    calls.put("bpf_iter_bits_next", IteratorCalls::nextBit);
    calls.put("bpf_iter_bits_destroy", IteratorCalls::endBits);
  }

  private static long start(Machine m, long at, long from, long to, long d, long e) {
    int first = (int) from;
    int last = (int) to;
    Memory memory = m.memory();
    if (first > last || (long) last - first > MOST_LOOPS) {
      memory.store8(at, 0);
      return first > last ? Errors.EINVAL : Errors.E2BIG;
    }
    memory.store4(at, first - 1);
    memory.store4(at + 4, last);
    return 0;
  }

  private static long next(Machine m, long at, long b, long c, long d, long e) {
    Memory memory = m.memory();
    int current = (int) memory.load4(at);
    int end = (int) memory.load4(at + 4);
    if ((long) current + 1 >= end) {
      memory.store8(at, 0);
      return 0;
    }
    memory.store4(at, current + 1);
    Object known = m.run().shared().attached().get(at);
    Region value =
        known instanceof Region region
            ? region
            : memory.add(
                Region.of(Region.Kind.MEMORY, "an iterator", null, new byte[4], 0, 4, true));
    m.run().shared().attached().put(at, value);
    long address = memory.address(value);
    memory.store4(address, current + 1);
    return address;
  }

  /// @kernel v6.12 kernel/bpf/helpers.c bpf_iter_bits_new: a word is copied into the iterator, more
  ///   words beside it
  private static long startBits(Machine m, long at, long from, long words, long d, long e) {
    Memory memory = m.memory();
    memory.store8(at, 0);
    memory.store4(at + BIT_COUNT, 0);
    memory.store4(at + BIT, -1);
    if (from == 0 || (int) words == 0) {
      return Errors.EINVAL;
    }
    if (Integer.compareUnsigned((int) words, MOST_WORDS) > 0) {
      return Errors.E2BIG;
    }
    byte[] bits;
    try {
      bits = memory.read(from, (int) words * Long.BYTES);
    } catch (AccessFault unreadable) {
      return Errors.EFAULT;
    }
    m.run().shared().attached().put(at, BitSet.valueOf(bits));
    memory.store4(at + BIT_COUNT, (int) words * Long.SIZE);
    return 0;
  }

  private static long nextBit(Machine m, long at, long b, long c, long d, long e) {
    Memory memory = m.memory();
    int count = (int) memory.load4(at + BIT_COUNT);
    int bit = (int) memory.load4(at + BIT);
    if (count == 0
        || bit >= count
        || !(m.run().shared().attached().get(at) instanceof BitSet bits)) {
      return 0;
    }
    int next = bits.nextSetBit(bit + 1);
    memory.store4(at + BIT, next < 0 ? count : next);
    return next < 0 ? 0 : at + BIT;
  }

  private static long endBits(Machine m, long at, long b, long c, long d, long e) {
    m.run().shared().attached().remove(at);
    return 0;
  }

  private static long destroy(Machine m, long at, long b, long c, long d, long e) {
    m.memory().store8(at, 0);
    return 0;
  }
}
