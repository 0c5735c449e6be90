// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.vm.machine.Call;
import dev.weir.vm.machine.Machine;
import dev.weir.vm.run.Sysctl;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Name and values of the file that a program at `sysctl` is asked about.
///
/// @kernel v6.12 kernel/bpf/cgroup.c bpf_sysctl_get_name and its neighbours
final class SysctlCalls {
  /// `BPF_F_SYSCTL_BASE_NAME`.
  private static final long BASE_NAME = 1;

  private static final int MOST_BYTES = 4095;

  private SysctlCalls() {}

  static void define(Map<String, Call> calls) {
    calls.put("sysctl_get_name", SysctlCalls::name);
    calls.put(
        "sysctl_get_current_value", (m, ctx, to, size, d, e) -> copy(m, to, size, of(m).current()));
    calls.put(
        "sysctl_get_new_value", (m, ctx, to, size, d, e) -> copy(m, to, size, of(m).written()));
    calls.put("sysctl_set_new_value", SysctlCalls::replace);
  }

  /// The access of the input; without one, a read of a file without name and contents.
  private static Sysctl of(Machine m) {
    Sysctl access = m.run().sysctl();
    return access == null ? Sysctl.read("", "") : access;
  }

  private static long name(Machine m, long ctx, long to, long size, long flags, long e) {
    String path = of(m).name();
    byte[] name =
        ((flags & BASE_NAME) != 0 ? path.substring(path.lastIndexOf('/') + 1) : path)
            .getBytes(StandardCharsets.UTF_8);
    if (to == 0) {
      return Errors.EINVAL;
    }
    if (size == 0) {
      return Errors.E2BIG;
    }
    int length = Math.min(name.length, (int) size - 1);
    m.memory().write(to, Arrays.copyOf(Arrays.copyOf(name, length), length + 1));
    return length < name.length ? Errors.E2BIG : length;
  }

  private static long copy(Machine m, long to, long size, @Nullable String value) {
    if (to == 0) {
      return Errors.EINVAL;
    }
    if (size == 0) {
      return Errors.E2BIG;
    }
    byte[] text = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
    byte[] result = Arrays.copyOf(text, (int) size);
    boolean fits = size > text.length;
    if (!fits) {
      result[result.length - 1] = 0;
    }
    m.memory().write(to, result);
    return text.length == 0 ? Errors.EINVAL : fits ? text.length : Errors.E2BIG;
  }

  private static long replace(Machine m, long ctx, long at, long size, long d, long e) {
    Sysctl access = of(m);
    if (access.written() == null || at == 0 || size == 0) {
      return Errors.EINVAL;
    }
    if (size > MOST_BYTES) {
      return Errors.E2BIG;
    }
    String text = new String(m.memory().read(at, (int) size), StandardCharsets.UTF_8);
    m.run().sysctl(Sysctl.write(access.name(), access.current(), text));
    return 0;
  }
}
