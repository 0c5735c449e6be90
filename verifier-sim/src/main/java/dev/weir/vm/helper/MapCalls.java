// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.bytecode.kernel.MapType;
import dev.weir.vm.machine.Call;
import dev.weir.vm.machine.Machine;
import dev.weir.vm.map.StorageMap;
import dev.weir.vm.map.VmMap;
import dev.weir.vm.memory.AccessFault;
import dev.weir.vm.memory.Memory;
import dev.weir.vm.memory.Region;
import dev.weir.vm.net.Socket;
import dev.weir.vm.run.Run;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Maps and storage.
///
/// @kernel v6.12 kernel/bpf/helpers.c, kernel/bpf/bpf_local_storage.c
final class MapCalls {
  private static final long CREATE = 1;

  private MapCalls() {}

  static void define(Map<String, Call> calls) {
    calls.put("map_lookup_elem", (m, map, key, c, d, e) -> lookup(m, map, key, -1));
    calls.put(
        "map_lookup_percpu_elem",
        (m, map, key, cpu, d, e) ->
            Integer.toUnsignedLong((int) cpu) >= m.run().cpus().count()
                ? 0
                : lookup(m, map, key, (int) cpu));
    calls.put(
        "map_update_elem", (m, map, key, value, flags, e) -> update(m, map, key, value, flags));
    calls.put("map_delete_elem", MapCalls::delete);
    calls.put("map_push_elem", MapCalls::push);
    calls.put("map_pop_elem", (m, map, value, c, d, e) -> pop(m, map, value, true));
    calls.put("map_peek_elem", (m, map, value, c, d, e) -> pop(m, map, value, false));
    calls.put("for_each_map_elem", MapCalls::forEach);
    calls.put(
        "bpf_map_sum_elem_count", (m, map, b, c, d, e) -> VmMap.at(m.memory(), map).keys().size());
    calls.put("get_local_storage", MapCalls::localStorage);
    calls.put(
        "sk_storage_get",
        (m, map, sk, value, flags, e) ->
            sk == 0 ? 0 : storage(m, map, socket(m, sk), value, flags));
    calls.put(
        "sk_storage_delete",
        (m, map, sk, c, d, e) ->
            sk == 0 ? Errors.EINVAL : storageMap(m, map).remove(socket(m, sk)));
    calls.put(
        "task_storage_get",
        (m, map, of, value, flags, e) -> of == 0 ? 0 : storage(m, map, owner(m, of), value, flags));
    calls.put(
        "task_storage_delete",
        (m, map, of, c, d, e) -> of == 0 ? Errors.EINVAL : storageMap(m, map).remove(owner(m, of)));
    calls.put("cgrp_storage_get", present(calls, "task_storage_get"));
    calls.put("cgrp_storage_delete", present(calls, "task_storage_delete"));
    calls.put("inode_storage_get", present(calls, "task_storage_get"));
    calls.put("inode_storage_delete", present(calls, "task_storage_delete"));
  }

  private static Call present(Map<String, Call> calls, String name) {
    Call call = calls.get(name);
    if (call == null) {
      throw new IllegalStateException(name);
    }
    return call;
  }

  private static long lookup(Machine machine, long address, long key, int cpu) {
    Memory memory = machine.memory();
    VmMap map = VmMap.at(memory, address);
    int size = map.image().keySize();
    Region at = memory.locate(key, size, false);
    int start = at.start() + memory.offset(key);
    Region value = cpu < 0 ? map.find(at.bytes(), start) : map.find(at.bytes(), start, cpu);
    if (value != null) {
      return memory.address(value);
    }
    return switch (map.image().type()) {
      case ARRAY_OF_MAPS, HASH_OF_MAPS, SOCKMAP, SOCKHASH, XSKMAP, REUSEPORT_SOCKARRAY ->
          object(machine.run(), map.element(memory.read(key, size)));
      default -> 0;
    };
  }

