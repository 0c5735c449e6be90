// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.loader.host.Cpus;
import dev.weir.loader.sys.Bpf;
import dev.weir.loader.sys.BpfCommand;
import dev.weir.loader.sys.BpfCommand.Code;
import dev.weir.loader.sys.Fd;
import dev.weir.loader.sys.Pins;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;

/// A map in the kernel, with keys and values as bytes.
///
/// For a per-CPU map a value is one array of [#valueBytes()] bytes: the values of all possible CPUs
/// one after another, each padded to eight bytes; [#perCpu(byte\[\])] takes it apart. Safe for use
/// by several threads, as far as the kernel's map is.
public final class BpfMap implements AutoCloseable {
  private static final int ENOENT = 2;
  private static final int EEXIST = 17;
  private static final MemorySegment NONE = MemorySegment.NULL;

  private final String name;
  private final Fd fd;
  private final MapInfo info;
  private final int cpus;

  /// Takes ownership of a map's descriptor.
  ///
  /// @param name the map's name in the object, for messages
  /// @param fd the descriptor
  public BpfMap(String name, Fd fd) {
    this.name = Objects.requireNonNull(name);
    this.fd = Objects.requireNonNull(fd);
    this.info = MapInfo.of(fd, name);
    this.cpus = info.perCpu() ? Cpus.possible() : 1;
  }

  /// Opens a pinned map.
  ///
  /// @throws BpfException when nothing is pinned there, or not a map
  public static BpfMap openPinned(Path path) {
    String name = String.valueOf(path.getFileName());
    return new BpfMap(name, Pins.open(path, "open pinned map `" + path + "`"));
  }

  /// What an update may find.
  public enum Mode {
    /// The element is created or replaced (`BPF_ANY`).
    ANY,
    /// The element must not exist (`BPF_NOEXIST`).
    CREATE,
    /// The element must exist (`BPF_EXIST`).
    REPLACE
  }

  /// The map's name in the object.
  public String name() {
    return name;
  }

  /// What the kernel says about it.
  public MapInfo info() {
    return info;
  }

  /// The descriptor, owned by this map.
  public Fd fd() {
    return fd;
  }

  /// The size of a value as user space sees it: of all possible CPUs for per-CPU maps.
  public int valueBytes() {
    return info.perCpu() ? strideBytes() * cpus : info.valueSize();
  }

  /// Reads an element.
  ///
  /// @return the value, empty when there is no such element
  /// @throws BpfException when the kernel refuses for another reason
  public Optional<byte[]> lookup(byte[] key) {
    return read(Code.MAP_LOOKUP_ELEM, key, "read");
  }

  /// Reads and removes an element; queues and stacks take an empty key.
  ///
  /// @return the value, empty when there is no such element
  public Optional<byte[]> take(byte[] key) {
    return read(Code.MAP_LOOKUP_AND_DELETE_ELEM, key, "take from");
  }

  /// Creates or replaces an element.
  public void update(byte[] key, byte[] value) {
    update(key, value, Mode.ANY);
  }

  /// Writes an element.
  ///
  /// @return whether the element was as `mode` wants it, and so was written
  /// @throws BpfException when the map is full, read-only or otherwise refuses
  public boolean update(byte[] key, byte[] value, Mode mode) {
    check(key, value);
    try (Arena arena = Arena.ofConfined()) {
      long result =
          call(arena, Code.MAP_UPDATE_ELEM, copy(arena, key), copy(arena, value), mode.ordinal());
      boolean unlike =
          (mode == Mode.CREATE && result == -EEXIST) || (mode == Mode.REPLACE && result == -ENOENT);
      if (result < 0 && !unlike) {
        throw refused(Code.MAP_UPDATE_ELEM, result, "update");
      }
      return !unlike;
    }
  }

  /// Creates or replaces elements, in one batch where the kernel can.
  ///
  /// @throws BpfException when the map is full, read-only or otherwise refuses; the first elements
  ///   may have been written then
  public void updateAll(List<Entry> entries) {
    MapWriter.write(this, entries);
  }

  /// Removes an element.
  ///
  /// @return whether there was one
  public boolean delete(byte[] key) {
    checkKey(key);
    try (Arena arena = Arena.ofConfined()) {
      long result = call(arena, Code.MAP_DELETE_ELEM, copy(arena, key), NONE, 0);
      if (result < 0 && result != -ENOENT) {
        throw refused(Code.MAP_DELETE_ELEM, result, "delete from");
      }
      return result >= 0;
    }
  }

