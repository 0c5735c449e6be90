// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.image;

import java.util.Map;

/// The configuration that the model's kernels stand for: what programs ask of it, as stock x86-64
/// builds of distributions set it.
final class ModelSettings {
  /// The settings that are set.
  static final Map<String, String> ALL =
      Map.ofEntries(
          Map.entry("CONFIG_64BIT", "y"),
          Map.entry("CONFIG_BPF", "y"),
          Map.entry("CONFIG_BPF_JIT", "y"),
          Map.entry("CONFIG_BPF_SYSCALL", "y"),
          Map.entry("CONFIG_CGROUPS", "y"),
          Map.entry("CONFIG_CGROUP_BPF", "y"),
          Map.entry("CONFIG_DEBUG_INFO_BTF", "y"),
          Map.entry("CONFIG_HZ", "250"),
          Map.entry("CONFIG_HZ_250", "y"),
          Map.entry("CONFIG_INET", "y"),
          Map.entry("CONFIG_IPV6", "y"),
          Map.entry("CONFIG_KALLSYMS", "y"),
          Map.entry("CONFIG_NET", "y"),
          Map.entry("CONFIG_NET_NS", "y"),
          Map.entry("CONFIG_NR_CPUS", "8192"),
          Map.entry("CONFIG_NUMA", "y"),
          Map.entry("CONFIG_PAGE_SHIFT", "12"),
          Map.entry("CONFIG_PGTABLE_LEVELS", "5"),
          Map.entry("CONFIG_SMP", "y"),
          Map.entry("CONFIG_X86", "y"),
          Map.entry("CONFIG_X86_64", "y"));

  private ModelSettings() {}
}
