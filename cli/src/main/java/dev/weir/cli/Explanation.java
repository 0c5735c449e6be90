// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.cli.io.ToolProblem;
import dev.weir.loader.error.LoaderProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What the code of a problem means, from whichever catalogue has it.
///
/// @param code `W` and four digits
/// @param title what is wrong, in lower case
/// @param text causes and cures, several lines
/// @param example what provokes it; empty when nothing a user does
/// @param correction the example put right; may be empty
record Explanation(String code, String title, String text, String example, String correction) {
  /// All codes, in order.
  static List<Explanation> all() {
    List<Explanation> all = new ArrayList<>();
    for (ToolProblem p : ToolProblem.values()) {
      all.add(new Explanation(p.code(), p.title(), p.explanation(), p.example(), ""));
    }
    for (LoaderProblem p : LoaderProblem.values()) {
      all.add(new Explanation(p.code(), p.title(), p.explanation(), "", ""));
    }
    all.sort(Comparator.comparing(Explanation::code));
    return all;
  }
}
