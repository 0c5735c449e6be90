// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.vm.machine.Call;
import dev.weir.vm.machine.Machine;
import dev.weir.vm.memory.AccessFault;
import java.util.Map;

/// The kernel functions for strings that end with a zero byte. They take any address; of what lies
/// outside of the program's memory nothing is simulated.
///
/// @kernel v6.18 kernel/bpf/helpers.c bpf_strcmp and its neighbours; characters are unsigned
///   (`-funsigned-char`)
final class StringCalls {
  /// `XATTR_SIZE_MAX`, the bytes after which they give up.
  private static final int MOST = 65_536;

  private StringCalls() {}

  static void define(Map<String, Call> calls) {
    calls.put("bpf_strlen", (m, s, b, c, d, e) -> length(m, s, MOST));
    calls.put("bpf_strnlen", (m, s, most, c, d, e) -> length(m, s, most));
    calls.put("bpf_strcmp", (m, s, t, c, d, e) -> compare(m, s, t, MOST, false));
    calls.put("bpf_strcasecmp", (m, s, t, c, d, e) -> compare(m, s, t, MOST, true));
    calls.put("bpf_strncasecmp", (m, s, t, most, d, e) -> compare(m, s, t, most, true));
    calls.put("bpf_strchr", (m, s, of, c, d, e) -> first(m, s, MOST, (int) of & 0xff));
    calls.put("bpf_strnchr", (m, s, most, of, d, e) -> first(m, s, most, (int) of & 0xff));
    calls.put("bpf_strchrnul", (m, s, of, c, d, e) -> firstOrEnd(m, s, (int) of & 0xff));
    calls.put("bpf_strrchr", (m, s, of, c, d, e) -> last(m, s, (int) of));
    calls.put("bpf_strspn", (m, s, set, c, d, e) -> span(m, s, set, true));
    calls.put("bpf_strcspn", (m, s, set, c, d, e) -> span(m, s, set, false));
    calls.put("bpf_strstr", (m, s, t, c, d, e) -> find(m, s, t, MOST, false));
    calls.put("bpf_strcasestr", (m, s, t, c, d, e) -> find(m, s, t, MOST, true));
    calls.put("bpf_strnstr", (m, s, t, most, d, e) -> find(m, s, t, most, false));
    calls.put("bpf_strncasestr", (m, s, t, most, d, e) -> find(m, s, t, most, true));
  }

  /// The character at an address, 0 to 255.
  private static int at(Machine m, long address) {
    try {
      m.memory().locate(address, 1, false);
    } catch (AccessFault outside) {
      throw AccessFault.notSimulated("a string at " + m.memory().describe(address));
    }
    return (int) m.memory().load1(address);
  }

  /// Whether an address may be one of the kernel's.
  ///
  /// @kernel v6.18 arch/x86/mm/maccess.c copy_from_kernel_nofault_allowed
  static boolean kernels(Machine m, long address) {
    return m.memory().find(address) != null || address >> 47 == -1;
  }

  /// How many bytes a limit allows.
  private static int limit(long most) {
    return Long.compareUnsigned(most, MOST) < 0 ? (int) most : MOST;
  }

  private static long ended(int at, long otherwise) {
    return at == MOST ? Errors.E2BIG : otherwise;
  }

  private static long length(Machine m, long text, long most) {
    if (!kernels(m, text)) {
      return Errors.ERANGE;
    }
    int limit = limit(most);
    for (int i = 0; i < limit; i++) {
      if (at(m, text + i) == 0) {
        return i;
      }
    }
    return ended(limit, limit);
  }

  private static long compare(Machine m, long left, long right, long most, boolean fold) {
    if (!kernels(m, left) || !kernels(m, right)) {
      return Errors.ERANGE;
    }
    int limit = limit(most);
    for (int i = 0; i < limit; i++) {
      int a = folded(at(m, left + i), fold);
      int b = folded(at(m, right + i), fold);
      if (a != b) {
        return a < b ? -1 : 1;
      }
      if (a == 0) {
        return 0;
      }
    }
    return ended(limit, 0);
  }

  private static long first(Machine m, long text, long most, int of) {
    if (!kernels(m, text)) {
      return Errors.ERANGE;
    }
    int limit = limit(most);
    for (int i = 0; i < limit; i++) {
      int next = at(m, text + i);
      if (next == of) {
        return i;
      }
      if (next == 0) {
        return Errors.ENOENT;
      }
    }
    return ended(limit, Errors.ENOENT);
  }

  private static long firstOrEnd(Machine m, long text, int of) {
    if (!kernels(m, text)) {
      return Errors.ERANGE;
    }
    for (int i = 0; i < MOST; i++) {
      int next = at(m, text + i);
      if (next == of || next == 0) {
        return i;
      }
    }
    return Errors.E2BIG;
  }

  /// @param of a number of which no byte is cut out
  private static long last(Machine m, long text, int of) {
    if (!kernels(m, text)) {
      return Errors.ERANGE;
    }
    long last = Errors.ENOENT;
    for (int i = 0; i < MOST; i++) {
      int next = at(m, text + i);
      last = next == of ? i : last;
      if (next == 0) {
        return last;
      }
    }
    return Errors.E2BIG;
  }

  /// The length of the start that has only characters of a set, or only others.
  private static long span(Machine m, long text, long set, boolean within) {
    if (!kernels(m, text) || !kernels(m, set)) {
      return Errors.ERANGE;
    }
    for (int i = 0; i < MOST; i++) {
      int next = at(m, text + i);
      if (next == 0) {
        return i;
      }
      long found = first(m, set, MOST, next);
      if (found == Errors.E2BIG) {
        return found;
      }
      if (found >= 0 != within) {
        return i;
      }
    }
    return Errors.E2BIG;
  }

  /// Where a part begins that ends within the first characters.
  private static long find(Machine m, long text, long part, long most, boolean fold) {
    if (!kernels(m, text) || !kernels(m, part)) {
      return Errors.ERANGE;
    }
    for (int i = 0; i < MOST; i++) {
      int j = 0;
      for (; Long.compareUnsigned(i + j, most) <= 0 && j < MOST; j++) {
        int wanted = at(m, part + j);
        if (wanted == 0) {
          return i;
        }
        if (i + j == most) {
          break;
        }
        int next = folded(at(m, text + i + j), fold);
        if (next == 0) {
          return Errors.ENOENT;
        }
        if (next != folded(wanted, fold)) {
          break;
        }
      }
      if (j == MOST) {
        return Errors.E2BIG;
      }
      if (i + j == most) {
        return Errors.ENOENT;
      }
    }
    return Errors.E2BIG;
  }

  /// The lower case of the kernel's character table, ISO 8859-1.
  ///
  /// @kernel v6.18 lib/ctype.c _ctype
  private static int folded(int character, boolean fold) {
    boolean upper =
        character >= 'A' && character <= 'Z'
            || character >= 0xc0 && character <= 0xde && character != 0xd7;
    return fold && upper ? character + 32 : character;
  }
}
