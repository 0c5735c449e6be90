// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Which accesses of which width a context permits, exact for every byte offset.
///
/// The text form has one hexadecimal digit per byte offset, the sum of the permitted widths in
/// bytes (1, 2, 4, 8): a digit `7` permits accesses of 1, 2 and 4 bytes there, `0` none. Offsets
/// behind the text permit nothing.
///
/// @param digits the text form
public record AccessMap(String digits) {
  private static final List<Set<Integer>> WIDTHS = widthSets();

  /// Permits nothing.
  public static final AccessMap NONE = new AccessMap("");

  /// Checks the digits.
  public AccessMap {
    for (int i = 0; i < digits.length(); i++) {
      if (Character.digit(digits.charAt(i), 16) < 0) {
        throw new IllegalArgumentException("not a hexadecimal digit: " + digits.charAt(i));
      }
    }
  }

  /// Whether an access of `widthBytes` (1, 2, 4 or 8) at `offsetBytes` is permitted.
  public boolean allows(int offsetBytes, int widthBytes) {
    return Integer.bitCount(widthBytes) == 1 && (mask(offsetBytes) & widthBytes) != 0;
  }

  /// The widths in bytes permitted at `offsetBytes`.
  public Set<Integer> widthsAt(int offsetBytes) {
    return WIDTHS.get(mask(offsetBytes));
  }

  private int mask(int offsetBytes) {
    boolean inside = offsetBytes >= 0 && offsetBytes < digits.length();
    return inside ? Character.digit(digits.charAt(offsetBytes), 16) : 0;
  }

  /// The set of widths for each digit, so that fields share them.
  private static List<Set<Integer>> widthSets() {
    List<Set<Integer>> sets = new ArrayList<>();
    for (int mask = 0; mask < 16; mask++) {
      List<Integer> widths = new ArrayList<>();
      for (int width = 1; width <= 8; width *= 2) {
        if ((mask & width) != 0) {
          widths.add(width);
        }
      }
      sets.add(Set.copyOf(widths));
    }
    return List.copyOf(sets);
  }
}
