// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.map;

import dev.weir.bytecode.kernel.Errno;
import dev.weir.verifier.image.ImageMap;
import dev.weir.vm.memory.AccessFault;
import dev.weir.vm.memory.Memory;
import dev.weir.vm.memory.Region;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A simulated map. Programs work on it through the operations on regions and offsets, users
/// through those on whole keys and values. Operations that can fail give 0 or a negative errno, as
/// the kernel's do.
///
/// @kernel v6.12 kernel/bpf/arraymap.c, hashtab.c, lpm_trie.c, queue_stack_maps.c, bloom_filter.c
public abstract class VmMap {
  /// `BPF_ANY`.
  public static final long ANY = 0;

  /// `BPF_NOEXIST`.
  public static final long NOEXIST = 1;

  /// `BPF_EXIST`.
  public static final long EXIST = 2;

  /// `BPF_F_LOCK`.
  public static final long LOCK = 4;

  static final int EINVAL = -Errno.EINVAL.number();
  static final int ENOENT = -Errno.ENOENT.number();
  static final int EEXIST = -Errno.EEXIST.number();
  static final int E2BIG = -Errno.E2BIG.number();
  static final int ENOSPC = -Errno.ENOSPC.number();
  static final int ENOTSUPP = -524;

  private final ImageMap image;
  private final Memory memory;
  private final Region self;

  VmMap(ImageMap image, Memory memory) {
    this.image = image;
    this.memory = memory;
    self = memory.add(Region.opaque(Region.Kind.MAP, image.name(), this));
  }

  /// The map that an address stands for.
  ///
  /// @throws AccessFault when it stands for none, or for one of a type that is not simulated
  public static VmMap at(Memory memory, long address) {
    Region region = memory.find(address);
    if (region != null && region.owner() instanceof VmMap map && region.kind() == Region.Kind.MAP) {
      if (map instanceof UnsimulatedMap) {
        throw AccessFault.notSimulated("maps of type " + map.image().type().kernelName());
      }
      return map;
    }
    throw new AccessFault(memory.describe(address) + " is no map");
  }

  /// The definition.
  public ImageMap image() {
    return image;
  }

  /// Its name.
  public String name() {
    return image.name();
  }

  /// The address that stands for the map in programs.
  public long address() {
    return memory.address(self);
  }

  /// The value of a key as the program sees it; null for none.
  ///
  /// @param bytes where the key is
  /// @param start where it starts
  public @Nullable Region find(byte[] bytes, int start) {
    return null;
  }

  /// The value of a key on a processor; null for none.
  public @Nullable Region find(byte[] bytes, int start, int cpu) {
    return null;
  }

  /// Sets a value as a program does.
  public int update(byte[] key, byte[] value, long flags) {
    return ENOTSUPP;
  }

  /// Removes a key.
  public int delete(byte[] key) {
    return ENOTSUPP;
  }

  /// Appends a value.
  public int push(byte[] value, long flags) {
    return ENOTSUPP;
  }

  /// Takes a value out, or looks at it; null for none.
  ///
  /// @param remove whether to take it out
  public byte @Nullable [] pop(boolean remove) {
    return null;
  }

  /// Whether the map can tell that it holds a value, for Bloom filters.
  public int contains(byte[] value) {
    return ENOTSUPP;
  }

  /// The object at an index, for maps of programs, maps and sockets; null for none.
  public @Nullable Object element(int index) {
    return null;
  }

  /// The object of a key, for maps of maps and of sockets; null for none.
  public @Nullable Object element(byte[] key) {
    return null;
  }

  /// Puts an object, for maps of programs, maps and sockets.
  public int put(byte[] key, Object value, long flags) {
    return ENOTSUPP;
  }

  /// All keys, in the order in which programs iterate.
  public List<byte[]> keys() {
    return List.of();
  }

  /// The value of a key as user space sees it: of a per-CPU map, the values of all processors, each
  /// padded to 8 bytes; null for none.
  public byte @Nullable [] read(byte[] key) {
    checkKey(key);
    Region region = find(key, 0);
    return region == null ? null : valueOf(region);
  }

  /// Sets the value of a key as user space does; of a per-CPU map, those of all processors.
  public int write(byte[] key, byte[] value, long flags) {
    checkKey(key);
    if (value.length != image.valueSize()) {
      throw new IllegalArgumentException(
          "value of "
              + value.length
              + " bytes for map "
              + name()
              + ", which has values of "
              + image.valueSize());
    }
    return update(key, value, flags);
  }

  final void checkKey(byte[] key) {
    if (key.length != image.keySize()) {
      throw new IllegalArgumentException(
          "key of "
              + key.length
              + " bytes for map "
              + name()
              + ", which has keys of "
              + image.keySize());
    }
  }

  final Memory memory() {
    return memory;
  }

  final int keySize() {
    return image.keySize();
  }

  final int valueSize() {
    return image.valueSize();
  }

  final int maxEntries() {
    return image.spec().maxEntries();
  }

  /// A new value, zero.
  final Region value() {
    boolean writable = (image.spec().flags() & ImageMap.RDONLY_PROG) == 0;
    return memory.add(
        Region.of(
            Region.Kind.MAP_VALUE, name(), this, new byte[valueSize()], 0, valueSize(), writable));
  }

  static byte[] valueOf(Region region) {
    return Arrays.copyOfRange(region.bytes(), region.start(), region.start() + region.size());
  }

  /// Copies a value in, except for the parts that only helpers may touch.
  final void fill(Region region, byte[] value) {
    if (image.fields().isEmpty()) {
      System.arraycopy(value, 0, region.bytes(), region.start(), region.size());
      return;
    }
    for (int i = 0; i < region.size(); i++) {
      if (!special(i)) {
        region.bytes()[region.start() + i] = value[i];
      }
    }
  }

  private boolean special(int offset) {
    for (ImageMap.SpecialField field : image.fields()) {
      if (offset >= field.offset() && offset < field.offset() + field.size()) {
        return true;
      }
    }
    return false;
  }
}
