// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import java.util.List;

/// A Linux release as `major.minor`; patch levels do not change what BPF offers.
///
/// @param major the first number, at least 1
/// @param minor the second number, at least 0
public record KernelVersion(int major, int minor) implements Comparable<KernelVersion> {
  /// Linux 6.1, the oldest supported target.
  public static final KernelVersion V6_1 = new KernelVersion(6, 1);

  /// Linux 6.6.
  public static final KernelVersion V6_6 = new KernelVersion(6, 6);

  /// Linux 6.12.
  public static final KernelVersion V6_12 = new KernelVersion(6, 12);

  /// Linux 6.18.
  public static final KernelVersion V6_18 = new KernelVersion(6, 18);

  /// Linux 7.3, the newest supported target.
  public static final KernelVersion V7_3 = new KernelVersion(7, 3);

  /// The kernels a program can be compiled for, oldest first.
  public static final List<KernelVersion> TARGETS = List.of(V6_1, V6_6, V6_12, V6_18, V7_3);

  /// Checks the numbers.
  public KernelVersion {
    if (major < 1 || minor < 0) {
      throw new IllegalArgumentException(
          "not a kernel version: " + major + "." + minor + "; expected two numbers such as 6.12");
    }
  }

  /// The version at the start of a release string: `6.12`, `v6.12`, `6.18.44-custom`,
  /// `6.1.0-56-amd64`.
  ///
  /// @throws IllegalArgumentException with a message fit for the user when the text is no release
  public static KernelVersion parse(String text) {
    String release = text.strip();
    int start = release.startsWith("v") ? 1 : 0;
    int dot = digitsEnd(release, start);
    int end = dot < release.length() ? digitsEnd(release, dot + 1) : dot;
    boolean numbers = dot > start && end > dot + 1 && release.charAt(dot) == '.';
    if (!numbers || dot - start > 4 || end - dot > 5 || !endsNumber(release, end)) {
      throw new IllegalArgumentException(
          "not a kernel version: '" + text + "'; expected two numbers such as 6.12");
    }
    return new KernelVersion(
        Integer.parseInt(release, start, dot, 10), Integer.parseInt(release, dot + 1, end, 10));
  }

  private static int digitsEnd(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  private static boolean endsNumber(String release, int end) {
    return end == release.length()
        || ".+~_-".indexOf(release.charAt(end)) >= 0
        || release.startsWith("rc", end);
  }

  /// Whether this kernel has what was introduced in `first`.
  public boolean atLeast(KernelVersion first) {
    return compareTo(first) >= 0;
  }

  /// The later of two versions.
  public KernelVersion max(KernelVersion other) {
    return atLeast(other) ? this : other;
  }

  @Override
  public int compareTo(KernelVersion other) {
    return major != other.major
        ? Integer.compare(major, other.major)
        : Integer.compare(minor, other.minor);
  }

  /// The version as users write it, `6.12`.
  @Override
  public String toString() {
    return major + "." + minor;
  }
}
