// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.fuzz;

import dev.weir.bytecode.listing.ListingWriter;
import dev.weir.testkit.generate.FuzzProgram;
import dev.weir.testkit.generate.Palette;

/// A program that kernel and model do not agree about.
///
/// @param program the program, made small
/// @param size instructions of the program as it was generated
/// @param agreement in which way they differ
/// @param kernel what the kernel says of the small program
/// @param model what the model says of it
public record Difference(
    FuzzProgram program, int size, Agreement agreement, KernelVerdict kernel, Opinion model) {
  /// A key that is equal for differences of probably the same cause.
  public String cause() {
    String reason =
        agreement == Agreement.FALSE_ACCEPT
            ? reason(kernel)
            : model.code() + " " + KernelMessage.shape(model.message());
    return agreement.title() + ": " + reason;
  }

  private static String reason(KernelVerdict kernel) {
    return kernel.message().isEmpty()
        ? "error " + kernel.errno()
        : KernelMessage.shape(kernel.message());
  }

  /// A name for its file.
  public String fileName() {
    return agreement.title().replaceAll("[^a-z]+", "-")
        + "-"
        + Long.toHexString(program.seed())
        + ".bpfasm";
  }

  /// The program as a listing that begins with the two verdicts.
  public String listing(Palette palette, String kernelVersion) {
    StringBuilder out = new StringBuilder();
    out.append("; seed ").append(program.seed()).append('\n');
    out.append("; kernel ").append(kernelVersion).append(": ");
    out.append(kernel.accepted() ? "accept" : "reject");
    if (!kernel.accepted()) {
      out.append(": ").append(line(kernel.message()));
    }
    out.append("\n; model: ").append(model.decision().name().toLowerCase(java.util.Locale.ROOT));
    if (!model.message().isEmpty()) {
      out.append(": ").append(model.code()).append(' ').append(line(model.message()));
      out.append(" (at ").append(model.slot()).append(')');
    }
    return out.append('\n').append(ListingWriter.write(program.toObject(palette))).toString();
  }

  private static String line(String text) {
    return text.lines().findFirst().orElse("");
  }
}
