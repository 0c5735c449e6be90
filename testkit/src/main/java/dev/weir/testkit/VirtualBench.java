// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit;

import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.testkit.packet.Packet;
import dev.weir.vm.Input;
import dev.weir.vm.LoadedVm;
import dev.weir.vm.Vm;
import dev.weir.vm.VmOptions;
import dev.weir.vm.map.VmMap;
import dev.weir.vm.run.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Programs in the virtual machine.
final class VirtualBench implements Bench {
  private static final int AF_INET = 2;
  private static final int EPERM = 1;
  private static final int REDIRECT_TC = 7;
  private static final int REDIRECT_XDP = 4;

  private final BpfObject object;
  private final LoadedVm vm;
  private final Map<String, List<byte[]>> events = new LinkedHashMap<>();

  VirtualBench(BpfObject object) {
    this.object = object;
    try {
      this.vm = Vm.load(object, VmOptions.standard());
    } catch (LinkException e) {
      throw new IllegalArgumentException(
          "object `" + object.name() + "` cannot be loaded: " + e.getMessage(), e);
    }
  }

  @Override
  public String place() {
    return "virtual machine";
  }

  @Override
  public BpfObject object() {
    return object;
  }

  @Override
  public Outcome run(String program, PacketRun input) {
    Hook hook = KernelBench.hookOf(object, program);
    Input made = Input.packet(input.packet().bytes());
    for (Map.Entry<String, Long> field : input.fields().entrySet()) {
      FieldPlace place = FieldPlace.of(hook, field.getKey());
      int element = (place.offset() - place.field().offsetBytes()) / place.field().sizeBytes();
      made = made.with(place.field().name(), element, field.getValue());
    }
    dev.weir.vm.Outcome outcome = execute(program, made);
    boolean redirects =
        switch (hook.program()) {
          case SCHED_CLS, SCHED_ACT -> outcome.result() == REDIRECT_TC;
          case XDP -> outcome.result() == REDIRECT_XDP;
          default -> false;
        };
    return new Outcome(
        place(),
        hook,
        outcome.result(),
        input.packet(),
        Packet.of(outcome.packet()),
        redirects ? outcome.redirect().map(r -> r.ifindex()) : Optional.empty());
  }

  @Override
  public SocketOutcome run(String program, SocketCall call) {
    Hook hook = KernelBench.hookOf(object, program);
    boolean six = hook.name().endsWith("6");
    Input input =
        Input.call()
            .with("user_family", six ? 10 : AF_INET)
            .with("family", call.family())
            .with("type", call.type())
            .with("protocol", call.protocol())
            .with("user_port", call.port())
            .with(six ? "user_ip6" : "user_ip4", fitted(call.address(), six));
    if (call.source().length > 0) {
      input = input.with(six ? "msg_src_ip6" : "msg_src_ip4", fitted(call.source(), six));
    }
    dev.weir.vm.Outcome outcome = execute(program, input);
    return new SocketOutcome(
        place(),
        hook,
        outcome.result(),
        errno(outcome),
        outcome.fieldBytes(six ? "user_ip6" : "user_ip4"),
        (int) outcome.field("user_port"));
  }

  /// What the caller gets: what the program set, or else EPERM when it refuses.
  private static int errno(dev.weir.vm.Outcome outcome) {
    if (outcome.retval() < 0) {
      return -outcome.retval();
    }
    return (outcome.result() & 1) == 0 ? EPERM : 0;
  }

  /// An address as the hook has it: IPv4 addresses become mapped ones where it is for IPv6.
  private static byte[] fitted(byte[] address, boolean six) {
    if (!six || address.length == 16) {
      return six ? address : Arrays.copyOfRange(address, address.length - 4, address.length);
    }
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    System.arraycopy(address, 0, mapped, 12, 4);
    return mapped;
  }

  private dev.weir.vm.Outcome execute(String program, Input input) {
    dev.weir.vm.Outcome outcome = vm.program(program).run(input);
    if (outcome.fault().isPresent()) {
      throw new AssertionError("in the " + place() + ", " + outcome.fault().get());
    }
    for (Event event : outcome.events()) {
      events.computeIfAbsent(event.map(), _ -> new ArrayList<>()).add(event.data());
    }
    return outcome;
  }

  @Override
  public TestMap map(String name) {
    return new VirtualMap(vm.map(name), vm.cpus().count());
  }

  @Override
  public List<byte[]> events(String map) {
    if (object.map(map).isEmpty()) {
      throw new IllegalArgumentException("object `" + object.name() + "` has no map `" + map + "`");
    }
    List<byte[]> since = events.remove(map);
    return since == null ? List.of() : List.copyOf(since);
  }

  @Override
  public void close() {
    events.clear();
  }

  /// A map of the machine.
  private record VirtualMap(VmMap map, int cpus) implements TestMap {
    @Override
    public String name() {
      return map.name();
    }

    private List<byte[]> copies(byte[] key) {
      byte[] all = map.read(key);
      if (all == null) {
        return List.of();
      }
      if (!map.image().type().perCpu()) {
        return List.of(all);
      }
      int size = map.image().valueSize();
      int stride = (size + 7) / 8 * 8;
      List<byte[]> copies = new ArrayList<>();
      for (int at = 0; at + size <= all.length; at += stride) {
        copies.add(Arrays.copyOfRange(all, at, at + size));
      }
      return copies;
    }

    @Override
    public Optional<byte[]> get(byte[] key) {
      return copies(key).stream().findFirst();
    }

    @Override
    public TestMap put(byte[] key, byte[] value) {
      byte[] whole = value;
      if (map.image().type().perCpu()) {
        int stride = (value.length + 7) / 8 * 8;
        whole = new byte[stride * cpus];
        for (int cpu = 0; cpu < cpus; cpu++) {
          System.arraycopy(value, 0, whole, cpu * stride, value.length);
        }
      }
      int result = map.write(key, whole, VmMap.ANY);
      if (result != 0) {
        throw new IllegalStateException("cannot put into map `" + name() + "`: error " + -result);
      }
      return this;
    }

    @Override
    public boolean remove(byte[] key) {
      return map.delete(key) == 0;
    }

    @Override
    public List<byte[]> keys() {
      return map.keys();
    }

    @Override
    public long sum(byte[] key) {
      return copies(key).stream().mapToLong(Bytes::number).sum();
    }
  }
}
