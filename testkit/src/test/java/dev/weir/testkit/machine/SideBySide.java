// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.machine;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.listing.ListingReader;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import dev.weir.loader.error.LoaderException;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.host.KernelRelease;
import dev.weir.loader.map.BpfMap;
import dev.weir.loader.program.TestRun;
import dev.weir.loader.sys.Syscalls;
import dev.weir.vm.Input;
import dev.weir.vm.LoadedVm;
import dev.weir.vm.Outcome;
import dev.weir.vm.Vm;
import dev.weir.vm.VmOptions;
import dev.weir.vm.map.VmMap;
import dev.weir.vm.net.Socket;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// Runs one program in the kernel and in the virtual machine, on the same packets.
final class SideBySide {
  /// Helpers whose results nobody can foresee, and those that signal the process of the test.
  private static final Set<String> UNFORESEEABLE =
      Set.of(
          "ktime_get_ns",
          "ktime_get_boot_ns",
          "ktime_get_coarse_ns",
          "ktime_get_tai_ns",
          "jiffies64",
          "get_prandom_u32",
          "get_smp_processor_id",
          "get_numa_node_id",
          "get_socket_cookie",
          "get_netns_cookie",
          "get_socket_uid",
          "get_hash_recalc",
          "get_current_pid_tgid",
          "get_current_uid_gid",
          "get_current_comm",
          "get_current_task",
          "get_current_task_btf",
          "get_current_cgroup_id",
          "get_current_ancestor_cgroup_id",
          "skb_cgroup_id",
          "skb_ancestor_cgroup_id",
          "sk_cgroup_id",
          "sk_ancestor_cgroup_id",
          "fib_lookup",
          "sk_lookup_tcp",
          "sk_lookup_udp",
          "skc_lookup_tcp",
          "perf_event_output",
          "get_cgroup_classid",
          "skb_cgroup_classid",
          "get_func_ip",
          "get_attach_cookie",
          "probe_read",
          "probe_read_kernel",
          "probe_read_user",
          "get_ns_current_pid_tgid",
          "send_signal",
          "send_signal_thread");

  private static final long LONG = 2_000_000;
  private static final int CONTEXT_BYTES = 192;

  /// What sockets without a receive queue have. Kernels that miss the fix to
  /// `bpf_sock_convert_ctx_access` load it as 64 bits whatever the width, so that no program that
  /// looks at it is compared.
  private static final int NO_QUEUE = -1;

  private SideBySide() {}

  /// How a comparison ended.
  ///
  /// @param kind the same, different, or not comparable
  /// @param detail what differs, or why it is not comparable
  record Result(Kind kind, String detail) {
    enum Kind {
      SAME,
      DIFFERENT,
      SKIPPED
    }
  }

  /// Skips a test where the kernel loads no programs for it.
  static void assumeKernel() {
    Assumptions.assumeTrue(
        Syscalls.unavailable().isEmpty(), () -> Syscalls.unavailable().orElse(""));
    Assumptions.assumeTrue(
        Capabilities.current().networkPrograms(),
        "needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON (run as root)");
  }

  /// Skips a test where the kernel loads no programs for it, or is older.
  static void assumeKernel(KernelVersion least) {
    assumeKernel();
    Assumptions.assumeTrue(
        KernelRelease.running().version().compareTo(least) >= 0, () -> "needs Linux " + least);
  }

  /// The object of a listing.
  static BpfObject object(String listing) {
    Diagnostics diagnostics = new Diagnostics();
    BpfObject object = ListingReader.read(new SourceFile("test.bpfasm", listing), diagnostics);
    Assertions.assertFalse(diagnostics.hasErrors(), () -> diagnostics.problems().toString());
    return object;
  }

