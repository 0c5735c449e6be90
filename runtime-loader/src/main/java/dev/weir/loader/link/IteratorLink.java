// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.program.LoadedProgram;
import dev.weir.loader.sys.Bpf;
import dev.weir.loader.sys.BpfCommand;
import dev.weir.loader.sys.Fd;
import dev.weir.loader.sys.Syscall;
import dev.weir.loader.sys.Syscalls;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// An iterator program, ready to walk: each [#walk()] runs it once for every kernel object of its
/// kind.
///
/// Socket iterators see the network namespace in which the walk starts.
public final class IteratorLink implements Link {
  private static final int CHUNK = 1 << 16;
  private final LinkFd link;

  private IteratorLink(LinkFd link) {
    this.link = link;
  }

  /// Makes a program ready to walk.
  ///
  /// @throws BpfException when the kernel refuses
  public static IteratorLink attach(LoadedProgram program) {
    return new IteratorLink(
        LinkFd.create(program, 0, AttachType.TRACE_ITER, 0, 0, "iterator " + program.name()));
  }

  /// Walks once and gives what the program wrote.
  ///
  /// @throws BpfException when the kernel refuses
  public String walk() {
    long created = Bpf.call(new BpfCommand.IterCreate(link.fd().number()));
    if (created < 0) {
      throw refused("BPF_ITER_CREATE", created);
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (Fd reader = new Fd((int) created);
        Arena arena = Arena.ofConfined()) {
      MemorySegment chunk = arena.allocate(CHUNK, Long.BYTES);
      long length = read(reader, chunk);
      while (length > 0) {
        text.writeBytes(chunk.asSlice(0, length).toArray(JAVA_BYTE));
        length = read(reader, chunk);
      }
      if (length < 0) {
        throw refused("read", length);
      }
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  @Override
  public String description() {
    return link.description();
  }

  @Override
  public Optional<Fd> fd() {
    return Optional.of(link.fd());
  }

  @Override
  public void update(LoadedProgram program) {
    link.update(program);
  }

  @Override
  public void pin(Path path) {
    link.pin(path);
  }

  @Override
  public void close() {
    link.fd().close();
  }

  @Override
  public String toString() {
    return link.description();
  }

  private static long read(Fd reader, MemorySegment chunk) {
    return Syscalls.restarting(Syscall.READ, reader.number(), chunk.address(), CHUNK);
  }

  private BpfException refused(String command, long result) {
    return BpfException.refused(command, (int) -result, "walk with " + description());
  }
}
