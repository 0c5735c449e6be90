// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The one place that calls out of the JVM: `syscall(2)` of the C library, with `errno` captured.
///
/// Everything else in the loader builds arguments and reads results. A result below zero is a
/// negated error number, as inside the kernel; no Java exception is thrown for what the kernel
/// refuses.
public final class Syscalls {
  private static final int ARGUMENTS = 6;
  private static final int EINTR = 4;
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO_OFFSET = STATE.byteOffset(PathElement.groupElement("errno"));

  private Syscalls() {}

  /// Makes a system call.
  ///
  /// @param call which
  /// @param arguments up to six; pointers as addresses, whose memory must stay alive during the
  ///   call
  /// @return the call's result, or the negated error number
  /// @throws BpfException when this JVM or machine cannot make system calls at all
  public static long call(Syscall call, long... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      return call(arena.allocate(STATE), call, arguments);
    }
  }

  /// Room for the error number of calls that are made often.
  static MemorySegment state(Arena arena) {
    return arena.allocate(STATE);
  }

  /// Like [#call(Syscall, long...)], with room for the error number.
  static long call(MemorySegment state, Syscall call, long... arguments) {
    long[] a = Arrays.copyOf(arguments, ARGUMENTS);
    Entry entry = Entry.get();
    long number = call.number(entry.architecture());
    try {
      long result =
          (long) entry.handle().invokeExact(state, number, a[0], a[1], a[2], a[3], a[4], a[5]);
      return result == -1 ? -state.get(JAVA_INT, ERRNO_OFFSET) : result;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("system call " + call + " threw", e);
    }
  }

  /// Like [#call], repeated while a signal interrupts it (`EINTR`).
  public static long restarting(Syscall call, long... arguments) {
    long result = call(call, arguments);
    while (result == -EINTR) {
      result = call(call, arguments);
    }
    return result;
  }

  /// Why this JVM cannot make system calls; empty when it can.
  public static Optional<String> unavailable() {
    return Optional.ofNullable(Entry.SHARED.reason());
  }

  /// The handle of `syscall(2)` and the numbers to use with it, or the reason there is none.
  private record Entry(
      @Nullable MethodHandle target,
      Syscall.@Nullable Architecture machine,
      @Nullable String reason) {
    static final Entry SHARED = find();

    static Entry get() {
      if (SHARED.reason() != null) {
        throw BpfException.of(LoaderProblem.NO_NATIVE_ACCESS, SHARED.reason());
      }
      return SHARED;
    }

    MethodHandle handle() {
      return Objects.requireNonNull(target);
    }

    Syscall.Architecture architecture() {
      return Objects.requireNonNull(machine);
    }

    private static Entry find() {
      String os = System.getProperty("os.name", "");
      String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
      if (!os.equals("Linux")) {
        return new Entry(null, null, "eBPF needs Linux; this is " + os);
      }
      Syscall.Architecture architecture =
          switch (name) {
            case "amd64", "x86_64" -> Syscall.Architecture.X86_64;
            case "aarch64" -> Syscall.Architecture.AARCH64;
            default -> null;
          };
      if (architecture == null) {
        return new Entry(
            null, null, "the loader runs on x86-64 and arm64; this machine is " + name);
      }
      try {
        return new Entry(downcall(), architecture, null);
      } catch (IllegalCallerException e) {
        return new Entry(
            null,
            null,
            "native access is denied to the loader; start java with"
                + " --enable-native-access=dev.weir.loader (ALL-UNNAMED on the class path)");
      }
    }

    private static MethodHandle downcall() {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().findOrThrow("syscall"),
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(1));
    }
  }
}
