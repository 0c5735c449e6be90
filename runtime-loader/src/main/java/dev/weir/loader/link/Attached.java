// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.link;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.netlink.Interfaces;
import dev.weir.loader.sys.Bpf;
import dev.weir.loader.sys.BpfCommand;
import dev.weir.loader.sys.BpfCommand.ProgQuery;
import dev.weir.loader.sys.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Lists what is attached, whoever attached it.
public final class Attached {
  private static final int MOST = 256;
  private static final int ENOENT = 2;

  private Attached() {}

  /// The ids of the programs attached to a control group itself, in the order in which they run.
  ///
  /// @throws BpfException when the folder is no control group of v2
  public static List<Integer> toCgroup(Path path, AttachType type) {
    String asked = "list the programs at " + type.kernelName() + " of cgroup " + path;
    long opened = Fd.openForReading(path);
    if (opened < 0) {
      throw BpfException.refused("open cgroup", (int) -opened, asked);
    }
    try (Fd cgroup = new Fd((int) opened)) {
      return query(cgroup.number(), type, asked);
    }
  }

  /// The ids of the programs attached by tcx or netkit to an interface, in the order in which they
  /// run.
  ///
  /// @throws BpfException when there is no such interface, or the kernel has no such hook
  public static List<Integer> toDevice(Interfaces.Device device, AttachType type) {
    return query(
        device.index(), type, "list the programs at " + type.kernelName() + " of " + device.name());
  }

  private static List<Integer> query(int target, AttachType type, String asked) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ids = arena.allocate((long) MOST * Integer.BYTES, Long.BYTES);
      Bpf.Reply reply =
          Bpf.call(new ProgQuery(target, type.number(), 0, ids, MemorySegment.NULL), arena);
      if (reply.errno() == ENOENT) {
        return List.of();
      }
      if (reply.failed()) {
        throw BpfException.refused(BpfCommand.Code.PROG_QUERY.constant(), reply.errno(), asked);
      }
      List<Integer> result = new ArrayList<>();
      for (int i = 0; i < reply.u32(ProgQuery.COUNT_OFFSET); i++) {
        result.add(ids.get(JAVA_INT_UNALIGNED, (long) i * Integer.BYTES));
      }
      return result;
    }
  }
}
