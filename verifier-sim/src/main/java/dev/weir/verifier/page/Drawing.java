// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.page;

import dev.weir.bytecode.object.LineInfo;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.page.Blocks.Block;
import dev.weir.verifier.page.Blocks.Edge;
import java.util.BitSet;
import java.util.Locale;

/// The control flow of a program as SVG: a box a block, solid ways for jumps taken, dashed ones for
/// what follows, loops along the side.
final class Drawing {
  private static final int BOX = 190;
  private static final int TALL = 40;
  private static final int STEP_X = 216;
  private static final int STEP_Y = 74;
  private static final int MARGIN = 30;

  private final ProgramImage image;
  private final Blocks graph;
  private final Layers layers;
  private final BitSet way;
  private final StringBuilder out = new StringBuilder();

  private Drawing(ProgramImage image, BitSet way) {
    this.image = image;
    this.graph = Blocks.of(image);
    this.layers = Layers.of(graph);
    this.way = way;
  }

  /// The drawing.
  ///
  /// @param way the instructions of the failing path
  static String of(ProgramImage image, BitSet way) {
    return new Drawing(image, way).svg();
  }

  private String svg() {
    int width = layers.width() * STEP_X + 2 * MARGIN;
    int height = layers.height() * STEP_Y + 2 * MARGIN;
    out.append(
        String.format(
            Locale.ROOT,
            "<svg class=\"cfg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\""
                + " aria-label=\"control flow of %s\">",
            width,
            height,
            width,
            height,
            Html.escape(image.name())));
    graph.edges().forEach(this::edge);
    graph.blocks().forEach(this::block);
    return out.append("</svg>").toString();
  }

  private double x(int block) {
    return MARGIN + layers.column(block) * STEP_X;
  }

  private double y(int block) {
    return MARGIN + layers.row(block) * (double) STEP_Y;
  }

  private void edge(Edge edge) {
    double fromX = x(edge.from()) + BOX / 2.0;
    double fromY = y(edge.from()) + TALL;
    double toX = x(edge.to()) + BOX / 2.0;
    double toY = y(edge.to());
    int rows = layers.row(edge.to()) - layers.row(edge.from());
    boolean loop = rows <= 0;
    // An edge that passes boxes of its own column goes round them.
    double bend =
        rows > 1 && layers.column(edge.to()) == layers.column(edge.from()) ? BOX * 0.72 : 0;
    Block from = graph.blocks().get(edge.from());
    Block to = graph.blocks().get(edge.to());
    boolean hot = way.get(from.last()) && way.get(to.first());
    String path =
        loop
            ? String.format(
                Locale.ROOT,
                "M%.1f %.1f C%.1f %.1f %.1f %.1f %.1f %.1f",
                x(edge.from()),
                fromY - TALL / 2.0,
                x(edge.from()) - 60,
                fromY - TALL / 2.0,
                x(edge.to()) - 60,
                toY + TALL / 2.0,
                x(edge.to()),
                toY + TALL / 2.0)
            : String.format(
                Locale.ROOT,
                "M%.1f %.1f C%.1f %.1f %.1f %.1f %.1f %.1f",
                fromX + bend / 3,
                fromY,
                fromX + bend,
                fromY + 22,
                toX + bend,
                toY - 22,
                toX + bend / 3,
                toY);
    out.append("<path class=\"edge")
        .append(edge.taken() ? " taken" : "")
        .append(loop ? " loop" : "")
        .append(hot ? " hot" : "")
        .append("\" d=\"")
        .append(path)
        .append("\"/>");
  }

  private void block(Block block) {
    String title =
        image.functions().stream()
            .filter(f -> f.start() == block.first())
            .map(FunctionImage::name)
            .findFirst()
            .map(name -> name + ": ")
            .orElse("");
    String source = image.lineAt(block.last()).map(LineInfo::text).map(String::strip).orElse("");
    out.append(
        String.format(
            Locale.ROOT,
            "<g class=\"block%s\" data-slot=\"%d\" tabindex=\"0\"><title>%s</title>"
                + "<rect x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%d\" rx=\"5\"/>"
                + "<text x=\"%.1f\" y=\"%.1f\" class=\"n\">%s</text>"
                + "<text x=\"%.1f\" y=\"%.1f\">%s</text></g>",
            way.get(block.first()) ? " hot" : "",
            block.first(),
            Html.escape(source),
            x(block.index()),
            y(block.index()),
            BOX,
            TALL,
            x(block.index()) + 8,
            y(block.index()) + 16,
            Html.escape(title + block.first() + " to " + block.last()),
            x(block.index()) + 8,
            y(block.index()) + 32,
            Html.escape(source.length() > 25 ? source.substring(0, 24) + "…" : source)));
  }
}
