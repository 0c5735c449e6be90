// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.bytecode.kernel.Helpers;
import dev.weir.vm.machine.Call;
import dev.weir.vm.memory.AccessFault;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The table of all simulated helpers and kernel functions. A call of any other is a fault that
/// names it.
public final class Calls {
  private static final Map<String, Call> ALL = all();

  private Calls() {}

  /// The helper of a number.
  public static Call helper(int id) {
    return Helpers.byId(id)
        .map(helper -> find(helper.name(), helper.functionName()))
        .orElseGet(() -> refuse("helper " + id));
  }

  /// The kernel function of a name, such as `bpf_dynptr_from_skb`.
  public static Call kfunc(String name) {
    return find(name, name);
  }

  /// The names of everything simulated: helpers without `bpf_`, kernel functions with it.
  public static Set<String> names() {
    return new TreeSet<>(ALL.keySet());
  }

  private static Call find(String name, String inFull) {
    Call call = ALL.get(name);
    return call == null ? refuse(inFull) : call;
  }

  private static Call refuse(String what) {
    return (machine, a, b, c, d, e) -> {
      throw AccessFault.notSimulated(what);
    };
  }

  private static Map<String, Call> all() {
    Map<String, Call> calls = new HashMap<>();
    MapCalls.define(calls);
    SystemCalls.define(calls);
    ChecksumCalls.define(calls);
    PacketCalls.define(calls);
    RoomCalls.define(calls);
    XdpCalls.define(calls);
    RedirectCalls.define(calls);
    FibCalls.define(calls);
    SocketCalls.define(calls);
    EventCalls.define(calls);
    DynptrCalls.define(calls);
    IteratorCalls.define(calls);
    TextCalls.define(calls);
    StringCalls.define(calls);
    TimerCalls.define(calls);
    TunnelCalls.define(calls);
    CookieCalls.define(calls);
    HeaderOptionCalls.define(calls);
    ConnectionCalls.define(calls);
    SysctlCalls.define(calls);
    return Map.copyOf(calls);
  }
}
