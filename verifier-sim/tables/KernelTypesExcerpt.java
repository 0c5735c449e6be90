// SPDX-License-Identifier: Apache-2.0

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfReader;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfWriter;
import dev.weir.bytecode.kernel.Kfuncs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Writes the excerpt of a kernel's types that the verifier model carries.
///
/// ```text
/// java --class-path bytecode/target/classes verifier-sim/tables/KernelTypesExcerpt.java \
///     /sys/kernel/btf/vmlinux verifier-sim/src/main/resources/dev/weir/verifier/image/kernel-types.btf.gz
/// ```
///
/// Roots are the functions that programs may call, the hooks of LSM programs, the variables, and the
/// structures that networking programs meet. A structure is kept with its members when a program
/// gets to it over at most [#POINTERS] pointers from a root; all others are kept by name, so that
/// whether the kernel has a type is always known. Same input, same bytes.
final class KernelTypesExcerpt {
  /// How far a program is expected to walk.
  private static final int POINTERS = 1;

  private static final Pattern STRUCTURES =
      Pattern.compile(
          "sk_buff|skb_.*|sock|sock_common|socket|inet_sock|inet_connection_sock|tcp_sock|udp_sock"
              + "|tcp6_sock|udp6_sock|raw_sock|raw6_sock|tcp_timewait_sock|inet_timewait_sock"
              + "|tcp_request_sock|inet_request_sock|request_sock|unix_sock|unix_address|mptcp_sock"
              + "|net|net_device|netns_.*|dst_entry|neighbour|rtable|fib6?_.*|flow_keys|flowi.*"
              + "|xdp_buff|xdp_md|xdp_frame|xdp_rxq_info|xdp_sock|xdp_.*_info"
              + "|task_struct|cgroup|cgroup_subsys_state|css_set|cred|nsproxy|file|inode|dentry|path"
              + "|sockaddr.*|in6?_addr|iphdr|ipv6hdr|tcphdr|udphdr|ethhdr|icmp6?hdr|arphdr|vlan_.*"
              + "|nf_conn|nf_hook_state|__sk_buff|sk_.*_md|.*__safe_(rcu|trusted|rcu_or_null|or_null)"
              + "|bpf_.*|sk_psock|sk_msg|linux_binprm|seq_file|task_group|mm_struct|vm_area_struct"
              + "|.*_kern|hrtimer|timespec64|in6_pktinfo|msghdr|iov_iter|pid|signal_struct"
              + "|sock_exterr_skb|scm_.*|qdisc.*|Qdisc|nlattr|nlmsghdr|nlmsg.*|proto|proto_ops");

  private final Btf btf;
  private final Map<Integer, Integer> distance = new HashMap<>();
  private final Map<Integer, Integer> renumbered = new HashMap<>();
  private final Map<String, Integer> forwards = new HashMap<>();
  private final List<BtfType> result = new ArrayList<>();

  private KernelTypesExcerpt(Btf btf) {
    this.btf = btf;
  }

  /// Reads the first file, writes the second.
  public static void main(String[] files) throws IOException {
    Btf btf = BtfReader.read(Files.readAllBytes(Path.of(files[0])));
    byte[] bytes = BtfWriter.write(new KernelTypesExcerpt(btf).excerpt());
    byte[] packed = pack(bytes);
    Files.write(Path.of(files[1]), packed);
    System.out.println(bytes.length + " bytes of types, " + packed.length + " compressed");
  }

  private Btf excerpt() {
    Set<Integer> roots = roots();
    measure(roots);
    int[] kept = distance.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    for (int id : kept) {
      if (full(id)) {
        renumbered.put(id, renumbered.size() + 1);
      }
    }
    int next = renumbered.size();
    List<BtfType> names = new ArrayList<>();
    Set<String> named = new HashSet<>();
    for (int id : renumbered.keySet()) {
      if (isStructure(btf.type(id))) {
        named.add(kindAndName(btf.type(id)));
      }
    }
    for (int id = 1; id <= btf.types().size(); id++) {
      BtfType type = btf.type(id);
      boolean structure = isStructure(type) || type instanceof BtfType.Forward;
      if (structure && !renumbered.containsKey(id)) {
        Integer known = forwards.get(kindAndName(type));
        boolean elsewhere = named.contains(kindAndName(type)) && !distance.containsKey(id);
        if (known == null && !elsewhere) {
          names.add(new BtfType.Forward(type.name(), isUnion(type)));
          known = ++next;
          forwards.put(kindAndName(type), known);
        }
        if (known != null) {
          renumbered.put(id, known);
        }
      }
    }
    for (int id : kept) {
      if (full(id)) {
        result.add(renumber(btf.type(id)));
      }
    }
    result.addAll(names);
    return new Btf(result);
  }

  private boolean full(int id) {
    BtfType type = btf.type(id);
    if (type instanceof BtfType.Forward) {
      return false;
    }
    return !isStructure(type) || distance.getOrDefault(id, Integer.MAX_VALUE) <= POINTERS;
  }

  private static boolean isStructure(BtfType type) {
    return type instanceof BtfType.Struct || type instanceof BtfType.Union;
  }

  private static boolean isUnion(BtfType type) {
    return type instanceof BtfType.Union || (type instanceof BtfType.Forward f && f.union());
  }

