// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.ObjectReader;
import dev.weir.verifier.Listings;
import dev.weir.verifier.Verifier;
import dev.weir.verifier.VerifyOptions;
import dev.weir.verifier.explain.MistakesObjects;
import dev.weir.verifier.explain.Report;
import dev.weir.verifier.explain.Reporter;
import dev.weir.verifier.image.ImageBuilder;
import dev.weir.verifier.image.ProgramImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Logs of Linux 6.18, as bpftool printed them.
class KernelReportsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "endless_loop",
        "large_stack",
        "missing_bounds",
        "null_check",
        "off_by_one",
        "read_only_field",
        "socket_leak",
        "stale_packet",
        "variable_index",
        "wrong_helper",
        "wrong_result"
      })
  void kernelAndModelMeanTheSame(String name) throws IOException, LinkException {
    BpfObject object = ObjectReader.read(name, MistakesObjects.read(name + ".o"));
    ProgramImage image = ImageBuilder.build(object, object.programs().getFirst(), Listings.KERNEL);
    Report model =
        Reporter.of(Verifier.verify(image, Listings.KERNEL, VerifyOptions.DEFAULT)).orElseThrow();
    Report kernel = KernelReports.of(log(name), image, Listings.KERNEL, "W3001");
    assertEquals(model.code(), kernel.code());
    if (!name.equals("large_stack")) {
      assertEquals(model.at().line().orElseThrow().line(), kernel.at().line().orElseThrow().line());
    }
  }

  @Test
  void theBlockOfNewKernelsIsRead() {
    KernelLog log =
        KernelLog.parse(
            """
            0: (61) r0 = *(u32 *)(r1 +4096)
            invalid bpf_context access off=4096 size=4
            processed 1 insns (limit 1000000) max_states_per_insn 0

            Verification failed: Context: access outside the structure
            Reason: the load at offset 4096
              reads past the end
            At:
              >>> 0: r0 = *(u32 *)(r1 +4096)
            Suggestion: use a field
            """);
    assertEquals("invalid bpf_context access off=4096 size=4", log.message());
    assertEquals("the load at offset 4096 reads past the end", log.parts().get("reason"));
    assertEquals("use a field", log.parts().get("suggestion"));
    assertEquals(List.of(0), log.way());
  }

  @Test
  void unknownMessagesAreTold() {
    Report report = KernelReports.of("3: (95) exit\nsomething new\n", "p", "Linux 9.0", "W3001");
    assertEquals("W3001", report.code());
    assertEquals("something new", report.reason());
    assertEquals(3, report.at().slot());
  }

  @Test
  void theWayGoesBackWhereTheKernelDoes() {
    KernelLog log =
        KernelLog.parse(
            """
            0: (15) if r1 == 0x0 goto pc+1
            1: (b7) r0 = 0
            2: (95) exit

            from 0 to 2: R1=0 R10=fp0
            2: (95) exit
            R0 !read_ok
            """);
    assertEquals(List.of(0, 2), log.way());
    assertTrue(Messages.rule(log.message()).isPresent());
  }

  private static String log(String name) throws IOException {
    try (InputStream in = KernelReportsTest.class.getResourceAsStream(name + ".log")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
