// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.object.BpfObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The kernel's functions for strings give what they give in the kernel.
@Tag("kernel")
final class StringTest {
  /// Beginnings of 8 bytes, which zero bytes follow.
  private static final List<Long> TEXTS =
      List.of(0L, 0x61L, 0x41L, 0x6261L, 0x6261_6261L, 0x41_6261L, 0xe900L, 0xe9L, 0xc9L, 0x7fe9L);

  @BeforeAll
  static void needsPrivilege() {
    SideBySide.assumeKernel(KernelVersion.V6_18);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bpf_strlen",
        "bpf_strcmp",
        "bpf_strcasecmp",
        "bpf_strspn",
        "bpf_strcspn",
        "bpf_strstr",
      })
  void ofTexts(String function) throws LinkException {
    List<String> calls = new ArrayList<>();
    for (long left : TEXTS) {
      for (long right : TEXTS) {
        calls.add(call(function, left, "r2 = r7", right, "r3 = 0"));
      }
    }
    compare(calls);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bpf_strchr", "bpf_strchrnul", "bpf_strrchr"})
  void ofCharacters(String function) throws LinkException {
    List<String> calls = new ArrayList<>();
    for (long text : TEXTS) {
      for (int character : new int[] {0, 0x61, 0x62, 0xe9, -23, 0x161}) {
        calls.add(call(function, text, "r2 = " + character, 0, "r3 = 0"));
      }
    }
    compare(calls);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 100, -1})
  void ofSoManyCharacters(int most) throws LinkException {
    List<String> calls = new ArrayList<>();
    for (long text : TEXTS) {
      calls.add(call("bpf_strnlen", text, "r2 = " + most, 0, "r3 = 0"));
      calls.add(call("bpf_strnchr", text, "r2 = " + most, 0, "r3 = 0x62"));
      for (long part : TEXTS) {
        calls.add(call("bpf_strnstr", text, "r2 = r7", part, "r3 = " + most));
      }
    }
    compare(calls);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bpf_strcmp", "bpf_strstr", "bpf_strspn"})
  void ofNothing(String function) throws LinkException {
    compare(
        List.of(
            call(function, 0x61, "r2 = 0", 0, "r3 = 0"),
            call(function, 0x61, "r2 = 4096", 0, "r3 = 0")));
  }

  /// A call with the first text in R1, and the second in R7 for the argument to take.
  private static String call(String function, long left, String second, long right, String third) {
    return """
      *(u64 *)(r10 - 16) = 0x%x
      *(u64 *)(r10 - 32) = 0x%x
      r1 = r6
      %s
      %s
      call kfunc %s
    """
        .formatted(left, right, second, third, function);
  }

  private static void compare(List<String> calls) throws LinkException {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < calls.size(); i++) {
      body.append(calls.get(i)).append("  *(u32 *)(r9 + %d) = r0\n".formatted(4 * i));
    }
    String listing =
        """
        .license "GPL"
        .map results array key 4 value %d entries 1

        .program main section "tc"
          r6 = r10
          r6 += -16
          r7 = r10
          r7 += -32
          *(u64 *)(r10 - 8) = 0
          *(u64 *)(r10 - 24) = 0
          *(u32 *)(r10 - 36) = 0
          r2 = r10
          r2 += -36
          r1 = map results ll
          call map_lookup_elem#1
          if r0 == 0x0 goto L1
          r9 = r0
        %s
        L1:
          r0 = 0x0
          exit
        """
            .formatted(4 * calls.size(), body);
    BpfObject object = SideBySide.object(listing);
    SideBySide.Result result = SideBySide.compare(object, 1);
    assertEquals(SideBySide.Result.Kind.SAME, result.kind(), result::detail);
  }
}