  private static String kindAndName(BtfType type) {
    return (isUnion(type) ? "union " : "struct ") + type.name();
  }

  private Set<Integer> roots() {
    Set<String> kfuncs = new HashSet<>();
    Kfuncs.all().forEach(kfunc -> kfuncs.add(kfunc.name()));
    Set<Integer> tagged = new HashSet<>();
    for (BtfType type : btf.types()) {
      if (type instanceof BtfType.DeclTag(String tag, int target, _) && tag.equals("bpf_kfunc")) {
        tagged.add(target);
      }
    }
    Set<Integer> roots = new HashSet<>();
    for (int id = 1; id <= btf.types().size(); id++) {
      boolean wanted =
          switch (btf.type(id)) {
            case BtfType.Function f ->
                tagged.contains(id) || kfuncs.contains(f.name()) || f.name().startsWith("bpf_lsm_");
            case BtfType.DeclTag t -> tagged.contains(t.type());
            case BtfType.Struct t -> STRUCTURES.matcher(t.name()).matches();
            case BtfType.Union t -> STRUCTURES.matcher(t.name()).matches();
            case BtfType.Enum t -> t.name().startsWith("bpf_") || t.name().startsWith("tcp_");
            case BtfType.Variable _, BtfType.DataSection _ -> true;
            default -> false;
          };
      if (wanted) {
        roots.add(id);
      }
    }
    return roots;
  }

  /// Distances from the roots in pointers, shortest first.
  private void measure(Set<Integer> roots) {
    ArrayDeque<Integer> queue = new ArrayDeque<>();
    roots.stream().sorted().forEach(id -> {
      distance.put(id, 0);
      queue.add(id);
    });
    while (!queue.isEmpty()) {
      int id = queue.poll();
      int here = distance.get(id);
      BtfType type = btf.type(id);
      if (isStructure(type) && here > POINTERS) {
        continue;
      }
      boolean pointer = type instanceof BtfType.Ptr;
      boolean variable = type instanceof BtfType.Variable;
      int there = pointer || variable ? here + 1 : here;
      visit(type, next -> {
        if (next != 0 && there < distance.getOrDefault(next, Integer.MAX_VALUE)) {
          distance.put(next, there);
          if (there == here) {
            queue.addFirst(next);
          } else {
            queue.addLast(next);
          }
        }
      });
    }
  }

  private static void visit(BtfType type, IntConsumer each) {
    map(type, id -> {
      each.accept(id);
      return id;
    });
  }

  private BtfType renumber(BtfType type) {
    return map(type, id -> id == 0 ? 0 : renumbered.get(id));
  }

  private static BtfType map(BtfType type, IntUnaryOperator id) {
    return switch (type) {
      case BtfType.Int _, BtfType.Enum _, BtfType.Enum64 _, BtfType.Float _, BtfType.Forward _ ->
          type;
      case BtfType.Ptr(int to) -> new BtfType.Ptr(id.applyAsInt(to));
      case BtfType.Array(int element, int index, int count) ->
          new BtfType.Array(id.applyAsInt(element), id.applyAsInt(index), count);
      case BtfType.Struct(String name, int size, var members) ->
          new BtfType.Struct(name, size, members(members, id));
      case BtfType.Union(String name, int size, var members) ->
          new BtfType.Union(name, size, members(members, id));
      case BtfType.Typedef(String name, int to) -> new BtfType.Typedef(name, id.applyAsInt(to));
      case BtfType.Volatile(int to) -> new BtfType.Volatile(id.applyAsInt(to));
      case BtfType.Const(int to) -> new BtfType.Const(id.applyAsInt(to));
      case BtfType.Restrict(int to) -> new BtfType.Restrict(id.applyAsInt(to));
      case BtfType.Function(String name, int prototype, var linkage) ->
          new BtfType.Function(name, id.applyAsInt(prototype), linkage);
      case BtfType.FunctionPrototype(int returns, var parameters) ->
          new BtfType.FunctionPrototype(
              id.applyAsInt(returns),
              parameters.stream()
                  .map(p -> new BtfType.Parameter(p.name(), id.applyAsInt(p.type())))
                  .toList());
      case BtfType.Variable(String name, int to, var linkage) ->
          new BtfType.Variable(name, id.applyAsInt(to), linkage);
      case BtfType.DataSection(String name, int size, var entries) ->
          new BtfType.DataSection(
              name,
              size,
              entries.stream()
                  .map(e -> new BtfType.Entry(id.applyAsInt(e.type()), e.offset(), e.size()))
                  .toList());
      case BtfType.DeclTag(String tag, int to, int component) ->
          new BtfType.DeclTag(tag, id.applyAsInt(to), component);
      case BtfType.TypeTag(String tag, int to) -> new BtfType.TypeTag(tag, id.applyAsInt(to));
    };
  }

  private static List<BtfType.Member> members(List<BtfType.Member> members, IntUnaryOperator id) {
    return members.stream()
        .map(m ->
            new BtfType.Member(m.name(), id.applyAsInt(m.type()), m.bitOffset(), m.bitfieldSize()))
        .toList();
  }

  private static byte[] pack(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OutputStream zip =
        new GZIPOutputStream(out) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        };
    try (zip) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }
}
