// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.listing.ListingReader;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.vm.run.Sysctl;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What programs at `sysctl` see of the file, and what they make of a write.
final class SysctlTest {
  private static final Sysctl WRITE = Sysctl.write("net/ipv4/ip_forward", "0\n", "1\n");

  /// Calls a helper with room of so many bytes in a map, and gives its result.
  private static Outcome call(String helper, int size, int flags, Sysctl access, byte[] seen)
      throws LinkException {
    String listing =
        """
        .license "GPL"
        .map seen array key 4 value 64 entries 1

        .program main section "cgroup/sysctl"
          r6 = r1
          *(u32 *)(r10 - 4) = 0
          r2 = r10
          r2 += -4
          r1 = map seen ll
          call map_lookup_elem#1
          if r0 == 0x0 goto L1
          r1 = r6
          r2 = r0
          r3 = %d
          r4 = %d
          call %s
        L1:
          exit
        """
            .formatted(size, flags, helper);
    Diagnostics problems = new Diagnostics();
    BpfObject object = ListingReader.read(new SourceFile("sysctl.bpfasm", listing), problems);
    assertFalse(problems.hasErrors(), () -> problems.problems().toString());
    LoadedVm vm = Vm.load(object, VmOptions.standard());
    vm.map("seen").write(new byte[4], seen, 0);
    Outcome outcome = vm.program("main").run(Input.call().sysctl(access));
    System.arraycopy(vm.map("seen").read(new byte[4]), 0, seen, 0, seen.length);
    return outcome;
  }

  private static String text(byte[] bytes) {
    String all = new String(bytes, StandardCharsets.UTF_8);
    return all.substring(0, all.indexOf(0));
  }

  @Test
  void theNameIsThePathOrItsEnd() throws LinkException {
    byte[] seen = new byte[64];
    assertEquals(19, call("sysctl_get_name#101", 64, 0, WRITE, seen).result());
    assertEquals("net/ipv4/ip_forward", text(seen));
    assertEquals(10, call("sysctl_get_name#101", 64, 1, WRITE, seen).result());
    assertEquals("ip_forward", text(seen));
    assertEquals(-7, call("sysctl_get_name#101", 8, 1, WRITE, seen).result());
    assertEquals("ip_forw", text(seen));
  }

  @Test
  void valuesAreCopiedAsFarAsTheyFit() throws LinkException {
    byte[] seen = new byte[64];
    assertEquals(2, call("sysctl_get_current_value#102", 8, 0, WRITE, seen).result());
    assertEquals("0\n", text(seen));
    assertEquals(-7, call("sysctl_get_new_value#103", 2, 0, WRITE, seen).result());
    assertEquals("1", text(seen));
    Sysctl read = Sysctl.read("net/ipv4/ip_forward", "0\n");
    assertEquals(-22, call("sysctl_get_new_value#103", 8, 0, read, seen).result());
  }

  @Test
  void aProgramChangesWhatIsWritten() throws LinkException {
    byte[] seen = new byte[64];
    seen[0] = '7';
    Outcome outcome = call("sysctl_set_new_value#104", 1, 0, WRITE, seen);
    assertEquals(0, outcome.result());
    assertEquals(Optional.of("7"), outcome.sysctl().map(Sysctl::written));
    assertEquals(1, outcome.field("write"));
  }
}
