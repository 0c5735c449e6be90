// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.verifier.image.KernelFunctions.Arguments;
import dev.weir.verifier.image.KernelTypes;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.state.BtfTarget;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the kernel's iterators hand to programs: the element, which is null in the last call, and
/// what belongs to it. Measured on a 6.18 kernel.
final class IteratorElements {
  private record Element(RegType type, String struct, int flags) {}

  private static final int OR_NULL = RegFlag.MAYBE_NULL;
  private static final int TRUSTED_OR_NULL = RegFlag.TRUSTED | RegFlag.MAYBE_NULL;
  private static final Element KEY =
      new Element(RegType.BUF, "", RegFlag.RDONLY | RegFlag.MAYBE_NULL);
  private static final Element VALUE = new Element(RegType.BUF, "", RegFlag.MAYBE_NULL);

  /// By function and index of the argument.
  private static final Map<String, Map<Integer, Element>> ELEMENTS =
      Map.ofEntries(
          Map.entry("bpf_iter_bpf_link", Map.of(1, object("bpf_link", OR_NULL))),
          Map.entry("bpf_iter_bpf_map", Map.of(1, object("bpf_map", TRUSTED_OR_NULL))),
          Map.entry("bpf_iter_bpf_map_elem", Map.of(2, KEY, 3, VALUE)),
          Map.entry("bpf_iter_bpf_prog", Map.of(1, object("bpf_prog", OR_NULL))),
          Map.entry("bpf_iter_bpf_sk_storage_map", Map.of(2, object("sock", OR_NULL), 3, VALUE)),
          Map.entry("bpf_iter_cgroup", Map.of(1, object("cgroup", TRUSTED_OR_NULL))),
          Map.entry("bpf_iter_dmabuf", Map.of(1, object("dma_buf", OR_NULL))),
          Map.entry("bpf_iter_ipv6_route", Map.of(1, object("fib6_info", OR_NULL))),
          Map.entry("bpf_iter_kmem_cache", Map.of(1, object("kmem_cache", TRUSTED_OR_NULL))),
          Map.entry("bpf_iter_ksym", Map.of(1, object("kallsym_iter", OR_NULL))),
          Map.entry("bpf_iter_netlink", Map.of(1, object("netlink_sock", OR_NULL))),
          Map.entry("bpf_iter_sockmap", Map.of(2, KEY, 3, object("sock", OR_NULL))),
          Map.entry("bpf_iter_task", Map.of(1, object("task_struct", TRUSTED_OR_NULL))),
          Map.entry(
              "bpf_iter_task_file",
              Map.of(1, object("task_struct", OR_NULL), 3, object("file", OR_NULL))),
          Map.entry(
              "bpf_iter_task_vma",
              Map.of(1, object("task_struct", OR_NULL), 2, object("vm_area_struct", OR_NULL))),
          Map.entry("bpf_iter_tcp", Map.of(1, object("sock_common", TRUSTED_OR_NULL))),
          Map.entry("bpf_iter_udp", Map.of(1, object("udp_sock", TRUSTED_OR_NULL))),
          Map.entry("bpf_iter_unix", Map.of(1, object("unix_sock", OR_NULL))));

  private IteratorElements() {}

  private static Element object(String struct, int flags) {
    return new Element(RegType.BTF_ID, struct, flags);
  }

  /// The element that an argument is; null for other arguments.
  static @Nullable RegState value(Access access, Arguments arguments, int index) {
    Element element = ELEMENTS.getOrDefault(arguments.function(), Map.of()).get(index);
    if (element == null) {
      return null;
    }
    RegState value =
        RegState.pointer(element.type()).withFlags(element.flags()).withId(access.walk().newId());
    if (element.struct().isEmpty()) {
      return value;
    }
    KernelTypes types = access.walk().image().kernelTypes();
    int id =
        types
            .struct(element.struct())
            .orElseThrow(() -> new Unmodelled("the layout of struct " + element.struct()));
    return value.withTarget(new BtfTarget(types.btf(), id));
  }
}
