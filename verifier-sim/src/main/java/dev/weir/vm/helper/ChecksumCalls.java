// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.vm.machine.Call;
import dev.weir.vm.machine.Machine;
import dev.weir.vm.run.Packet;
import dev.weir.vm.run.Run;
import java.util.Map;

/// Checksums, as the kernel keeps them for packets whose checksum no device has computed.
///
/// @kernel v6.12 net/core/filter.c bpf_l3_csum_replace, bpf_l4_csum_replace, bpf_csum_diff
final class ChecksumCalls {
  private static final long SIZE = 0xf;
  private static final long PSEUDO = 0x10;
  private static final long MANGLED_0 = 0x20;
  private static final long ENFORCE = 0x40;
  private static final long IPV6 = 0x80;
  private static final KernelVersion IPV6_SINCE = new KernelVersion(6, 16);
  private static final KernelVersion FOLDED_SINCE = new KernelVersion(6, 13);

  private ChecksumCalls() {}

  static void define(Map<String, Call> calls) {
    calls.put("l3_csum_replace", ChecksumCalls::l3);
    calls.put("l4_csum_replace", ChecksumCalls::l4);
    calls.put("csum_diff", ChecksumCalls::diff);
    calls.put("csum_update", (m, ctx, value, c, d, e) -> Errors.ENOTSUPP);
    calls.put("csum_level", ChecksumCalls::level);
  }

  private static long l3(Machine m, long ctx, long offset, long from, long to, long flags) {
    if ((flags & ~SIZE) != 0) {
      return Errors.EINVAL;
    }
    return replace(m.run().frame(), offset, from, to, flags, false);
  }

  private static long l4(Machine m, long ctx, long offset, long from, long to, long flags) {
    long known = SIZE | PSEUDO | MANGLED_0 | ENFORCE;
    if (m.run().kernel().atLeast(IPV6_SINCE)) {
      known |= IPV6;
    }
    if ((flags & ~known) != 0) {
      return Errors.EINVAL;
    }
    return replace(m.run().frame(), offset, from, to, flags, true);
  }

  private static long replace(
      Packet packet, long offset, long from, long to, long flags, boolean transport) {
    long at = Integer.toUnsignedLong((int) offset);
    if (at > 0xffff || (at & 1) != 0 || !packet.pull(at + 2)) {
      return Errors.EFAULT;
    }
    packet.changed();
    byte[] field = new byte[2];
    packet.load((int) at, field);
    int sum = field[0] & 0xff | (field[1] & 0xff) << 8;
    boolean mangled = transport && (flags & MANGLED_0) != 0;
    if (mangled && (flags & ENFORCE) == 0 && sum == 0) {
      return 0;
    }
    int changed;
    switch ((int) (flags & SIZE)) {
      case 0 -> {
        if (from != 0) {
          return Errors.EINVAL;
        }
        changed = fold(add((int) to, ~sum & 0xffff | 0xffff_0000));
      }
      case 2 ->
          changed =
              transport
                  ? fold(add(subtract(~sum, (int) from & 0xffff), (int) to & 0xffff))
                  : ~add16(add16(~sum & 0xffff, ~(int) from & 0xffff), (int) to & 0xffff) & 0xffff;
      case 4 -> changed = fold(add(subtract(~sum, (int) from), (int) to));
      default -> {
        return Errors.EINVAL;
      }
    }
    if (mangled && changed == 0) {
      changed = 0xffff;
    }
    packet.store((int) at, new byte[] {(byte) changed, (byte) (changed >> 8)});
    return 0;
  }

  private static long diff(Machine m, long from, long fromSize, long to, long toSize, long seed) {
    boolean folded = m.run().kernel().atLeast(FOLDED_SINCE);
    boolean whole = ((fromSize | toSize) & 3) == 0 && fromSize + toSize <= 512;
    if (!folded && !whole) {
      return Errors.EINVAL;
    }
    int sum = (int) seed;
    if (fromSize != 0) {
      sum = subtract(sum, partial(m.memory().read(from, (int) fromSize), 0));
    }
    if (toSize != 0) {
      sum = add(sum, partial(m.memory().read(to, (int) toSize), 0));
    }
    return folded ? ~fold(sum) & 0xffff : Integer.toUnsignedLong(sum);
  }

  private static long level(Machine m, long ctx, long change, long c, long d, long e) {
    Run run = m.run();
    int level = run.checksumLevel();
    switch ((int) change) {
      case 0 -> {
        return level < 0 ? Errors.EACCES : level;
      }
      case 1 -> run.checksumLevel(level < 0 ? 0 : Math.min(level + 1, 3));
      case 2 -> run.checksumLevel(level - 1 < 0 ? -1 : level - 1);
      case 3 -> run.checksumLevel(-1);
      default -> {
        return Errors.EINVAL;
      }
    }
    return 0;
  }

  /// The sum of 32-bit words with carries, on top of another.
  static int partial(byte[] bytes, int sum) {
    int total = sum;
    for (int i = 0; i < bytes.length; i += 4) {
      int word = 0;
      for (int j = Math.min(i + 3, bytes.length - 1); j >= i; j--) {
        word = word << 8 | bytes[j] & 0xff;
      }
      total = add(total, word);
    }
    return total;
  }

  static int add(int left, int right) {
    int sum = left + right;
    return Integer.compareUnsigned(sum, right) < 0 ? sum + 1 : sum;
  }

  private static int subtract(int left, int right) {
    return add(left, ~right);
  }

  private static int add16(int left, int right) {
    int sum = left + right;
    return (sum & 0xffff) + (sum >>> 16);
  }

  /// The complement of a sum in 16 bits.
  static int fold(int sum) {
    int once = (sum & 0xffff) + (sum >>> 16);
    return ~((once & 0xffff) + (once >>> 16)) & 0xffff;
  }
}
