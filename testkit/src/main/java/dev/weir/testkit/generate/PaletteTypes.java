// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfType.FunctionLinkage;
import dev.weir.bytecode.btf.BtfType.Int.Encoding;
import dev.weir.bytecode.btf.BtfType.Member;
import dev.weir.bytecode.btf.BtfType.Parameter;
import dev.weir.bytecode.btf.BtfTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The types of random programs: values with locks, and a fixed choice of functions.
final class PaletteTypes {
  /// The most static functions a program has; they are called `local0` and so on.
  static final int LOCALS = 4;

  /// The most callbacks a program has; they are called `each0` and so on.
  static final int CALLBACKS = 4;

  private final BtfTypes types = new BtfTypes();
  private final Map<String, Integer> functions = new LinkedHashMap<>();
  private final int integer = types.add(new BtfType.Int("int", 4, 32, 0, Encoding.SIGNED));
  private final int word = types.add(new BtfType.Int("unsigned int", 4, 32, 0, Encoding.UNSIGNED));
  private final int wide = types.add(new BtfType.Int("long", 8, 64, 0, Encoding.SIGNED));
  private final int bytes = types.add(new BtfType.Int("char", 1, 8, 0, Encoding.SIGNED));
  private final int pair = struct("pair", 16, member("a", wide, 0), member("b", wide, 8));
  private final int lock = struct("bpf_spin_lock", 4, member("val", word, 0));
  private final int resLock = struct("bpf_res_spin_lock", 4, member("val", word, 0));
  private final int locked =
      struct(
          "locked",
          24,
          member("lock", lock, 0),
          member("a", word, 4),
          member("b", wide, 8),
          member("c", wide, 16));
  private final int resilient =
      struct(
          "resilient", 16, member("a", word, 0), member("lock", resLock, 4), member("b", wide, 8));
  private final int timed =
      struct("timed", 24, member("timer", opaque("bpf_timer"), 0), member("a", wide, 16));
  private final int working =
      struct("working", 24, member("work", opaque("bpf_wq"), 0), member("a", wide, 16));
  private final int keeping =
      struct(
          "keeping",
          32,
          member("task", kept("kptr", "task_struct"), 0),
          member("group", kept("kptr", "cgroup"), 8),
          member("loose", kept("kptr_untrusted", "task_struct"), 16),
          member("a", wide, 24));
  private final Btf btf;

  private PaletteTypes() {
    int pointer = types.add(new BtfType.Ptr(0));
    function("main", integer, List.of(pointer), FunctionLinkage.GLOBAL);
    for (int i = 0; i < LOCALS; i++) {
      function("local" + i, wide, List.of(wide, wide, wide), FunctionLinkage.STATIC);
    }
    for (int i = 0; i < CALLBACKS; i++) {
      function("each" + i, wide, List.of(wide, pointer), FunctionLinkage.STATIC);
    }
    int pairPointer = types.add(new BtfType.Ptr(pair));
    int intPointer = types.add(new BtfType.Ptr(integer));
    function("sum", integer, List.of(integer, wide), FunctionLinkage.GLOBAL);
    function("small", bytes, List.of(bytes), FunctionLinkage.GLOBAL);
    function("maybe", integer, List.of(pairPointer, integer), FunctionLinkage.GLOBAL);
    int sure = function("sure", integer, List.of(pairPointer, wide), FunctionLinkage.GLOBAL);
    types.append(new BtfType.DeclTag("arg:nonnull", sure, 0));
    function("number", wide, List.of(intPointer), FunctionLinkage.GLOBAL);
    function("nothing", 0, List.of(wide), FunctionLinkage.GLOBAL);
    for (String struct :
        List.of(
            "__sk_buff",
            "xdp_md",
            "bpf_sock_addr",
            "bpf_sock",
            "bpf_sock_ops",
            "sk_msg_md",
            "bpf_sk_lookup",
            "bpf_sockopt",
            "sk_reuseport_md")) {
      int context = types.add(new BtfType.Ptr(struct(struct, 0)));
      function("with_" + struct, integer, List.of(context, wide), FunctionLinkage.GLOBAL);
    }
    int tagged = function("tagged", integer, List.of(pointer, wide), FunctionLinkage.GLOBAL);
    types.append(new BtfType.DeclTag("arg:ctx", tagged, 0));
    int dynptr = types.add(new BtfType.Const(struct("bpf_dynptr", 0)));
    function(
        "dynptr",
        integer,
        List.of(types.add(new BtfType.Ptr(dynptr)), wide),
        FunctionLinkage.GLOBAL);
    int task = types.add(new BtfType.Ptr(struct("task_struct", 0)));
    int trusted = function("trusted", integer, List.of(task, wide), FunctionLinkage.GLOBAL);
    types.append(new BtfType.DeclTag("arg:trusted", trusted, 0));
    int perhaps = function("perhaps", integer, List.of(task, wide), FunctionLinkage.GLOBAL);
    types.append(new BtfType.DeclTag("arg:trusted", perhaps, 0));
    types.append(new BtfType.DeclTag("arg:nullable", perhaps, 0));
    function("long_sum", wide, List.of(wide, integer, bytes, wide, word), FunctionLinkage.GLOBAL);
    btf = types.build();
  }

  /// The types; always the same.
  static PaletteTypes create() {
    return new PaletteTypes();
  }

  /// All types.
  Btf btf() {
    return btf;
  }

  /// Id of the function of a name, 0 for none.
  int function(String name) {
    return functions.getOrDefault(name, 0);
  }

  /// Whether there is a function of that name.
  boolean knows(String name) {
    return functions.containsKey(name);
  }

  /// Id of `int`.
  int integer() {
    return integer;
  }

  /// Id of a structure of two 8-byte numbers.
  int pair() {
    return pair;
  }

  /// Id of a structure that starts with a spin lock.
  int locked() {
    return locked;
  }

  /// Id of a structure with a resilient spin lock at offset 4.
  int resilient() {
    return resilient;
  }

  /// Id of a structure that starts with a timer.
  int timed() {
    return timed;
  }

  /// Id of a structure that starts with work to be queued.
  int working() {
    return working;
  }

  /// Id of a structure that keeps pointers to kernel objects.
  int keeping() {
    return keeping;
  }

  private int opaque(String name) {
    return struct(name, 16, member("a", wide, 0), member("b", wide, 8));
  }

  private int kept(String tag, String struct) {
    return types.add(new BtfType.Ptr(types.add(new BtfType.TypeTag(tag, struct(struct, 0)))));
  }

  private static Member member(String name, int type, int offsetBytes) {
    return new Member(name, type, offsetBytes * 8, 0);
  }

  private int struct(String name, int size, Member... members) {
    return types.add(new BtfType.Struct(name, size, List.of(members)));
  }

  private int function(String name, int result, List<Integer> args, FunctionLinkage linkage) {
    List<Parameter> parameters = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      parameters.add(new Parameter("a" + i, args.get(i)));
    }
    int prototype = types.add(new BtfType.FunctionPrototype(result, parameters));
    int id = types.append(new BtfType.Function(name, prototype, linkage));
    functions.put(name, id);
    return id;
  }
}
