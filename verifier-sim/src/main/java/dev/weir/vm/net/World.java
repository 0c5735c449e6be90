// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is around a program: devices, routes, neighbours, sockets, tracked connections, the current
/// task, and time. Changing it between runs changes what the next run sees.
public final class World {
  private final TreeMap<Integer, Device> devices = new TreeMap<>();
  private final List<Route> routes = new ArrayList<>();
  private final List<Neighbour> neighbours = new ArrayList<>();
  private final List<Socket> sockets = new ArrayList<>();
  private final List<Connection> connections = new ArrayList<>();
  private long nanoseconds = 1_000_000_000_000L;
  private long step = 1_000;
  private Task task = new Task(1000, 1000, 0, 0, "weir", 1);

  /// A world with a loopback device, number 1.
  public World() {
    device(new Device(1, "lo", new byte[6], 65536, 14, true, true, 0));
  }

  /// The task that runs the program, for hooks that run in one.
  ///
  /// @param pid thread id
  /// @param tgid process id
  /// @param uid user id
  /// @param gid group id
  /// @param comm command name, at most 15 characters are seen
  /// @param cgroupId id of its cgroup
  public record Task(int pid, int tgid, int uid, int gid, String comm, long cgroupId) {
    /// Checks for null.
    public Task {
      Objects.requireNonNull(comm);
    }
  }

  /// Adds or replaces a device.
  public World device(Device device) {
    devices.put(device.ifindex(), device);
    return this;
  }

  /// Adds a route.
  public World route(Route route) {
    routes.add(route);
    return this;
  }

  /// Adds a neighbour; a later one of the same address replaces an earlier one.
  public World neighbour(Neighbour neighbour) {
    neighbours.addFirst(neighbour);
    return this;
  }

  /// Adds a socket that lookups can find.
  public World socket(Socket socket) {
    sockets.add(socket);
    return this;
  }

  /// Removes a socket.
  public World close(Socket socket) {
    sockets.remove(socket);
    return this;
  }

  /// Adds a tracked connection.
  public World connection(Connection connection) {
    connections.add(connection);
    return this;
  }

  /// The tracked connections, those that programs made too.
  public List<Connection> connections() {
    return List.copyOf(connections);
  }

  /// Sets the current task.
  public World task(Task current) {
    task = current;
    return this;
  }

  /// Sets the clock: nanoseconds since boot.
  public World time(long now) {
    nanoseconds = now;
    return this;
  }

  /// Sets by how many nanoseconds each look at the clock advances it.
  public World timeStep(long each) {
    step = each;
    return this;
  }

  /// The time, without advancing it.
  public long now() {
    return nanoseconds;
  }

  /// The time; advances the clock by a step.
  public long tick() {
    long now = nanoseconds;
    nanoseconds += step;
    return now;
  }

  /// The current task.
  public Task task() {
    return task;
  }

  /// The device of a number, null for none.
  public @Nullable Device device(int ifindex) {
    return devices.get(ifindex);
  }

  /// Whether a routing table has any route of a family.
  ///
  /// @param bytes 4 or 16
  public boolean hasTable(int table, int bytes) {
    return table == 254
        || routes.stream().anyMatch(r -> r.table() == table && r.prefix().length == bytes);
  }

  /// The route of a destination: the longest prefix, then the lowest metric, then the first; null
  /// for none.
  ///
  /// @param output the device the packet must leave by, 0 for any
  public @Nullable Route lookup(int table, byte[] destination, int output) {
    Route best = null;
    for (Route route : routes) {
      if (route.table() == table
          && route.covers(destination)
          && (output == 0 || route.ifindex() == output || route.kind() != Route.Kind.UNICAST)
          && (best == null
              || route.length() > best.length()
              || route.length() == best.length() && route.metric() < best.metric())) {
        best = route;
      }
    }
    return best;
  }

  /// The neighbour of an address, null for none.
  public @Nullable Neighbour neighbourOf(int ifindex, byte[] address) {
    for (Neighbour neighbour : neighbours) {
      if (neighbour.ifindex() == ifindex && Arrays.equals(neighbour.address(), address)) {
        return neighbour;
      }
    }
    return null;
  }

  /// The tracked connection of which either direction has these addresses.
  public Optional<Connection> connection(
      int protocol, Connection.Tuple tuple, int netns, int zone) {
    return connections.stream()
        .filter(c -> c.protocol() == protocol && c.netns() == netns && c.zone() == zone)
        .filter(c -> c.original().same(tuple) || c.reply().same(tuple))
        .findFirst();
  }

  /// Adds a connection, unless one of its directions is tracked already.
  ///
  /// @return whether it was added
  public boolean insert(Connection fresh) {
    boolean taken =
        connection(fresh.protocol(), fresh.original(), fresh.netns(), fresh.zone()).isPresent()
            || connection(fresh.protocol(), fresh.reply(), fresh.netns(), fresh.zone()).isPresent();
    return !taken && connections.add(fresh);
  }

  /// Whether anything is in a network namespace; the program's own, 0, always is.
  public boolean hasNetns(int id) {
    return id == 0
        || sockets.stream().anyMatch(s -> s.netns() == id)
        || connections.stream().anyMatch(c -> c.netns() == id);
  }

  /// The socket that a packet with these addresses is for: a connected one first, then one bound to
  /// the address, then one bound to any address; null for none.
  public @Nullable Socket find(
      int protocol, byte[] source, int sourcePort, byte[] local, int localPort, int netns) {
    Socket best = null;
    int bestScore = 0;
    String suffix = source.length == 4 ? "4" : "6";
    for (Socket socket : sockets) {
      int score = 0;
      if (socket.protocol() == protocol
          && socket.netns() == netns
          && socket.fields().get("src_port") == localPort) {
        byte[] own = socket.fields().getBytes("src_ip" + suffix);
        byte[] peer = socket.fields().getBytes("dst_ip" + suffix);
        boolean exact = Arrays.equals(own, local);
        boolean any = Arrays.equals(own, new byte[own.length]);
        boolean connected = socket.fields().get("dst_port") != 0;
        if (connected) {
          boolean same =
              Arrays.equals(peer, source) && socket.fields().get("dst_port") == sourcePort;
          score = same && (exact || any) ? 4 : 0;
        } else {
          score = exact ? 2 : any ? 1 : 0;
        }
      }
      if (score > bestScore) {
        best = socket;
        bestScore = score;
      }
    }
    return best;
  }
}
