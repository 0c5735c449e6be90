// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A directive that starts something, and the lines up to the next such directive.
///
/// @param head the line of the directive
/// @param body the lines below it
record Block(Line head, List<Line> body) {
  static final Set<String> HEADS =
      Set.of(
          ".object",
          ".license",
          ".doc",
          ".map",
          ".inner",
          ".section",
          ".program",
          ".function",
          ".btf");

  /// Directives that stand in the body of a block.
  static final Set<String> PARTS = Set.of(".var", ".bytes", ".zero", ".line", ".core", ".raw");

  String kind() {
    return head.peek().text();
  }

  /// Splits a file; lines in front of the first head make a block whose head is the first of them.
  static List<Block> of(List<Line> lines) {
    List<Block> blocks = new ArrayList<>();
    for (Line line : lines) {
      if (blocks.isEmpty() || HEADS.contains(line.peek().text())) {
        blocks.add(new Block(line, new ArrayList<>()));
      } else {
        blocks.getLast().body.add(line);
      }
    }
    return blocks;
  }
}
