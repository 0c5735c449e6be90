// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm;

import dev.weir.vm.memory.StructImage;
import dev.weir.vm.net.Socket;
import dev.weir.vm.run.Event;
import dev.weir.vm.run.Packet;
import dev.weir.vm.run.Redirect;
import dev.weir.vm.run.Run;
import dev.weir.vm.run.Sysctl;
import dev.weir.vm.run.Tunnel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a run did.
public final class Outcome {
  private final long result;
  private final @Nullable Fault fault;
  private final Run run;
  private final byte @Nullable [] raw;
  private final long instructions;

  Outcome(long result, @Nullable Fault fault, Run run, byte @Nullable [] raw, long instructions) {
    this.result = result;
    this.fault = fault;
    this.run = run;
    this.raw = raw;
    this.instructions = instructions;
  }

  /// The verdict: R0 at the exit as the 32-bit number that hooks look at.
  ///
  /// @throws IllegalStateException when the run ended in a fault; its message is the fault's
  public int result() {
    return (int) r0();
  }

  /// All of R0 at the exit.
  ///
  /// @throws IllegalStateException when the run ended in a fault; its message is the fault's
  public long r0() {
    if (fault != null) {
      throw new IllegalStateException(fault.toString());
    }
    return result;
  }

  /// The fault that ended the run, empty when it ended well.
  public Optional<Fault> fault() {
    return Optional.ofNullable(fault);
  }

  /// A field of the context after the run, written as people do: port 80 is 80.
  public long field(String name) {
    return context().get(name);
  }

  /// An element of an array field after the run.
  public long field(String name, int element) {
    return context().get(name, element);
  }

  /// The bytes of a field in memory order, such as those of an address.
  public byte[] fieldBytes(String name) {
    return context().getBytes(name);
  }

  /// The context after the run.
  ///
  /// @throws IllegalStateException when the program got plain bytes
  public StructImage context() {
    if (run.context() == null) {
      throw new IllegalStateException("the program got a context of plain bytes");
    }
    return run.window().image();
  }

  /// The bytes of a plain context after the run.
  public byte[] rawContext() {
    return raw == null ? context().bytes().clone() : raw.clone();
  }

  /// The packet after the run, from its Ethernet header on.
  ///
  /// @throws IllegalStateException when there was none
  public byte[] packet() {
    return present().frame();
  }

  /// The packet after the run as the program's pointers show it, without a link header at layer 3.
  ///
  /// @throws IllegalStateException when there was none
  public byte[] data() {
    return present().bytes();
  }

  /// The metadata in front of the packet.
  ///
  /// @throws IllegalStateException when there was no packet
  public byte[] metadata() {
    return present().metadata();
  }

  /// Where the program sent the packet last, which counts when it returned the verdict that
  /// redirects.
  public Optional<Redirect> redirect() {
    return Optional.ofNullable(run.redirect());
  }

  /// All redirects and clones, in order.
  public List<Redirect> redirects() {
    return List.copyOf(run.redirects());
  }

  /// Records sent to user space, in order.
  public List<Event> events() {
    return List.copyOf(run.events());
  }

  /// Lines of `bpf_trace_printk`.
  public List<String> trace() {
    return List.copyOf(run.trace());
  }

  /// What the system call is to return, as set by `bpf_set_retval`.
  public int retval() {
    return run.retval();
  }

  /// The socket that the program chose with `bpf_sk_assign` or `bpf_sk_select_reuseport`.
  public Optional<Socket> assigned() {
    return Optional.ofNullable(run.assigned());
  }

  /// What the packet carries for tunnel devices: what it came with, or what the program gave it.
  public Optional<Tunnel> tunnel() {
    return Optional.ofNullable(run.tunnel());
  }

  /// The access to a file of `/proc/sys`, with the value that is written in the end.
  public Optional<Sysctl> sysctl() {
    return Optional.ofNullable(run.sysctl());
  }

  /// Further things the program asked for, such as `msg_apply_bytes`.
  public Map<String, Long> notes() {
    return Map.copyOf(run.notes());
  }

  /// Instructions executed.
  public long instructions() {
    return instructions;
  }

  private Packet present() {
    Packet packet = run.packet();
    if (packet == null) {
      throw new IllegalStateException("the program had no packet");
    }
    return packet;
  }

  @Override
  public String toString() {
    return fault == null ? "returned " + result : fault.toString();
  }
}