  /// The key after a key, in the kernel's order.
  ///
  /// @param key empty for the first key
  /// @return empty after the last
  public Optional<byte[]> nextKey(Optional<byte[]> key) {
    key.ifPresent(this::checkKey);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment next = arena.allocate(Math.max(1, info.keySize()), Long.BYTES);
      MemorySegment from = key.map(k -> copy(arena, k)).orElse(NONE);
      long result = call(arena, Code.MAP_GET_NEXT_KEY, from, next, 0);
      if (result == -ENOENT) {
        return Optional.empty();
      }
      if (result < 0) {
        throw refused(Code.MAP_GET_NEXT_KEY, result, "iterate over");
      }
      return Optional.of(next.asSlice(0, info.keySize()).toArray(JAVA_BYTE));
    }
  }

  /// Visits the elements, in batches where the kernel can. Elements that come or go meanwhile may
  /// or may not be seen; no element that stays is missed.
  public void forEach(BiConsumer<byte[], byte[]> visitor) {
    MapReader.read(this, visitor);
  }

  /// The elements, as [#forEach] sees them.
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    forEach((key, value) -> entries.add(new Entry(key, value)));
    return entries;
  }

  /// An element.
  ///
  /// @param key its key
  /// @param value its value
  public record Entry(byte[] key, byte[] value) {}

  /// The values of the possible CPUs in a value of a per-CPU map; the value itself for other maps.
  public List<byte[]> perCpu(byte[] value) {
    checkSize("value", value.length, valueBytes());
    List<byte[]> values = new ArrayList<>();
    for (int cpu = 0; cpu < cpus; cpu++) {
      int start = cpu * strideBytes();
      values.add(Arrays.copyOfRange(value, start, start + info.valueSize()));
    }
    return values;
  }

  /// A value of a per-CPU map of the values of the possible CPUs: what [#perCpu(byte\[\])] takes
  /// apart.
  byte[] joined(List<byte[]> values) {
    if (values.size() != cpus) {
      throw BpfException.of(
          LoaderProblem.MAP_OPERATION,
          "map `"
              + name
              + "`: found "
              + values.size()
              + " values, expected one for each of "
              + cpus
              + " possible CPUs");
    }
    byte[] all = new byte[valueBytes()];
    for (int cpu = 0; cpu < cpus; cpu++) {
      byte[] value = values.get(cpu);
      checkSize("value", value.length, info.valueSize());
      System.arraycopy(value, 0, all, cpu * strideBytes(), value.length);
    }
    return all;
  }

  /// Whether a Bloom filter may have been given a value.
  ///
  /// @throws BpfException when the map is another one, or the kernel refuses
  public boolean contains(byte[] value) {
    checkSize("value", value.length, info.valueSize());
    try (Arena arena = Arena.ofConfined()) {
      long result = call(arena, Code.MAP_LOOKUP_ELEM, NONE, copy(arena, value), 0);
      if (result < 0 && result != -ENOENT) {
        throw refused(Code.MAP_LOOKUP_ELEM, result, "ask");
      }
      return result >= 0;
    }
  }

  /// Forbids user space to change the map from now on; programs may still read it, and for maps
  /// created with `BPF_F_RDONLY_PROG` the verifier folds loads from it.
  public void freeze() {
    long result = Bpf.call(new BpfCommand.MapFreeze(fd.number()));
    if (result < 0) {
      throw refused(Code.MAP_FREEZE, result, "freeze");
    }
  }

  /// Gives the map a path in a bpffs, where it outlives this process.
  public void pin(Path path) {
    Pins.pin(fd, path, "pin map `" + name + "` at " + path);
  }

  /// A view with keys and values as Java values.
  ///
  /// @throws BpfException when the sizes differ from the map's
  public <K, V> TypedMap<K, V> typed(Codec<K> keys, Codec<V> values) {
    return new TypedMap<>(this, keys, values);
  }

  @Override
  public void close() {
    fd.close();
  }

  @Override
  public String toString() {
    return "map `" + name + "` (" + info.typeName() + ")";
  }

  private long call(Arena arena, Code code, MemorySegment key, MemorySegment value, long flags) {
    return Bpf.call(new BpfCommand.MapElement(code, fd.number(), key, value, flags), arena)
        .result();
  }

  BpfException refused(Code code, long result, String verb) {
    return BpfException.refused(
        code.constant(),
        (int) -result,
        verb
            + " map `"
            + name
            + "` ("
            + info.typeName()
            + ", at most "
            + info.maxEntries()
            + " entries)");
  }

  private Optional<byte[]> read(Code code, byte[] key, String verb) {
    checkKey(key);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(Math.max(1, valueBytes()), Long.BYTES);
      long result = call(arena, code, copy(arena, key), value, 0);
      if (result == -ENOENT) {
        return Optional.empty();
      }
      if (result < 0) {
        throw refused(code, result, verb);
      }
      return Optional.of(value.asSlice(0, valueBytes()).toArray(JAVA_BYTE));
    }
  }

  private int strideBytes() {
    return (info.valueSize() + Long.BYTES - 1) & -Long.BYTES;
  }

  void check(byte[] key, byte[] value) {
    checkKey(key);
    checkSize("value", value.length, valueBytes());
  }

  /// Refuses a codec of another size than the map's.
  void checkCodec(String what, int found, int expected) {
    if (found != expected) {
      throw BpfException.of(
          LoaderProblem.MAP_OPERATION,
          what + " of map `" + name + "`: the codec has " + found + " bytes, the map " + expected);
    }
  }

  private void checkKey(byte[] key) {
    checkSize("key", key.length, info.keySize());
  }

  private void checkSize(String what, int found, int expected) {
    if (found != expected) {
      throw BpfException.of(
          LoaderProblem.MAP_OPERATION,
          what + " of map `" + name + "`: found " + found + " bytes, expected " + expected);
    }
  }

  private static MemorySegment copy(Arena arena, byte[] bytes) {
    return bytes.length == 0 ? NONE : arena.allocateFrom(JAVA_BYTE, bytes);
  }
}
