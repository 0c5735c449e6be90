// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.host;

import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.loader.sys.Fd;
import dev.weir.loader.sys.Syscall;
import dev.weir.loader.sys.Syscalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A network namespace and a thread that lives in it.
///
/// Entering a namespace concerns one thread, so all work goes to that thread: sockets it opens and
/// processes it starts belong to the namespace, wherever they are used afterwards. The mount
/// namespace stays the process's own, so that cgroup v2 and bpffs keep their places (unlike with
/// `ip netns exec`). An anonymous namespace ends with its last socket, process and descriptor:
/// nothing is left behind by a killed process.
public final class NetNamespace implements AutoCloseable {
  private static final int CLONE_NEWNET = 0x40000000;
  private static final int MS_BIND = 0x1000;
  private static final int MNT_DETACH = 2;
  private static final Path NAMED = Path.of("/run/netns");
  private static final Path OWN = Path.of("/proc/thread-self/ns/net");

  private final ExecutorService thread;
  private final Fd fd;

  private NetNamespace(ExecutorService thread, Fd fd) {
    this.thread = thread;
    this.fd = fd;
  }

  /// Creates an empty namespace without a name; even its loopback interface is down.
  ///
  /// @throws BpfException when the kernel refuses
  public static NetNamespace create() {
    return start(() -> {
      long result = Syscalls.call(Syscall.UNSHARE, CLONE_NEWNET);
      if (result < 0) {
        throw BpfException.refused("unshare", (int) -result, "create a network namespace");
      }
      return open(OWN);
    });
  }

  /// Enters an existing namespace.
  ///
  /// @param path its file, such as `/run/netns/blue` or `/proc/1234/ns/net`
  /// @throws BpfException when there is none
  public static NetNamespace enter(Path path) {
    return start(() -> {
      Fd fd = open(path);
      long result = Syscalls.call(Syscall.SETNS, fd.number(), CLONE_NEWNET);
      if (result < 0) {
        fd.close();
        throw BpfException.refused("setns", (int) -result, "enter the network namespace " + path);
      }
      return fd;
    });
  }

  /// Gives the namespace a name under `/run/netns`, under which other tools find it and by which it
  /// outlives everyone in it, until [#removeName].
  ///
  /// @throws BpfException when the name is taken, or the kernel refuses
  public void giveName(String name) {
    Path path = NAMED.resolve(name);
    String asked = "name the network namespace " + path;
    try {
      Files.createDirectories(NAMED);
      Files.createFile(path);
    } catch (IOException e) {
      throw BpfException.of(LoaderProblem.NETWORK_REQUEST, "cannot " + asked + ": " + e);
    }
    String own = "/proc/self/fd/" + fd.number();
    try (Arena arena = Arena.ofConfined()) {
      long result =
          Syscalls.call(
              Syscall.MOUNT,
              arena.allocateFrom(own).address(),
              arena.allocateFrom(path.toString()).address(),
              0,
              MS_BIND,
              0);
      if (result < 0) {
        path.toFile().delete();
        throw BpfException.refused("mount", (int) -result, asked);
      }
    }
  }

  /// Takes a name away from a namespace; nothing happens when nothing has it.
  ///
  /// @throws BpfException when the kernel refuses
  public static void removeName(String name) {
    Path path = NAMED.resolve(name);
    try (Arena arena = Arena.ofConfined()) {
      Syscalls.call(Syscall.UMOUNT2, arena.allocateFrom(path.toString()).address(), MNT_DETACH);
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw BpfException.of(
          LoaderProblem.NETWORK_REQUEST,
          "cannot remove the name " + path + " of a network namespace: " + e);
    }
  }

  /// The namespace's descriptor, owned by this object.
  public Fd fd() {
    return fd;
  }

  /// Runs something in the namespace and waits for it.
  ///
  /// @throws Exception what it throws
  public <T> T call(Callable<T> task) throws Exception {
    try {
      return thread.submit(task).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  /// Runs something in the namespace and waits for it.
  ///
  /// @throws IllegalStateException when interrupted while waiting
  public void run(Runnable task) {
    try {
      call(Executors.callable(task));
    } catch (RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while working in a network namespace", e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// Ends the thread and gives the namespace up; the kernel removes it when nobody else uses it.
  @Override
  public void close() {
    thread.shutdownNow();
    fd.close();
  }

  private static NetNamespace start(Callable<Fd> enter) {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("weir-netns").daemon().factory());
    try {
      return new NetNamespace(thread, thread.submit(enter).get());
    } catch (ExecutionException e) {
      thread.shutdownNow();
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while entering a network namespace", e);
    }
  }

  private static Fd open(Path path) {
    long opened = Fd.openForReading(path);
    if (opened < 0) {
      throw BpfException.refused(
          "open namespace", (int) -opened, "open the network namespace " + path);
    }
    return new Fd((int) opened);
  }
}
