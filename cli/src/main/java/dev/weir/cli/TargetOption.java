// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.compiler.CompileOptions;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// The option that says which kernels a source is compiled for.
final class TargetOption {
  @Option(
      names = "--target",
      paramLabel = "VERSION",
      converter = Converter.class,
      description = {
        "The oldest kernel to load on: 6.1, 6.6, 6.12, 6.18 or 7.3.",
        "Without it, 6.1, and so all of them."
      })
  private Optional<KernelVersion> target = Optional.empty();

  /// The compiler's options for the target.
  CompileOptions options() {
    return CompileOptions.defaults().withTarget(version());
  }

  /// The target.
  KernelVersion version() {
    return target.orElse(KernelVersion.V6_1);
  }

  /// Reads a target; another kernel's version gives a message that names the one to use.
  static final class Converter implements ITypeConverter<KernelVersion> {
    @Override
    public KernelVersion convert(String text) {
      KernelVersion version;
      try {
        version = KernelVersion.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
      if (KernelVersion.TARGETS.contains(version)) {
        return version;
      }
      throw new TypeConversionException(
          "no target "
              + version
              + "; there are "
              + KernelVersion.TARGETS.stream()
                  .map(KernelVersion::toString)
                  .collect(Collectors.joining(", "))
              + nearest(version).map(use -> "; for Linux " + version + " use " + use).orElse(""));
    }
  }

  /// The newest target that a kernel can run.
  static Optional<KernelVersion> nearest(KernelVersion kernel) {
    return KernelVersion.TARGETS.stream().filter(kernel::atLeast).reduce((_, newer) -> newer);
  }
}
