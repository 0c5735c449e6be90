// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm;

import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.verifier.image.KernelFunctions;
import dev.weir.vm.memory.Memory;
import dev.weir.vm.memory.Region;
import dev.weir.vm.memory.StructImage;
import dev.weir.vm.memory.StructLayout;
import dev.weir.vm.net.Device;
import dev.weir.vm.net.Socket;
import dev.weir.vm.run.ContextWindow;
import dev.weir.vm.run.Packet;
import dev.weir.vm.run.Run;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Makes the context and packet of a run from an input.
final class Setup {
  private static final int ETHERNET_BYTES = 14;
  private static final int PLAIN_BYTES = 64;
  private static final int LOOPBACK = 1;
  private static final byte[] BROADCAST = {-1, -1, -1, -1, -1, -1};
  private static final int SKB_HEADROOM = 64;
  private static final int XDP_HEADROOM = 256;

  /// What a page of an XDP frame holds besides: the kernel's record of fragments.
  private static final int XDP_PAGE_BYTES = 4096 - 320;

  private static final Packet.Fields SKB =
      new Packet.Fields("data", "data_end", "data_meta", "len");
  private static final Packet.Fields XDP = new Packet.Fields("data", "data_end", "data_meta", "");
  private static final Packet.Fields MESSAGE = new Packet.Fields("data", "data_end", "", "size");
  private static final Packet.Fields REUSEPORT = new Packet.Fields("data", "data_end", "", "len");
  private static final Packet.Fields OPTION = new Packet.Fields("optval", "optval_end", "", "");
  private static final Packet.Fields SOCK_OPS =
      new Packet.Fields("skb_data", "skb_data_end", "", "skb_len");

  private Setup() {}

  /// The context of a run.
  ///
  /// @param address what R1 holds
  /// @param region its memory
  /// @param raw its bytes where they are plain
  record Context(long address, Region region, byte @Nullable [] raw) {
    void release(Memory memory) {
      memory.release(region);
    }
  }

  /// Makes ready for a run.
  ///
  /// @param layout of the context; null where it is plain bytes
  static Context prepare(Run run, Input input, @Nullable StructLayout layout) {
    run.retval(input.retval());
    run.tunnel(input.tunnel());
    run.sysctl(input.sysctl());
    byte[] raw = input.raw();
    if (raw != null || layout == null) {
      byte[] own = raw == null ? new byte[PLAIN_BYTES] : raw.clone();
      run.socket(input.socket());
      Region region = Region.of(Region.Kind.CONTEXT, "", null, own, 0, own.length, true);
      run.memory().add(region);
      socketArgument(run, input, own);
      return new Context(run.memory().address(region), region, own);
    }
    return structured(run, input, layout);
  }

  /// Hooks of the security module get their arguments as 8-byte slots; the first one is the socket.
  private static void socketArgument(Run run, Input input, byte[] bytes) {
    Socket socket = input.socket();
    if (socket != null && run.program().type() == ProgramType.LSM && bytes.length >= 8) {
      long address = takesSocket(run) ? run.socketAddress(socket) : run.castAddress(socket);
      for (int i = 0; i < 8; i++) {
        bytes[i] = (byte) (address >>> 8 * i);
      }
    }
  }

  /// Whether the hook's first argument is a `struct socket`, not a `struct sock`.
  private static boolean takesSocket(Run run) {
    return KernelFunctions.arguments(run.program())
        .filter(arguments -> arguments.count() > 0)
        .map(arguments ->
            arguments.btf().type(arguments.btf().strip(arguments.type(0))) instanceof BtfType.Ptr to
                && arguments.btf().type(arguments.btf().strip(to.type()))
                    instanceof BtfType.Struct struct
                && struct.name().equals("socket"))
        .orElse(false);
  }

  private static Context structured(Run run, Input input, StructLayout layout) {
    StructImage image = new StructImage(layout);
    ContextWindow window = new ContextWindow(image);
    Region region = Region.of(Region.Kind.CONTEXT, "", null, layout.size(), window);
    run.memory().add(region);
    run.context(window);
    Socket socket = input.socket();
    run.socket(socket);
    if (socket != null) {
      window.pointer("sk", run.address(socket));
      identity(image, socket);
    }
    packet(run, input, window);
    for (Input.Setting setting : input.settings()) {
      byte[] bytes = setting.bytes();
      if (bytes == null) {
        image.set(setting.field(), setting.element(), setting.value());
      } else {
        image.setBytes(setting.field(), bytes);
      }
    }
    return new Context(run.memory().address(region), region, null);
  }

