// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit;

import dev.weir.bytecode.object.BpfObject;
import dev.weir.testkit.packet.Packet;
import java.util.List;

/// An object ready to be tried out: its maps exist and keep their contents from run to run.
///
/// ```java
/// try (Bench bench = Bench.virtual(object)) {
///   bench.map("blocked").put(Bytes.u16Network(23), Bytes.u8(1));
///   bench.run("filter", Packet.ethernet().ipv4("10.0.0.1", "10.0.0.2").tcp(999, 23).build())
///       .returns("drop")
///       .packetUnchanged();
/// }
/// ```
public interface Bench extends AutoCloseable {
  /// A bench in the virtual machine: needs no privilege and no Linux, and repeats exactly.
  static Bench virtual(BpfObject object) {
    return new VirtualBench(object);
  }

  /// A bench in the running kernel, which verifies and loads the object but attaches nothing.
  ///
  /// @throws dev.weir.loader.error.LoaderException when the kernel refuses
  static Bench kernel(BpfObject object) {
    return new KernelBench(object);
  }

  /// Where programs run, such as `virtual machine` or `Linux 6.18`.
  String place();

  /// The object.
  BpfObject object();

  /// Runs a program on a packet.
  ///
  /// @throws IllegalArgumentException when the object has no such program
  /// @throws UnsupportedOperationException when programs of this type cannot be run here
  default Outcome run(String program, Packet packet) {
    return run(program, PacketRun.of(packet));
  }

  /// Runs a program on a packet that arrives in a certain way.
  Outcome run(String program, PacketRun input);

  /// Runs a program on a call of a socket function, such as connect(2).
  SocketOutcome run(String program, SocketCall call);

  /// A map of the object, or the map of a data section such as `.bss`.
  ///
  /// @throws IllegalArgumentException when there is none
  TestMap map(String name);

  /// The records that programs wrote to a ring buffer or perf buffer since the last time.
  List<byte[]> events(String map);

  /// Ends it; maps and programs are gone.
  @Override
  void close();
}
