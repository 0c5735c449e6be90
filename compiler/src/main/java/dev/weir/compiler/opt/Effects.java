// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.IrType.Region;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Operation.Memory;
import java.util.EnumSet;
import java.util.Set;

/// What an operation does besides computing its result.
final class Effects {
  /// Helpers without effect on memory that a program can read, and whose result may be dropped:
  /// `ktime_get_ns`, `get_prandom_u32`, `get_smp_processor_id`, `get_current_pid_tgid`,
  /// `get_current_uid_gid`, `get_numa_node_id`, `get_current_cgroup_id`, `jiffies64`,
  /// `ktime_get_boot_ns`, `ktime_get_coarse_ns`, `ktime_get_tai_ns`.
  static final Set<Integer> DROPPABLE = Set.of(5, 7, 8, 14, 15, 42, 80, 118, 125, 160, 208);

  /// Helpers that change nothing a program reads, but may do something else, such as marking a map
  /// entry as used: `map_lookup_elem`, `csum_diff`, `get_socket_cookie`, `get_netns_cookie`.
  static final Set<Integer> READING = Set.of(1, 28, 46, 122);

  private static final Set<Memory> ALL_CHANGING =
      EnumSet.complementOf(EnumSet.of(Memory.CTX_CONSTANT, Memory.CONSTANT));

  private Effects() {}

  /// Whether the operation can go when its result is not used.
  static boolean isDroppable(Operation operation) {
    return switch (operation) {
      case Operation.Load o -> o.effect() != Memory.VOLATILE;
      case Operation.CallHelper o -> DROPPABLE.contains(o.helper());
      case Operation.Store _, Operation.Atomic _, Operation.CallKfunc _, Operation.CallFunction _ ->
          false;
      case Operation.Const _,
          Operation.Binary _,
          Operation.Swap _,
          Operation.Extend _,
          Operation.Truncate _,
          Operation.Compare _,
          Operation.PointerAdd _,
          Operation.StackAddress _,
          Operation.MapAddress _,
          Operation.GlobalAddress _,
          Operation.FunctionAddress _,
          Operation.Refine _ ->
          true;
    };
  }

  /// Whether the operation's result depends on its operands alone, so that two equal ones agree.
  static boolean isPure(Operation operation) {
    return switch (operation) {
      case Operation.Const _,
          Operation.Binary _,
          Operation.Swap _,
          Operation.Extend _,
          Operation.Truncate _,
          Operation.Compare _,
          Operation.PointerAdd _,
          Operation.StackAddress _,
          Operation.MapAddress _,
          Operation.GlobalAddress _,
          Operation.FunctionAddress _,
          Operation.Refine _ ->
          true;
      case Operation.Load _,
          Operation.Store _,
          Operation.Atomic _,
          Operation.CallHelper _,
          Operation.CallKfunc _,
          Operation.CallFunction _ ->
          false;
    };
  }

  /// The kinds of memory the operation may change.
  static Set<Memory> writes(Operation operation) {
    return switch (operation) {
      case Operation.Store o -> Set.of(o.effect());
      case Operation.Atomic o -> writes(o);
      case Operation.Load o -> o.effect() == Memory.VOLATILE ? Set.of(Memory.MAP_VALUE) : Set.of();
      case Operation.CallHelper o ->
          DROPPABLE.contains(o.helper()) || READING.contains(o.helper()) ? Set.of() : ALL_CHANGING;
      case Operation.CallKfunc _, Operation.CallFunction _ -> ALL_CHANGING;
      case Operation.Const _,
          Operation.Binary _,
          Operation.Swap _,
          Operation.Extend _,
          Operation.Truncate _,
          Operation.Compare _,
          Operation.PointerAdd _,
          Operation.StackAddress _,
          Operation.MapAddress _,
          Operation.GlobalAddress _,
          Operation.FunctionAddress _,
          Operation.Refine _ ->
          Set.of();
    };
  }

  private static Set<Memory> writes(Operation.Atomic o) {
    return o.base().type() instanceof IrType.Pointer(Region region, boolean _)
            && region == Region.STACK
        ? Set.of(Memory.STACK)
        : Set.of(Memory.MAP_VALUE, Memory.VOLATILE);
  }

  /// Whether packet pointers from before are dead after the operation.
  static boolean invalidatesPackets(Operation operation) {
    return (operation instanceof Operation.CallHelper helper && helper.invalidatesPackets())
        || (operation instanceof Operation.CallFunction call && call.invalidatesPackets());
  }

  /// Whether values of the type die when the packet changes.
  static boolean isPacketPointer(IrType type) {
    return type instanceof IrType.Pointer(Region region, boolean _)
        && (region == Region.PACKET || region == Region.PACKET_META || region == Region.PACKET_END);
  }
}
