// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.vm.machine.Call;
import dev.weir.vm.machine.Machine;
import dev.weir.vm.net.Socket;
import dev.weir.vm.run.Packet;
import java.util.Arrays;
import java.util.Map;

/// Options of TCP headers, for `sock_ops`. The packet is the TCP header. When options are written
/// (`BPF_SOCK_OPS_WRITE_HDR_OPT_CB`), it ends behind those that are there, and its data offset says
/// how long it will be; what is between is what the program may fill. When room is reserved
/// (`BPF_SOCK_OPS_HDR_OPT_LEN_CB`), it is what is left of 40 bytes.
///
/// @kernel v6.12 net/core/filter.c bpf_sock_ops_load_hdr_opt and its neighbours
final class HeaderOptionCalls {
  static final String RESERVED = "reserve_hdr_opt";
  private static final int LENGTH_CALLBACK = 14;
  private static final int WRITE_CALLBACK = 15;
  private static final long OF_SYN = 1;
  private static final int TCP = 6;
  private static final int SAVED_SYN = 1005;

  private static final int HEADER = 20;
  private static final int MOST_OPTIONS = 40;
  private static final int END = 0;
  private static final int NOTHING = 1;
  private static final int EXPERIMENT = 253;
  private static final int OTHER_EXPERIMENT = 254;

  private HeaderOptionCalls() {}

  static void define(Map<String, Call> calls) {
    calls.put("load_hdr_opt", HeaderOptionCalls::load);
    calls.put("store_hdr_opt", HeaderOptionCalls::store);
    calls.put("reserve_hdr_opt", HeaderOptionCalls::reserve);
  }

  private static long load(Machine m, long ctx, long at, long size, long flags, long e) {
    if (size < 2 || (flags & ~OF_SYN) != 0) {
      return Errors.EINVAL;
    }
    byte[] search = m.memory().read(at, (int) size);
    int kind = search[0] & 0xff;
    int length = search[1] & 0xff;
    boolean experiment = isExperiment(kind);
    if (length > size || kind == NOTHING || kind == END) {
      return Errors.EINVAL;
    }
    if (experiment ? length != 4 && length != 6 : length != 0) {
      return Errors.EINVAL;
    }
    byte[] header;
    if ((flags & OF_SYN) != 0) {
      Socket socket = m.run().socket();
      byte[] saved = socket == null ? null : socket.option(TCP, SAVED_SYN);
      if (saved == null) {
        return Errors.ENOENT;
      }
      header = saved;
    } else if (m.run().packet() == null || operation(m) == LENGTH_CALLBACK) {
      return Errors.EPERM;
    } else {
      header = m.run().frame().bytes();
    }
    byte[] magic = experiment ? Arrays.copyOfRange(search, 2, length) : new byte[0];
    long found = find(header, kind, magic);
    if (found < 0) {
      return found;
    }
    int there = header[(int) found + 1] & 0xff;
    int copied = (int) Math.min(there, size);
    m.memory().write(at, Arrays.copyOfRange(header, (int) found, (int) found + copied));
    return there > size ? Errors.ENOSPC : there;
  }

  private static long store(Machine m, long ctx, long from, long size, long flags, long e) {
    if (operation(m) != WRITE_CALLBACK) {
      return Errors.EPERM;
    }
    if (size < 2 || flags != 0) {
      return Errors.EINVAL;
    }
    byte[] option = m.memory().read(from, (int) size);
    int kind = option[0] & 0xff;
    int length = option[1] & 0xff;
    if (length > size || kind == NOTHING || kind == END) {
      return Errors.EINVAL;
    }
    Packet packet = m.run().frame();
    byte[] header = packet.bytes();
    if (length > headerLength(header) - header.length) {
      return Errors.ENOSPC;
    }
    boolean experiment = isExperiment(kind);
    if (experiment && length < 4) {
      return Errors.EINVAL;
    }
    byte[] magic = experiment ? Arrays.copyOfRange(option, 2, 4) : new byte[0];
    long found = find(header, kind, magic);
    if (found >= 0) {
      return Errors.EEXIST;
    }
    if (found != Errors.ENOMSG) {
      return found;
    }
    if (ends(header)) {
      return Errors.ENOSPC;
    }
    packet.resize(header.length + length);
    packet.store(header.length, Arrays.copyOf(option, length));
    packet.changed();
    return 0;
  }

  private static long reserve(Machine m, long ctx, long size, long flags, long d, long e) {
    if (operation(m) != LENGTH_CALLBACK) {
      return Errors.EPERM;
    }
    if (flags != 0 || size < 2) {
      return Errors.EINVAL;
    }
    Packet packet = m.run().packet();
    int there = packet == null ? 0 : packet.length() - HEADER;
    long reserved = m.run().notes().getOrDefault(RESERVED, 0L);
    if (size > MOST_OPTIONS - there - reserved) {
      return Errors.ENOSPC;
    }
    m.run().notes().put(RESERVED, reserved + size);
    return 0;
  }

  private static long operation(Machine m) {
    return m.run().window().image().get("op");
  }

  private static boolean isExperiment(int kind) {
    return kind == EXPERIMENT || kind == OTHER_EXPERIMENT;
  }

  private static int headerLength(byte[] header) {
    return header.length < HEADER ? 0 : (header[12] >> 4 & 0xf) * 4;
  }

  /// Where an option is, or why it is not found.
  private static long find(byte[] header, int kind, byte[] magic) {
    int at = HEADER;
    while (at < header.length) {
      int there = header[at] & 0xff;
      if (there == END) {
        return Errors.ENOMSG;
      }
      if (there == NOTHING) {
        at++;
        continue;
      }
      int length = at + 1 < header.length ? header[at + 1] & 0xff : 0;
      if (length < 2 || at + length > header.length) {
        return Errors.EFAULT;
      }
      if (there == kind) {
        if (magic.length > length - 2) {
          return Errors.ENOMSG;
        }
        if (Arrays.equals(header, at + 2, at + 2 + magic.length, magic, 0, magic.length)) {
          return at;
        }
      }
      at += length;
    }
    return Errors.ENOMSG;
  }

  /// Whether an option says that no other follows; the options are known to be well formed.
  private static boolean ends(byte[] header) {
    int at = HEADER;
    while (at < header.length && header[at] != END) {
      at += header[at] == NOTHING ? 1 : header[at + 1] & 0xff;
    }
    return at < header.length;
  }
}
