// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The effective capabilities of this process, as far as they concern BPF.
///
/// @param mask `CapEff` of `/proc/self/status`
public record Capabilities(long mask) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int CAP_NET_ADMIN = 12;
  private static final int CAP_SYS_ADMIN = 21;
  private static final int CAP_PERFMON = 38;
  private static final int CAP_BPF = 39;

  /// This process's capabilities now.
  ///
  /// @throws UncheckedIOException when `/proc` cannot be read
  public static Capabilities current() {
    try {
      return parse(Files.readString(STATUS));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + STATUS, e);
    }
  }

  /// The capabilities in the text of a `status` file; none when it does not say.
  static Capabilities parse(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith("CapEff:"))
        .findFirst()
        .map(line -> new Capabilities(Long.parseUnsignedLong(line.substring(7).strip(), 16)))
        .orElseGet(() -> new Capabilities(0));
  }

  /// Whether maps and types can be created, and programs loaded at all: `CAP_BPF` or
  /// `CAP_SYS_ADMIN`.
  public boolean bpf() {
    return has(CAP_BPF) || has(CAP_SYS_ADMIN);
  }

  /// Whether network programs can be loaded and attached, besides [#bpf()].
  public boolean networkAdmin() {
    return has(CAP_NET_ADMIN) || has(CAP_SYS_ADMIN);
  }

  /// Whether loops are followed and tracing types permitted, besides [#bpf()].
  public boolean performance() {
    return has(CAP_PERFMON) || has(CAP_SYS_ADMIN);
  }

  /// Whether objects of others can be opened by id, and statistics switched on.
  public boolean systemAdmin() {
    return has(CAP_SYS_ADMIN);
  }

  /// Whether all that network programs need is there.
  public boolean networkPrograms() {
    return bpf() && networkAdmin() && performance();
  }

  private boolean has(int capability) {
    return (mask >>> capability & 1) != 0;
  }
}
