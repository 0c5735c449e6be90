// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.run;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.vm.map.Cpus;
import dev.weir.vm.memory.AccessFault;
import dev.weir.vm.memory.Memory;
import dev.weir.vm.memory.Region;
import dev.weir.vm.net.Connection;
import dev.weir.vm.net.Socket;
import dev.weir.vm.net.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One run: what the program works on, and what it did.
public final class Run {
  private final ProgramImage program;
  private final Memory memory;
  private final World world;
  private final Cpus cpus;
  private final Shared shared;
  private final List<Event> events = new ArrayList<>(0);
  private final List<Redirect> redirects = new ArrayList<>(0);
  private final List<String> trace = new ArrayList<>(0);
  private final Map<String, Long> notes = new HashMap<>(0);
  private @Nullable ContextWindow context;
  private @Nullable Packet packet;
  private @Nullable Socket socket;
  private @Nullable Redirect redirect;
  private @Nullable Socket assigned;
  private @Nullable Tunnel tunnel;
  private @Nullable Sysctl sysctl;
  private int retval;
  private int checksumLevel = -1;

  /// What runs of a machine share beside memory and world.
  public static final class Shared {
    private final IdentityHashMap<Object, Region> handles = new IdentityHashMap<>();
    private final IdentityHashMap<Socket, Region> tcpViews = new IdentityHashMap<>();
    private final IdentityHashMap<Socket, Region> casts = new IdentityHashMap<>();
    private final IdentityHashMap<Socket, Region> sockets = new IdentityHashMap<>();
    private final Map<Long, Object> attached = new HashMap<>();
    private final KernelVersion kernel;
    private final long secret;
    private long random;
    private long cookies;

    /// Fresh state.
    public Shared(long seed, KernelVersion kernel) {
      this.kernel = kernel;
      random = seed ^ 0x5DEECE66DL;
      secret = seed * 0xD134_2543_DE82_EF95L;
    }

    /// Objects that belong to places in memory, such as timers and dynptrs, by address.
    public Map<Long, Object> attached() {
      return attached;
    }
  }

  /// A run.
  public Run(ProgramImage program, Memory memory, World world, Cpus cpus, Shared shared) {
    this.program = program;
    this.memory = memory;
    this.world = world;
    this.cpus = cpus;
    this.shared = shared;
  }

  /// The program that was started.
  public ProgramImage program() {
    return program;
  }

  /// The memory.
  public Memory memory() {
    return memory;
  }

  /// What is around the program.
  public World world() {
    return world;
  }

  /// The processors.
  public Cpus cpus() {
    return cpus;
  }

  /// The kernel whose behaviour helpers have.
  public KernelVersion kernel() {
    return shared.kernel;
  }

  /// What runs share.
  public Shared shared() {
    return shared;
  }

  /// Sets the context.
  public void context(ContextWindow window) {
    context = window;
  }

  /// The context; null when the program got plain bytes.
  public @Nullable ContextWindow context() {
    return context;
  }

  /// The context.
  ///
  /// @throws AccessFault when the program got plain bytes
  public ContextWindow window() {
    if (context == null) {
      throw AccessFault.notSimulated("helpers on a context of plain bytes");
    }
    return context;
  }

  /// Sets the packet.
  public void packet(Packet bytes) {
    packet = bytes;
  }

  /// The packet; null when the hook has none.
  public @Nullable Packet packet() {
    return packet;
  }

  /// The packet.
  ///
  /// @throws AccessFault when the hook has none
  public Packet frame() {
    if (packet == null) {
      throw AccessFault.notSimulated("packet helpers without a packet");
    }
    return packet;
  }

  /// Sets the socket of the context.
  public void socket(@Nullable Socket of) {
    socket = of;
  }

  /// The socket of the context; null for none.
  public @Nullable Socket socket() {
    return socket;
  }

  /// Records sent to user space.
  public List<Event> events() {
    return events;
  }

  /// Where packets were sent, clones included.
  public List<Redirect> redirects() {
    return redirects;
  }

  /// Lines of `bpf_trace_printk`.
  public List<String> trace() {
    return trace;
  }

  /// Further things the program did, by name, such as `msg_apply_bytes`.
  public Map<String, Long> notes() {
    return notes;
  }

  /// Notes a redirect to follow the verdict.
  public void redirect(Redirect to) {
    redirect = to;
    redirects.add(to);
  }

  /// The redirect that follows the verdict; null for none.
  public @Nullable Redirect redirect() {
    return redirect;
  }

  /// Assigns a socket to the packet or lookup.
  public void assign(@Nullable Socket to) {
    assigned = to;
  }

  /// The socket that the program assigned.
  public @Nullable Socket assigned() {
    return assigned;
  }

  /// What the packet carries for tunnel devices; null for nothing.
  public @Nullable Tunnel tunnel() {
    return tunnel;
  }

  /// Gives the packet something for tunnel devices.
  public void tunnel(@Nullable Tunnel of) {
    tunnel = of;
  }

