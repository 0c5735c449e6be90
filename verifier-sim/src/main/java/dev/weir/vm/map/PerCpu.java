// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.map;

import dev.weir.vm.memory.Region;
import java.util.Arrays;
import java.util.function.IntFunction;

/// Values of per-CPU maps as user space sees them: one after the other, each padded to 8 bytes.
final class PerCpu {
  private PerCpu() {}

  static byte[] join(int valueSize, int cpus, IntFunction<Region> values) {
    int stride = stride(valueSize);
    byte[] all = new byte[stride * cpus];
    for (int cpu = 0; cpu < cpus; cpu++) {
      Region region = values.apply(cpu);
      System.arraycopy(region.bytes(), region.start(), all, cpu * stride, valueSize);
    }
    return all;
  }

  static void split(VmMap map, byte[] all, int cpus, IntFunction<Region> values) {
    int stride = stride(map.image().valueSize());
    if (all.length != stride * cpus) {
      throw new IllegalArgumentException(
          "value of "
              + all.length
              + " bytes for map "
              + map.name()
              + ", which has "
              + cpus
              + " values of "
              + stride);
    }
    for (int cpu = 0; cpu < cpus; cpu++) {
      map.fill(
          values.apply(cpu),
          Arrays.copyOfRange(all, cpu * stride, cpu * stride + map.image().valueSize()));
    }
  }

  private static int stride(int valueSize) {
    return valueSize + 7 & ~7;
  }
}
