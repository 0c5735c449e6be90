// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.verifier.image.ImageMap;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which helpers work on which types of maps.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_map_func_compatibility record_func_map
final class MapFunctions {
  private static final Set<String> SOCKMAP =
      Set.of(
          "sk_redirect_map",
          "sock_map_update",
          "msg_redirect_map",
          "sk_select_reuseport",
          "map_lookup_elem");
  private static final Set<String> SOCKHASH =
      Set.of(
          "sk_redirect_hash",
          "sock_hash_update",
          "msg_redirect_hash",
          "sk_select_reuseport",
          "map_lookup_elem");
  private static final Set<String> PERF =
      Set.of(
          "perf_event_read",
          "perf_event_output",
          "skb_output",
          "perf_event_read_value",
          "xdp_output");
  private static final Set<String> RINGBUF =
      Set.of(
          "ringbuf_output",
          "ringbuf_reserve",
          "ringbuf_query",
          "ringbuf_reserve_dynptr",
          "ringbuf_submit_dynptr",
          "ringbuf_discard_dynptr");
  private static final Set<String> LOOKUP = Set.of("map_lookup_elem");
  private static final Set<String> REDIRECT_OR_LOOKUP = Set.of("redirect_map", "map_lookup_elem");
  private static final Set<String> QUEUE = Set.of("map_peek_elem", "map_pop_elem", "map_push_elem");

  /// Types that only these helpers take.
  private static final Map<MapType, Set<String>> BY_TYPE =
      Map.ofEntries(
          Map.entry(MapType.PROG_ARRAY, Set.of("tail_call")),
          Map.entry(MapType.PERF_EVENT_ARRAY, PERF),
          Map.entry(MapType.RINGBUF, RINGBUF),
          Map.entry(MapType.USER_RINGBUF, Set.of("user_ringbuf_drain")),
          Map.entry(MapType.STACK_TRACE, Set.of("get_stackid")),
          Map.entry(MapType.CGROUP_ARRAY, Set.of("skb_under_cgroup", "current_task_under_cgroup")),
          Map.entry(MapType.CGROUP_STORAGE, Set.of("get_local_storage")),
          Map.entry(MapType.PERCPU_CGROUP_STORAGE, Set.of("get_local_storage")),
          Map.entry(MapType.DEVMAP, REDIRECT_OR_LOOKUP),
          Map.entry(MapType.DEVMAP_HASH, REDIRECT_OR_LOOKUP),
          Map.entry(MapType.XSKMAP, REDIRECT_OR_LOOKUP),
          Map.entry(MapType.CPUMAP, Set.of("redirect_map")),
          Map.entry(MapType.ARRAY_OF_MAPS, LOOKUP),
          Map.entry(MapType.HASH_OF_MAPS, LOOKUP),
          Map.entry(MapType.SOCKMAP, SOCKMAP),
          Map.entry(MapType.SOCKHASH, SOCKHASH),
          Map.entry(MapType.REUSEPORT_SOCKARRAY, Set.of("sk_select_reuseport")),
          Map.entry(MapType.QUEUE, QUEUE),
          Map.entry(MapType.STACK, QUEUE),
          Map.entry(MapType.SK_STORAGE, Set.of("sk_storage_get", "sk_storage_delete", "kptr_xchg")),
          Map.entry(
              MapType.INODE_STORAGE,
              Set.of("inode_storage_get", "inode_storage_delete", "kptr_xchg")),
          Map.entry(
              MapType.TASK_STORAGE, Set.of("task_storage_get", "task_storage_delete", "kptr_xchg")),
          Map.entry(
              MapType.CGRP_STORAGE, Set.of("cgrp_storage_get", "cgrp_storage_delete", "kptr_xchg")),
          Map.entry(MapType.BLOOM_FILTER, Set.of("map_peek_elem", "map_push_elem")),
          Map.entry(MapType.INSN_ARRAY, Set.of()));

  private static final Set<MapType> SOCKETS =
      Set.of(MapType.REUSEPORT_SOCKARRAY, MapType.SOCKMAP, MapType.SOCKHASH);
  private static final Set<MapType> REDIRECTS =
      Set.of(MapType.DEVMAP, MapType.DEVMAP_HASH, MapType.CPUMAP, MapType.XSKMAP);
  private static final Set<MapType> PER_CPU =
      Set.of(MapType.PERCPU_ARRAY, MapType.PERCPU_HASH, MapType.LRU_PERCPU_HASH);
  private static final Set<MapType> QUEUES = Set.of(MapType.QUEUE, MapType.STACK);
  private static final Set<MapType> PUSHED =
      Set.of(MapType.QUEUE, MapType.STACK, MapType.BLOOM_FILTER);
  private static final Set<MapType> ITERATED =
      Set.of(
          MapType.ARRAY,
          MapType.PERCPU_ARRAY,
          MapType.HASH,
          MapType.PERCPU_HASH,
          MapType.LRU_HASH,
          MapType.LRU_PERCPU_HASH);

