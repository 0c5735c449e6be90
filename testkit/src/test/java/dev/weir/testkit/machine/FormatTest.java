// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.object.BpfObject;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `bpf_snprintf` writes and returns what it does in the kernel, `bpf_trace_vprintk` returns it.
@Tag("kernel")
final class FormatTest {
  private static final int OUT_BYTES = 64;

  @BeforeAll
  static void needsPrivilege() {
    SideBySide.assumeKernel();
  }

  /// Formats of two numbers.
  static Stream<String> formats() {
    return Stream.of(
        "",
        "plain",
        "100%%",
        "%d",
        "%d %i",
        "%u,%u",
        "%x.%X",
        "%lx %lld",
        "%lu|%llX",
        "%5d|%-5d|",
        "%05d|%-05d|",
        "%+d|% d|",
        "%+u|% x|",
        "%020ld",
        "%-20lu|",
        "%c%c",
        "%3c|%-3c|",
        "%px %px",
        "%20px",
        "%pI4 %pi4",
        "%pI4abc",
        "%pI6",
        "%pi6",
        "%pks",
        "%s|%s",
        "%10s|%-10s|",
        "%05s|",
        "tab\tline\n",
        "a longer text of more than the sixty-four bytes that there are for it: %d");
  }

  /// What is no format of two numbers: `bpf_snprintf` is refused with it.
  static Stream<String> noFormats() {
    return Stream.of(
        "%d %d %d",
        "%sx", "%o", "%#x", "%.3d", "%hd", "%pM", "%", "%l", "% ", "\u0001", "%d\u007f");
  }

  /// What the two numbers are: small, negative, wide; and addresses of what the stack holds.
  private static final List<String> VALUES =
      List.of(
          "  r1 = 65 ll\n  r2 = 66 ll\n",
          "  r1 = -7 ll\n  r2 = -1 ll\n",
          "  r1 = 0x123456789abcdef ll\n  r2 = 0x80000000 ll\n",
          "  r1 = 0 ll\n  r2 = 4096 ll\n");

  @ParameterizedTest
  @MethodSource("formats")
  void ofNumbers(String format) throws LinkException {
    for (String values : VALUES) {
      compare(format, values, true);
    }
  }

  @ParameterizedTest
  @MethodSource("noFormats")
  void ofNothing(String format) throws LinkException {
    for (String values : VALUES) {
      compare(format, values, false);
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void ofTexts(String format) throws LinkException {
    if (!format.contains("px") && !format.matches("(?s).*%[-0-9+ l]*[diuxXc].*")) {
      compare(format, "  r1 = r10\n  r1 += -32\n  r2 = r10\n  r2 += -24\n", true);
    }
  }

  private static void compare(String format, String values, boolean snprintf) throws LinkException {
    byte[] text = format.getBytes(StandardCharsets.ISO_8859_1);
    String formatted =
        """
          r1 = r9
          r2 = %d
          r3 = data .rodata + 0 ll
          r4 = r10
          r4 += -48
          r5 = 16
          call snprintf#165
          *(u64 *)(r9 + %d) = r0
          r1 = r9
          r1 += %d
          r2 = 8
          r3 = data .rodata + 0 ll
          r4 = r10
          r4 += -48
          r5 = 16
          call snprintf#165
        """
            .formatted(OUT_BYTES, OUT_BYTES, OUT_BYTES + 8);
    String listing =
"""
        .license "GPL"
        .map results array key 4 value %d entries 1
        .section .rodata
          .bytes %s00

        .program main section "tc"
          *(u64 *)(r10 - 32) = 0x64636261
          *(u64 *)(r10 - 24) = 0x7a79
          *(u64 *)(r10 - 16) = 0x0
        %s  *(u64 *)(r10 - 48) = r1
          *(u64 *)(r10 - 40) = r2
          *(u32 *)(r10 - 52) = 0
          r2 = r10
          r2 += -52
          r1 = map results ll
          call map_lookup_elem#1
          if r0 == 0x0 goto L1
          r9 = r0
        %s  r1 = data .rodata + 0 ll
          r2 = %d
          r3 = r10
          r3 += -48
          r4 = 16
          call trace_vprintk#177
          *(u64 *)(r9 + %d) = r0
        L1:
          r0 = 0x0
          exit
"""
            .formatted(
                OUT_BYTES + 24,
                HexFormat.of().formatHex(text),
                values,
                snprintf ? formatted : "",
                text.length + 1,
                OUT_BYTES + 16);
    BpfObject object = SideBySide.object(listing);
    SideBySide.Result result = SideBySide.compare(object, 1);
    assertEquals(SideBySide.Result.Kind.SAME, result.kind(), () -> values + result.detail());
  }
}
