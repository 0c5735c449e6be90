// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.types;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfWriter;
import dev.weir.bytecode.btf.StringTable;
import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Severity;
import dev.weir.bytecode.kernel.Errno;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.LineInfo;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.loader.sys.Bpf;
import dev.weir.loader.sys.BpfCommand;
import dev.weir.loader.sys.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// An object's types in the kernel, with the texts that line information refers to.
///
/// The kernel keeps the types as long as a map or program uses them; the descriptor may be closed
/// then.
public final class LoadedTypes implements AutoCloseable {
  private static final int LOG_BYTES = 1 << 16;

  private final Fd fd;
  private final StringTable strings;

  private LoadedTypes(Fd fd, StringTable strings) {
    this.fd = fd;
    this.strings = strings;
  }

  /// Loads an object's types: as they are, or with older kinds, or not at all; the last is noted as
  /// a warning, because programs work without.
  ///
  /// @param lines line information that will refer to the types' strings
  /// @param notes receives the warning
  /// @return empty when the object has neither types nor lines, or the kernel refuses them
  public static Optional<LoadedTypes> load(
      BpfObject object, Collection<LineInfo> lines, Diagnostics notes) {
    if (object.btf().isEmpty() && lines.isEmpty()) {
      return Optional.empty();
    }
    Btf types = KernelReady.of(object, object.btf().orElseGet(LoadedTypes::minimal));
    Attempt first = attempt(types, lines);
    if (first.loaded().isPresent() || first.errno() == Errno.EPERM.number()) {
      return note(first, object, notes);
    }
    Attempt second = attempt(Sanitized.of(types), lines);
    return second.loaded().isPresent() ? second.loaded() : note(first, object, notes);
  }

  /// The descriptor, owned by this object.
  public Fd fd() {
    return fd;
  }

  /// The offset of a text in the string section; it must be one of the lines given to [#load].
  public int offset(String text) {
    return strings.offset(text);
  }

  @Override
  public void close() {
    fd.close();
  }

  private record Attempt(Optional<LoadedTypes> loaded, int errno, String log) {}

  private static Attempt attempt(Btf types, Collection<LineInfo> lines) {
    StringTable strings = new StringTable();
    for (LineInfo line : lines) {
      strings.offset(line.file());
      strings.offset(line.text());
    }
    byte[] bytes = BtfWriter.write(types, strings, ByteOrder.nativeOrder());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment btf = arena.allocate(bytes.length, Long.BYTES);
      btf.copyFrom(MemorySegment.ofArray(bytes));
      long result = Bpf.call(new BpfCommand.BtfLoad(btf, MemorySegment.NULL, 0));
      if (result >= 0) {
        return new Attempt(Optional.of(new LoadedTypes(new Fd((int) result), strings)), 0, "");
      }
      MemorySegment log = arena.allocate(LOG_BYTES);
      long again = Bpf.call(new BpfCommand.BtfLoad(btf, log, 1));
      if (again >= 0) {
        return new Attempt(Optional.of(new LoadedTypes(new Fd((int) again), strings)), 0, "");
      }
      return new Attempt(Optional.empty(), (int) -result, log.getString(0));
    }
  }

  private static Optional<LoadedTypes> note(Attempt attempt, BpfObject object, Diagnostics notes) {
    if (attempt.loaded().isEmpty()) {
      String error = Errno.ofNumber(attempt.errno()).map(Errno::name).orElse("an error");
      String last = attempt.log().lines().reduce((_, b) -> b).map(l -> ": " + l).orElse("");
      notes.report(
          new Problem(
              Severity.WARNING,
              LoaderProblem.BTF_REFUSED.code(),
              "the kernel refuses the types of object `" + object.name() + "`: " + error + last,
              Optional.empty(),
              List.of(),
              List.of("the object is loaded without type information")));
    }
    return attempt.loaded();
  }

  private static Btf minimal() {
    return new Btf(List.of(new BtfType.Int("int", 4, 32, 0, BtfType.Int.Encoding.SIGNED)));
  }
}