  /// What contexts repeat of their socket.
  private static void identity(StructImage image, Socket socket) {
    if (image.layout().name().equals("bpf_sock")) {
      System.arraycopy(
          socket.fields().bytes(), 0, image.bytes(), 0, socket.fields().bytes().length);
      return;
    }
    if (image.layout().name().equals("bpf_sk_lookup")) {
      return;
    }
    for (String field : new String[] {"family", "type", "protocol", "state"}) {
      if (image.has(field) && !(field.equals("protocol") && image.has("data_end"))) {
        image.set(field, socket.fields().get(field));
      }
    }
    if (image.has("user_family")) {
      image.set("user_family", socket.fields().get("family"));
    }
    if (image.has("remote_ip4")) {
      image.setBytes("remote_ip4", socket.fields().getBytes("dst_ip4"));
      image.setBytes("local_ip4", socket.fields().getBytes("src_ip4"));
      image.setBytes("remote_ip6", socket.fields().getBytes("dst_ip6"));
      image.setBytes("local_ip6", socket.fields().getBytes("src_ip6"));
      // the port lies in the upper half of the field, in network byte order
      image.set("remote_port", socket.fields().get("dst_port"));
      image.set("local_port", socket.fields().get("src_port"));
    }
    if (image.has("is_fullsock")) {
      image.set("is_fullsock", socket.full() ? 1 : 0);
      image.set("bpf_sock_ops_cb_flags", socket.callbackFlags());
    }
  }

  private static void packet(Run run, Input input, ContextWindow window) {
    byte[] bytes = input.packet();
    if (bytes == null) {
      return;
    }
    ProgramType type = run.program().type();
    switch (type) {
      case XDP -> {
        int linear = linear(input, bytes.length);
        int room = Math.max(XDP_PAGE_BYTES - XDP_HEADROOM - linear, 0);
        window.image().set("ingress_ifindex", LOOPBACK);
        run.packet(make(run, window, XDP, bytes, linear, input, XDP_HEADROOM, room));
      }
      case SK_MSG ->
          run.packet(make(run, window, MESSAGE, bytes, linear(input, bytes.length), input, 0, 0));
      case CGROUP_SOCKOPT -> {
        run.packet(make(run, window, OPTION, bytes, bytes.length, input, 0, 0));
        window.image().set("optlen", bytes.length);
      }
      case SOCK_OPS ->
          run.packet(make(run, window, SOCK_OPS, bytes, linear(input, bytes.length), input, 0, 0));
      case SK_REUSEPORT ->
          run.packet(make(run, window, REUSEPORT, bytes, linear(input, bytes.length), input, 0, 0));
      case SK_SKB ->
          run.packet(
              make(run, window, SKB, bytes, linear(input, bytes.length), input, SKB_HEADROOM, 0));
      default -> socketBuffer(run, input, window, bytes);
    }
  }

  private static Packet make(
      Run run,
      ContextWindow window,
      Packet.Fields fields,
      byte[] bytes,
      int linear,
      Input input,
      int headroom,
      int tailroom) {
    byte[] metadata = input.metadata();
    return new Packet(
        run.memory(),
        window,
        fields,
        bytes,
        linear,
        metadata,
        Math.max(headroom, metadata.length),
        tailroom);
  }

  private static int linear(Input input, int length) {
    int linear = input.linear() < 0 ? length : input.linear();
    if (linear > length) {
      throw new IllegalArgumentException(linear + " linear bytes of a packet of " + length);
    }
    return linear;
  }

  /// A socket buffer: layer-2 hooks see the Ethernet header, others start behind it.
  ///
  /// @kernel v6.12 net/bpf/test_run.c bpf_prog_test_run_skb
  private static void socketBuffer(Run run, Input input, ContextWindow window, byte[] frame) {
    if (frame.length < ETHERNET_BYTES) {
      throw new IllegalArgumentException(
          "packet of "
              + frame.length
              + " bytes; it starts with an Ethernet header of "
              + ETHERNET_BYTES);
    }
    ProgramType type = run.program().type();
    boolean layer2 = type == ProgramType.SCHED_CLS || type == ProgramType.SCHED_ACT;
    int linear = linear(input, frame.length);
    Packet packet;
    if (layer2) {
      packet = make(run, window, SKB, frame, linear, input, SKB_HEADROOM, 0);
      packet.headers(0, ETHERNET_BYTES);
    } else {
      byte[] bytes = Arrays.copyOfRange(frame, ETHERNET_BYTES, frame.length);
      packet =
          make(
              run,
              window,
              SKB,
              bytes,
              Math.max(linear - ETHERNET_BYTES, 0),
              input,
              SKB_HEADROOM + ETHERNET_BYTES,
              0);
      packet.linkHeader(Arrays.copyOf(frame, ETHERNET_BYTES));
    }
    run.packet(packet);
    StructImage image = window.image();
    image.set("protocol", (frame[12] & 0xff) << 8 | frame[13] & 0xff);
    image.set("ifindex", LOOPBACK);
    image.set("pkt_type", kind(run, frame));
    if (image.has("wire_len")) {
      image.set("wire_len", frame.length);
    }
  }

  /// For whom a frame is, by its destination and the address of the device: 0 for this host, 1 for
  /// all, 2 for a group, 3 for another host.
  private static int kind(Run run, byte[] frame) {
    byte[] destination = Arrays.copyOf(frame, 6);
    if ((frame[0] & 1) != 0) {
      return Arrays.equals(destination, BROADCAST) ? 1 : 2;
    }
    Device device = run.world().device(LOOPBACK);
    return device == null || Arrays.equals(destination, device.mac()) ? 0 : 3;
  }
}