  private static long object(Run run, @Nullable Object found) {
    return switch (found) {
      case null -> 0;
      case VmMap inner -> inner.address();
      case Socket socket -> {
        socket.refer(1);
        yield run.address(socket);
      }
      default -> run.handle(found, "of a map");
    };
  }

  private static long update(Machine machine, long address, long key, long value, long flags) {
    Memory memory = machine.memory();
    VmMap map = VmMap.at(memory, address);
    byte[] from = memory.read(key, map.image().keySize());
    MapType type = map.image().type();
    if (type == MapType.SOCKMAP || type == MapType.SOCKHASH) {
      return map.put(from, machine.run().socketAt(value), flags);
    }
    return map.update(from, memory.read(value, map.image().valueSize()), flags);
  }

  private static long delete(Machine machine, long address, long key, long c, long d, long e) {
    VmMap map = VmMap.at(machine.memory(), address);
    return map.delete(machine.memory().read(key, map.image().keySize()));
  }

  private static long push(Machine machine, long address, long value, long flags, long d, long e) {
    VmMap map = VmMap.at(machine.memory(), address);
    return map.push(machine.memory().read(value, map.image().valueSize()), flags);
  }

  private static long pop(Machine machine, long address, long to, boolean remove) {
    VmMap map = VmMap.at(machine.memory(), address);
    int size = map.image().valueSize();
    if (map.image().type() == MapType.BLOOM_FILTER) {
      return remove ? Errors.EOPNOTSUPP : map.contains(machine.memory().read(to, size));
    }
    byte[] value = map.pop(remove);
    machine.memory().write(to, value == null ? new byte[size] : value);
    return value == null ? Errors.ENOENT : 0;
  }

  private static long forEach(
      Machine machine, long address, long callback, long context, long flags, long e) {
    VmMap map = VmMap.at(machine.memory(), address);
    if (flags != 0) {
      return Errors.EINVAL;
    }
    Memory memory = machine.memory();
    List<byte[]> keys = List.copyOf(map.keys());
    long count = 0;
    for (byte[] key : keys) {
      Region value = map.find(key, 0);
      if (value == null) {
        continue;
      }
      Region holder =
          memory.add(
              Region.of(
                  Region.Kind.MEMORY, "a key of " + map.name(), null, key, 0, key.length, false));
      long stop =
          machine.callback(
              callback, address, memory.address(holder), memory.address(value), context, 0);
      memory.release(holder);
      count++;
      if (stop != 0) {
        break;
      }
    }
    return count;
  }

  private static long localStorage(
      Machine machine, long address, long flags, long c, long d, long e) {
    Run run = machine.run();
    Socket socket = run.socket();
    long cgroup = socket == null ? run.world().task().cgroupId() : socket.cgroupId();
    Object owner =
        storageMap(machine, address).image().type() == MapType.PERCPU_CGROUP_STORAGE
            ? List.of(cgroup, run.cpus().current())
            : (Object) cgroup;
    return machine.memory().address(storageMap(machine, address).create(owner, null));
  }

  private static long storage(Machine machine, long map, Object owner, long value, long flags) {
    if ((flags & ~CREATE) != 0) {
      return 0;
    }
    StorageMap storage = storageMap(machine, map);
    Region found = storage.of(owner);
    if (found == null && flags == CREATE) {
      byte[] initial =
          value == 0 ? null : machine.memory().read(value, storage.image().valueSize());
      found = storage.create(owner, initial);
    }
    return found == null ? 0 : machine.memory().address(found);
  }

  private static StorageMap storageMap(Machine machine, long address) {
    if (VmMap.at(machine.memory(), address) instanceof StorageMap storage) {
      return storage;
    }
    throw new AccessFault(machine.memory().describe(address) + " holds no storage");
  }

  private static Object socket(Machine machine, long address) {
    return machine.run().socketAt(address);
  }

  private static Object owner(Machine machine, long address) {
    Region region = machine.memory().find(address);
    Object owner = region == null ? null : region.owner();
    if (owner == null) {
      throw new AccessFault(machine.memory().describe(address) + " is no object with storage");
    }
    return owner;
  }
}
