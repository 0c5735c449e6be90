// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.ContextLayout;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.bytecode.kernel.KernelStructs;
import dev.weir.bytecode.kernel.ReturnKind;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.object.BpfObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every load that a hook permits of its context, and of the socket behind it, yields what the
/// kernel makes of it: whole fields, parts of fields, and the parts that the kernel does not cut
/// out.
@Tag("kernel")
final class ContextLoadTest {
  /// Hashes, and what [SideBySide] leaves out.
  private static final Set<String> UNFORESEEABLE = Set.of("hash", "rx_queue_mapping");

  @BeforeAll
  static void needsPrivilege() {
    SideBySide.assumeKernel();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tc ingress", "tcx egress", "cgroup_skb ingress", "socket", "xdp"})
  void loadsOfTheContextAreTheKernels(String hook) throws LinkException {
    ContextLayout context = hook(hook).context();
    compare(hook, "", loads(context, "r6"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tc ingress", "cgroup_skb ingress"})
  void loadsOfTheSocketAreTheKernels(String hook) throws LinkException {
    ContextLayout socket = KernelStructs.pointee(ReturnKind.SOCKET).orElseThrow();
    String fullSocket =
        """
          r1 = *(u64 *)(r6 + %d)
          if r1 == 0x0 goto L1
          call sk_fullsock#95
          if r0 == 0x0 goto L1
          r6 = r0
        """
            .formatted(hook(hook).context().field("sk").orElseThrow().offsetBytes());
    compare(hook, fullSocket, loads(socket, "r6"));
  }

  private static Hook hook(String name) {
    return Hooks.all().stream().filter(h -> h.name().equals(name)).findFirst().orElseThrow();
  }

  /// Loads of all numbers of a structure into R0, but of those that nobody foresees.
  private static List<String> loads(ContextLayout layout, String base) {
    List<String> loads = new ArrayList<>();
    for (int offset = 0; offset < layout.sizeBytes(); offset++) {
      Optional<ContextField> field = layout.fieldAt(offset);
      if (field.isEmpty()
          || field.get().type().pointer()
          || UNFORESEEABLE.contains(field.get().name())) {
        continue;
      }
      for (int size = 1; size <= Long.BYTES; size <<= 1) {
        if (layout.reads().allows(offset, size)) {
          loads.add("r0 = *(u%d *)(%s + %d)".formatted(8 * size, base, offset));
        }
      }
    }
    return loads;
  }

  private static void compare(String hook, String before, List<String> loads) throws LinkException {
    assertFalse(loads.isEmpty());
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < loads.size(); i++) {
      body.append("  %s\n  *(u64 *)(r7 + %d) = r0\n".formatted(loads.get(i), 8 * i));
    }
    String listing =
        """
        .license "GPL"
        .map seen array key 4 value %d entries 1

        .program main section "%s"
          r6 = r1
          *(u32 *)(r10 - 4) = 0
          r2 = r10
          r2 += -4
          r1 = map seen ll
          call map_lookup_elem#1
          if r0 == 0x0 goto L1
          r7 = r0
        %s%s
        L1:
          r0 = 0x0
          exit
        """
            .formatted(8 * loads.size(), hook(hook).section(), before, body);
    BpfObject object = SideBySide.object(listing);
    SideBySide.Result result = SideBySide.compare(object, 1);
    assertEquals(SideBySide.Result.Kind.SAME, result.kind(), result::detail);
  }
}
