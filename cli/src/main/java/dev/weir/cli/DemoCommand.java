// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.cli.demo.Demo;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `weir demo`: the samples at work on this machine.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Compile the samples, attach them, send real traffic through them, and clean up.",
      "Without root, compile and explain only. Exit code 1 when something is not as expected."
    })
final class DemoCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    Demo.show(output.console());
    return 0;
  }
}