  /// Compares result, packet, context and maps of an object's only program.
  static Result compare(BpfObject object, long seed) throws LinkException {
    try (LoadedObject kernel = Loader.load(object)) {
      LoadedVm vm = vm(object, 1);
      ProgramType type = vm.program("main").image().type();
      Optional<String> hidden = unforeseeable(vm);
      if (hidden.isPresent()) {
        return skipped("calls " + hidden.get());
      }
      LoadedVm twin = vm(object, ~1);
      Random random = new Random(seed);
      for (int round = 0; round < rounds(vm); round++) {
        byte[] packet = Packets.random(random);
        Outcome outcome = run(vm, packet, NO_QUEUE);
        if (outcome.instructions() >= LONG) {
          return skipped("ends by the clock");
        }
        if (outcome.fault().isPresent()) {
          return outcome.fault().get().notSimulated()
              ? skipped(outcome.fault().get().reason())
              : different("fault: " + outcome);
        }
        String own = state(outcome, type) + maps(vm);
        if (!own.equals(state(run(twin, packet, 7), type) + maps(twin))) {
          return skipped("depends on addresses, unwritten stack, chance or the receive queue");
        }
        byte[] context = type == ProgramType.XDP ? new byte[0] : new byte[CONTEXT_BYTES];
        TestRun.Result expected = TestRun.run(kernel.program("main"), packet, context, 1);
        String theirs = state(expected, type) + maps(vm, kernel);
        if (!own.equals(theirs)) {
          return different(
              "round "
                  + round
                  + "\n  vm     "
                  + own
                  + "\n  kernel "
                  + theirs
                  + "\n  packet "
                  + HexFormat.of().formatHex(packet));
        }
      }
      return new Result(Result.Kind.SAME, "");
    } catch (LoaderException refused) {
      return skipped("kernel refuses: " + refused.getMessage());
    }
  }

  /// Between runs the kernel may move to another processor, with other per-CPU values.
  private static int rounds(LoadedVm vm) {
    return vm.maps().stream().anyMatch(m -> m.image().type().perCpu()) ? 1 : 3;
  }

  private static LoadedVm vm(BpfObject object, long seed) throws LinkException {
    return Vm.load(
        object,
        VmOptions.standard()
            .withBudget(LONG)
            .withSeed(seed)
            .withCpus(Runtime.getRuntime().availableProcessors()));
  }

  /// A run with the socket that test runs give packets, but for its receive queue.
  private static Outcome run(LoadedVm vm, byte[] packet, int queue) {
    Input input = Input.packet(packet);
    if (vm.program("main").image().type() != ProgramType.XDP) {
      input = input.socket(socket(packet).with("rx_queue_mapping", queue));
    }
    return vm.program("main").run(input);
  }

  /// @kernel v6.12 net/bpf/test_run.c bpf_prog_test_run_skb
  private static Socket socket(byte[] packet) {
    boolean ipv4 = packet[12] == 8;
    Socket socket =
        Socket.tcp(ipv4 ? Socket.INET : Socket.INET6)
            .with("type", 0)
            .with("protocol", 0)
            .with("state", 7);
    int at = ipv4 ? 26 : 22;
    int size = ipv4 ? 4 : 16;
    String version = ipv4 ? "4" : "6";
    socket.fields().setBytes("src_ip" + version, Arrays.copyOfRange(packet, at, at + size));
    socket
        .fields()
        .setBytes("dst_ip" + version, Arrays.copyOfRange(packet, at + size, at + 2 * size));
    return socket;
  }

  private static Optional<String> unforeseeable(LoadedVm vm) {
    for (Insn<Reg> insn : vm.program("main").image().insns()) {
      if (insn instanceof Insn.CallHelper<Reg>(int id)) {
        String name = Helpers.byId(id).map(h -> h.name()).orElse("?");
        if (UNFORESEEABLE.contains(name)) {
          return Optional.of(name);
        }
      }
    }
    return Optional.empty();
  }

  private static String state(Outcome outcome, ProgramType type) {
    StringBuilder text = new StringBuilder("r0=" + Integer.toUnsignedString(outcome.result()));
    byte[] data = outcome.packet();
    boolean layer2 = type == ProgramType.SCHED_CLS || type == ProgramType.XDP;
    if (!layer2) {
      // test runs clear the link header of layer-3 hooks
      Arrays.fill(data, 0, data.length - outcome.data().length, (byte) 0);
    }
    text.append(" data=").append(HexFormat.of().formatHex(layer2 ? outcome.data() : data));
    if (type != ProgramType.XDP) {
      text.append(" mark=").append(outcome.field("mark"));
      text.append(" priority=").append(outcome.field("priority"));
      for (int i = 0; i < 5; i++) {
        text.append(" cb").append(i).append('=').append(outcome.field("cb", i));
      }
    }
    return text.toString();
  }

