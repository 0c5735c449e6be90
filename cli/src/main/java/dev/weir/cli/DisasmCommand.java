// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.bytecode.listing.ListingWriter;
import dev.weir.cli.io.Console;
import dev.weir.cli.io.Disassembly;
import dev.weir.cli.io.Unit;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weir disasm`: the instructions of an object.
@Command(
    name = "disasm",
    mixinStandardHelpOptions = true,
    description =
        "Print the instructions of an object, of Weir or of clang, or of what a source compiles to.")
final class DisasmCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private TargetOption target = new TargetOption();

  @Parameters(
      paramLabel = "OBJ|SRC",
      description = "An object file, a .weir source or a .bpfasm listing.")
  private Path input = Path.of("");

  @Option(names = "--source", description = "Print the source lines between the instructions.")
  private boolean source;

  @Option(
      names = "--listing",
      description =
          "Print a listing (.bpfasm), which `weir compile` reads back to the same object.")
  private boolean listing;

  @Override
  public Integer call() {
    Console console = output.console();
    Unit unit = Unit.of(input, target.options());
    if (!console.json()) {
      console.warn(unit.warnings());
    }
    if (console.json()) {
      console.emit(Disassembly.json(unit.object()));
    } else if (listing) {
      console.write(ListingWriter.write(unit.object()));
    } else {
      Disassembly.of(unit.object(), source).forEach(line -> console.write(line + "\n"));
    }
    return 0;
  }
}
