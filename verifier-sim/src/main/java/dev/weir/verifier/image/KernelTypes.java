// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.image;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfReader;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.kernel.KernelVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// A kernel's own types, found by name: what pointers lead to that contexts, helpers and kernel
/// functions hand out. Read when first asked for.
///
/// The bundled types are an excerpt of one kernel's, made by `tables/kernel-types`.
public final class KernelTypes {
  /// The kernel whose types are bundled.
  public static final KernelVersion BUNDLED = new KernelVersion(6, 18);

  private static final String RESOURCE = "kernel-types.btf.gz";
  private static final KernelTypes EXCERPT = new KernelTypes(null, false);

  private final boolean complete;
  private volatile @Nullable Index index;

  private KernelTypes(@Nullable Btf btf, boolean complete) {
    this.complete = complete;
    this.index = btf == null ? null : new Index(btf);
  }

  /// The bundled types for a kernel.
  public static KernelTypes of(KernelVersion version) {
    Objects.requireNonNull(version);
    return EXCERPT;
  }

  /// All types of a kernel, such as `/sys/kernel/btf/vmlinux`.
  ///
  /// @throws IOException when the file cannot be read
  /// @throws IllegalArgumentException when it does not hold types
  public static KernelTypes fromFile(Path file) throws IOException {
    return new KernelTypes(BtfReader.read(Files.readAllBytes(file)), true);
  }

  /// Whether these are all types of the kernel, not an excerpt.
  public boolean complete() {
    return complete;
  }

  /// The types.
  public Btf btf() {
    return index().btf;
  }

  /// The id of a struct with members.
  public Optional<Integer> struct(String name) {
    return find(BtfType.Struct.class, name);
  }

  /// The id of a function.
  public Optional<Integer> function(String name) {
    return find(BtfType.Function.class, name);
  }

  /// The id of a variable.
  public Optional<Integer> variable(String name) {
    return find(BtfType.Variable.class, name);
  }

  /// The first id of a type of that class and name.
  public Optional<Integer> find(Class<? extends BtfType> kind, String name) {
    return Optional.ofNullable(index().byName.get(new Named(kind, name)));
  }

  /// The name of a type; empty where there is none.
  public Optional<String> nameOf(int id) {
    Btf btf = btf();
    return id > 0 && id <= btf.types().size()
        ? Optional.of(btf.type(id).name()).filter(name -> !name.isEmpty())
        : Optional.empty();
  }

  /// The types as relocation wants them.
  dev.weir.bytecode.core.KernelTypes forRelocation() {
    return index().forRelocation();
  }

  private Index index() {
    Index known = index;
    if (known == null) {
      synchronized (this) {
        known = index;
        if (known == null) {
          known = new Index(bundled());
          index = known;
        }
      }
    }
    return known;
  }

  private static Btf bundled() {
    try (InputStream in = KernelTypes.class.getResourceAsStream(RESOURCE)) {
      return BtfReader.read(
          new GZIPInputStream(Objects.requireNonNull(in, RESOURCE)).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Named(Class<? extends BtfType> kind, String name) {}

  private static final class Index {
    private final Btf btf;
    private final Map<Named, Integer> byName = new HashMap<>();
    private dev.weir.bytecode.core.@Nullable KernelTypes relocation;

    Index(Btf btf) {
      this.btf = btf;
      for (int id = 1; id <= btf.types().size(); id++) {
        BtfType type = btf.type(id);
        if (!type.name().isEmpty()) {
          byName.putIfAbsent(new Named(type.getClass(), type.name()), id);
        }
      }
    }

    synchronized dev.weir.bytecode.core.KernelTypes forRelocation() {
      dev.weir.bytecode.core.KernelTypes known = relocation;
      if (known == null) {
        known = new dev.weir.bytecode.core.KernelTypes(btf);
        relocation = known;
      }
      return known;
    }
  }
}