  private static String state(TestRun.Result result, ProgramType type) {
    StringBuilder text = new StringBuilder("r0=" + Integer.toUnsignedString(result.retval()));
    text.append(" data=").append(HexFormat.of().formatHex(result.dataOut()));
    if (type != ProgramType.XDP) {
      text.append(" mark=").append(u32(result.contextOut(), 8));
      text.append(" priority=").append(u32(result.contextOut(), 32));
      for (int i = 0; i < 5; i++) {
        text.append(" cb").append(i).append('=').append(u32(result.contextOut(), 48 + 4 * i));
      }
    }
    return text.toString();
  }

  private static long u32(byte[] bytes, int at) {
    return (bytes[at] & 0xffL)
        | (bytes[at + 1] & 0xffL) << 8
        | (bytes[at + 2] & 0xffL) << 16
        | (bytes[at + 3] & 0xffL) << 24;
  }

  private static boolean compared(MapSpec spec) {
    return switch (MapType.ofNumber(spec.type()).orElse(MapType.UNSPEC)) {
      case ARRAY, HASH, LRU_HASH, PERCPU_ARRAY, PERCPU_HASH, LPM_TRIE -> spec.maxEntries() <= 4096;
      default -> false;
    };
  }

  private static String maps(LoadedVm vm) {
    StringBuilder text = new StringBuilder();
    for (VmMap map : vm.maps()) {
      if (compared(map.image().spec()) && !map.name().contains(".rodata")) {
        boolean perCpu = map.image().type().perCpu();
        map.keys().stream()
            .map(key -> entry(key, map.read(key), perCpu, map.image().valueSize()))
            .filter(line -> !line.isEmpty())
            .sorted()
            .forEach(line -> text.append("\n    ").append(map.name()).append(line));
      }
    }
    return text.toString();
  }

  private static String maps(LoadedVm vm, LoadedObject kernel) {
    StringBuilder text = new StringBuilder();
    for (VmMap map : vm.maps()) {
      if (compared(map.image().spec()) && !map.name().contains(".rodata")) {
        int section = map.name().indexOf('.');
        BpfMap other =
            section < 0 ? kernel.map(map.name()) : kernel.dataMap(map.name().substring(section));
        boolean perCpu = map.image().type().perCpu();
        other.entries().stream()
            .map(e -> entry(e.key(), e.value(), perCpu, map.image().valueSize()))
            .filter(line -> !line.isEmpty())
            .sorted()
            .forEach(line -> text.append("\n    ").append(map.name()).append(line));
      }
    }
    return text.toString();
  }

  /// An entry as text; empty where all bytes are zero, as untouched arrays are. Of per-CPU values
  /// the sum of all processors, for the kernel chooses the processor.
  private static String entry(byte[] key, byte @Nullable [] value, boolean perCpu, int size) {
    if (value == null) {
      return "";
    }
    byte[] shown = value;
    if (perCpu) {
      int stride = size + 7 & ~7;
      shown = new byte[size];
      for (int at = 0; at < value.length; at += stride) {
        for (int i = 0; i < size; i++) {
          shown[i] += value[at + i];
        }
      }
    }
    boolean zero = true;
    for (byte b : shown) {
      zero &= b == 0;
    }
    return zero
        ? ""
        : "["
            + HexFormat.of().formatHex(key)
            + "]="
            + HexFormat.of().formatHex(Arrays.copyOf(shown, shown.length));
  }

  private static Result skipped(String why) {
    return new Result(Result.Kind.SKIPPED, why);
  }

  private static Result different(String what) {
    return new Result(Result.Kind.DIFFERENT, what);
  }
}