  /// The file of `/proc/sys` that is read or written; null for other hooks.
  public @Nullable Sysctl sysctl() {
    return sysctl;
  }

  /// Sets the file of `/proc/sys`.
  public void sysctl(@Nullable Sysctl of) {
    sysctl = of;
  }

  /// What `bpf_get_retval` answers.
  public int retval() {
    return retval;
  }

  /// Sets what the system call is to return.
  public void retval(int value) {
    retval = value;
  }

  /// How many checksums are known to be right: -1 for none.
  public int checksumLevel() {
    return checksumLevel;
  }

  /// Sets how many checksums are known to be right.
  public void checksumLevel(int level) {
    checksumLevel = level;
  }

  /// The machine's secret for SYN cookies.
  public long secret() {
    return shared.secret;
  }

  /// The next random number.
  public int random() {
    shared.random += 0x9E37_79B9_7F4A_7C15L;
    long z = shared.random;
    z = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
    return (int) (z >>> 32 ^ z);
  }

  /// The pointer to a socket; 0 for null.
  public long address(@Nullable Socket of) {
    if (of == null) {
      return 0;
    }
    Region region = shared.handles.get(of);
    if (region == null) {
      region =
          memory.add(
              Region.of(
                  Region.Kind.SOCKET,
                  "",
                  of,
                  of.fields().bytes().length,
                  new SocketWindow(of.fields())));
      shared.handles.put(of, region);
    }
    return memory.address(region);
  }

  /// The pointer to the TCP side of a socket.
  public long tcpAddress(Socket of) {
    Region region = shared.tcpViews.get(of);
    if (region == null) {
      byte[] bytes = of.tcpFields().bytes();
      region = memory.add(Region.of(Region.Kind.TCP_SOCKET, "", of, bytes, 0, bytes.length, false));
      shared.tcpViews.put(of, region);
    }
    return memory.address(region);
  }

  /// The pointer to the kernel's own structure of a socket.
  public long castAddress(Socket of) {
    return view(shared.casts, of, () -> KernelViews.of(program.kernelTypes(), of));
  }

  /// The pointer to the `struct socket` around a socket.
  public long socketAddress(Socket of) {
    return view(
        shared.sockets,
        of,
        () -> KernelViews.around(program.kernelTypes(), of, () -> castAddress(of)));
  }

  /// The pointer to the kernel's structure of a tracked connection.
  public long address(Connection of) {
    return view(shared.handles, of, () -> KernelViews.of(program.kernelTypes(), of));
  }

  /// The pointer to the kernel's structure of a task.
  public long address(World.Task of) {
    return view(shared.handles, of, () -> KernelViews.of(program.kernelTypes(), of));
  }

  private <T> long view(Map<? super T, Region> regions, T of, Supplier<KernelView> made) {
    Region region = regions.get(of);
    if (region == null) {
      KernelView view = made.get();
      String name = "struct " + view.name();
      region = memory.add(Region.of(Region.Kind.KERNEL_OBJECT, name, of, view.size(), view));
      regions.put(of, region);
    }
    return memory.address(region);
  }

  /// The pointer that stands for an object of the kernel.
  public long handle(Object of, String name) {
    Region region = shared.handles.get(of);
    if (region == null) {
      region = memory.add(Region.opaque(Region.Kind.KERNEL_OBJECT, name, of));
      shared.handles.put(of, region);
    }
    return memory.address(region);
  }

  /// The socket behind a pointer; the context stands for its own.
  ///
  /// @throws AccessFault when it leads to none
  public Socket socketAt(long address) {
    Region region = memory.find(address);
    if (region != null && region.owner() instanceof Socket found) {
      return found;
    }
    if (region != null && region.kind() == Region.Kind.CONTEXT) {
      if (socket == null) {
        throw new AccessFault("the context has no socket");
      }
      return socket;
    }
    throw new AccessFault(memory.describe(address) + " is no socket");
  }

  /// The cookie of a socket, given at first use.
  public long cookie(Socket of) {
    if (of.cookie() == 0) {
      of.cookie(++shared.cookies);
    }
    return of.cookie();
  }

  /// The value of a legacy packet load, -1 when the packet is too short.
  ///
  /// @kernel v6.12 kernel/bpf/core.c bpf_internal_load_pointer_neg_helper
  public long loadPacket(int offset, int size) {
    Packet from = frame();
    byte[] bytes = new byte[size];
    int at = offset;
    if (offset < 0) {
      if (offset >= -0x10_0000) {
        at = offset + 0x10_0000 + from.networkOffset();
      } else if (offset >= -0x20_0000) {
        at = offset + 0x20_0000 + from.macOffset();
      } else {
        return -1;
      }
    }
    if (at < from.macOffset() || !from.load(at, bytes)) {
      return -1;
    }
    long value = 0;
    for (byte b : bytes) {
      value = value << 8 | b & 0xff;
    }
    return value;
  }

  /// Lets go of what only this run used.
  public void end() {
    if (packet != null) {
      packet.release();
    }
  }
}
