// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import dev.weir.bytecode.link.KernelSettings;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.DataSection;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.host.KernelRelease;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// The running kernel's configuration, from wherever this machine keeps it.
final class KernelConfig {
  private static final Path PROC = Path.of("/proc/config.gz");

  private KernelConfig() {}

  /// The values that an object declares, as a section; empty when it declares none.
  ///
  /// @throws BpfException when a value is not known, or does not fit its type
  static Optional<DataSection> of(BpfObject object) {
    if (!KernelSettings.declared(object)) {
      return Optional.empty();
    }
    try {
      return KernelSettings.of(object, versionCode(KernelRelease.running()), read());
    } catch (LinkException e) {
      throw BpfException.of(e);
    }
  }

  private static int versionCode(KernelRelease kernel) {
    String[] parts = kernel.release().split("[^0-9]+", 4);
    int patch = parts.length > 2 && !parts[2].isEmpty() ? Integer.parseInt(parts[2]) : 0;
    return kernel.version().major() << 16 | kernel.version().minor() << 8 | Math.min(patch, 255);
  }

  /// The settings that are set, from wherever this machine keeps them; none when it keeps them
  /// nowhere.
  private static Map<String, String> read() {
    Path boot = Path.of("/boot/config-" + KernelRelease.running().release());
    try {
      if (Files.isReadable(PROC)) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(PROC))) {
          return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
      return Files.isReadable(boot) ? parse(Files.readString(boot)) : Map.of();
    } catch (IOException e) {
      return Map.of();
    }
  }

  private static Map<String, String> parse(String text) {
    Map<String, String> settings = new HashMap<>();
    text.lines()
        .filter(line -> line.startsWith("CONFIG_") && line.contains("="))
        .forEach(line ->
            settings.put(
                line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
    return settings;
  }
}