  private static final Set<String> WRITERS =
      Set.of("map_delete_elem", "map_update_elem", "map_push_elem", "map_pop_elem");

  private MapFunctions() {}

  /// Demands that a helper works on maps of a type, and that the program may change the map.
  static void check(CallFacts facts, String helper, ImageMap map) {
    Set<String> only = BY_TYPE.get(map.type());
    boolean fits = only == null || only.contains(helper) || updatesSockets(facts, helper, map);
    if (!fits || !takes(helper, map.type())) {
      throw new Violation(
          Rule.MAP_TYPE,
          facts.name
              + " does not work on map "
              + map.name()
              + " of type "
              + map.type().kernelName(),
          List.of("map " + map.name() + " is a " + map.type().kernelName()));
    }
    if ((map.spec().flags() & ImageMap.RDONLY_PROG) != 0 && WRITERS.contains(helper)) {
      throw new Violation(
          Rule.MAP_READ_ONLY,
          facts.name + " changes map " + map.name() + ", which programs may only read");
    }
  }

  private static boolean takes(String helper, MapType type) {
    return switch (helper) {
      case "tail_call" -> type == MapType.PROG_ARRAY;
      case "perf_event_read",
          "perf_event_output",
          "perf_event_read_value",
          "skb_output",
          "xdp_output" ->
          type == MapType.PERF_EVENT_ARRAY;
      case "ringbuf_output",
          "ringbuf_reserve",
          "ringbuf_query",
          "ringbuf_reserve_dynptr",
          "ringbuf_submit_dynptr",
          "ringbuf_discard_dynptr" ->
          type == MapType.RINGBUF;
      case "user_ringbuf_drain" -> type == MapType.USER_RINGBUF;
      case "get_stackid" -> type == MapType.STACK_TRACE;
      case "current_task_under_cgroup", "skb_under_cgroup" -> type == MapType.CGROUP_ARRAY;
      case "redirect_map" -> REDIRECTS.contains(type);
      case "sk_redirect_map", "msg_redirect_map", "sock_map_update" -> type == MapType.SOCKMAP;
      case "sk_redirect_hash", "msg_redirect_hash", "sock_hash_update" -> type == MapType.SOCKHASH;
      case "get_local_storage" ->
          type == MapType.CGROUP_STORAGE || type == MapType.PERCPU_CGROUP_STORAGE;
      case "sk_select_reuseport" -> SOCKETS.contains(type);
      case "map_pop_elem" -> QUEUES.contains(type);
      case "map_peek_elem", "map_push_elem" -> PUSHED.contains(type);
      case "map_lookup_percpu_elem" -> PER_CPU.contains(type);
      case "sk_storage_get", "sk_storage_delete" -> type == MapType.SK_STORAGE;
      case "inode_storage_get", "inode_storage_delete" -> type == MapType.INODE_STORAGE;
      case "task_storage_get", "task_storage_delete" -> type == MapType.TASK_STORAGE;
      case "cgrp_storage_get", "cgrp_storage_delete" -> type == MapType.CGRP_STORAGE;
      case "for_each_map_elem" -> ITERATED.contains(type);
      default -> true;
    };
  }

  /// Whether a program may put sockets into maps, or take them out, by the general helpers.
  private static boolean updatesSockets(CallFacts facts, String helper, ImageMap map) {
    if (map.type() != MapType.SOCKMAP && map.type() != MapType.SOCKHASH) {
      return false;
    }
    boolean delete = helper.equals("map_delete_elem");
    if (!delete && !helper.equals("map_update_elem")) {
      return false;
    }
    ProgramType type = facts.walk.image().type();
    return switch (type) {
      case SK_REUSEPORT, SK_LOOKUP -> true;
      case SOCKET_FILTER, SCHED_CLS, SCHED_ACT, XDP, FLOW_DISSECTOR ->
          !facts.walk.kernel().has(Behaviour.SOCKETS_STAY_IN_MAPS);
      case SOCK_OPS -> delete;
      case TRACING -> facts.walk.image().attachType().equals(Optional.of(AttachType.TRACE_ITER));
      default -> false;
    };
  }
}
