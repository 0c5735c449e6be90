// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Holds the tables against the BTF of the running kernel, as bpftool prints it.
@Tag("kernel")
final class KernelBtfTest {
  private static final Path VMLINUX = Path.of("/sys/kernel/btf/vmlinux");
  private static BtfText btf = new BtfText(new HashMap<>(), new HashMap<>());

  @BeforeAll
  static void dump() throws IOException, InterruptedException {
    assumeTrue(Files.isReadable(VMLINUX), "no kernel BTF at " + VMLINUX);
    Process process;
    try {
      process =
          new ProcessBuilder("bpftool", "btf", "dump", "file", VMLINUX.toString(), "format", "raw")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "bpftool is not installed");
      return;
    }
    try (var output = process.inputReader(StandardCharsets.UTF_8)) {
      btf = BtfText.parse(output.lines());
    }
    assumeTrue(process.waitFor() == 0, "bpftool cannot read the kernel's BTF");
  }

  @Test
  void contextLayoutsAreTheKernels() {
    for (Hook hook : Hooks.all()) {
      if (!hook.context().fields().isEmpty()) {
        assertLayout(hook.context());
      }
    }
  }

  @Test
  void parameterStructuresAreTheKernels() {
    for (String name :
        new String[] {
          "bpf_sock",
          "bpf_tcp_sock",
          "bpf_flow_keys",
          "bpf_fib_lookup",
          "bpf_redir_neigh",
          "bpf_tunnel_key",
          "bpf_xfrm_state",
          "bpf_tcp_req_attrs"
        }) {
      assertLayout(KernelStructs.byName(name).orElseThrow());
    }
  }

  @Test
  void programAttachAndMapTypesAreTheKernels() {
    Map<String, Integer> programs = btf.enumeration("bpf_prog_type", "BPF_PROG_TYPE_");
    assertFalse(programs.isEmpty());
    programs.forEach((name, number) ->
        assertEquals(Optional.of(name), ProgramType.ofNumber(number).map(ProgramType::constant)));
    Map<String, Integer> attaches = btf.enumeration("bpf_attach_type", "BPF_");
    assertFalse(attaches.isEmpty());
    attaches.forEach((name, number) ->
        assertEquals(Optional.of(name), AttachType.ofNumber(number).map(AttachType::constant)));
    Map<String, Integer> maps = btf.enumeration("bpf_map_type", "BPF_MAP_TYPE_");
    maps.keySet().removeIf(name -> name.endsWith("_DEPRECATED"));
    assertFalse(maps.isEmpty());
    maps.forEach((name, number) ->
        assertEquals(Optional.of(name), MapType.ofNumber(number).map(MapType::constant)));
  }

  @Test
  void helperIdsAreTheKernels() {
    Map<String, Integer> helpers = btf.enumeration("bpf_func_id", "BPF_FUNC_");
    helpers.remove("BPF_FUNC_unspec");
    assertFalse(helpers.isEmpty());
    helpers.forEach((name, id) ->
        assertEquals(
            Optional.of(name), Helpers.byId(id).map(helper -> "BPF_FUNC_" + helper.name())));
  }

  private static void assertLayout(ContextLayout layout) {
    Map<String, Integer> offsets = btf.offsets(layout.struct());
    assertFalse(offsets.isEmpty(), "the kernel has no struct " + layout.struct());
    for (ContextField field : layout.fields()) {
      Integer offset = offsets.get(field.name());
      if (offset != null) { // a field may be newer than the running kernel
        assertEquals(field.offsetBytes(), offset, layout.struct() + "." + field.name());
      }
    }
    for (String known : offsets.keySet()) {
      assertFalse(
          layout.field(known).isEmpty() && !known.equals("reserved"),
          layout.struct() + "." + known + " is not in the table");
    }
  }
}
