// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.run;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.verifier.image.KernelTypes;
import dev.weir.vm.memory.AccessFault;
import dev.weir.vm.memory.Region;
import dev.weir.vm.memory.Window;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A structure of the kernel as programs read it through a BTF pointer: what is simulated, at the
/// places that the kernel's types give its members. A load of any other member is a fault that
/// names it.
public final class KernelView implements Window {
  private final String struct;
  private final Btf types;
  private final int type;
  private final TreeMap<Integer, Part> parts = new TreeMap<>();

  /// Some bytes of the structure.
  ///
  /// @param size how many
  /// @param value in memory order
  /// @param writer takes what programs store; null where they must not
  private record Part(int size, Supplier<byte[]> value, @Nullable LongConsumer writer) {}

  /// A member, or nothing of that name.
  private record Place(int offset, int size) {}

  private KernelView(String struct, Btf types, int type) {
    this.struct = struct;
    this.types = types;
    this.type = type;
  }

  /// A view without members.
  ///
  /// @param struct such as `nf_conn`; a kernel without it gives a view in which nothing can be read
  public static KernelView of(KernelTypes kernel, String struct) {
    return new KernelView(struct, kernel.btf(), kernel.struct(struct).orElse(0));
  }

  /// The structure's name.
  public String name() {
    return struct;
  }

  /// The size of the structure in bytes.
  public int size() {
    return type == 0 ? 0 : (int) types.sizeBytes(type).orElse(0);
  }

  /// Adds a number; ignored where the kernel has no such member.
  ///
  /// @param member also within structures and unions that are embedded
  public KernelView number(String member, LongSupplier value) {
    return number(member, value, null);
  }

  /// Adds a number that programs may change.
  public KernelView number(String member, LongSupplier value, @Nullable LongConsumer writer) {
    find(member)
        .ifPresent(at ->
            parts.put(
                at.offset, new Part(at.size, () -> bytes(value.getAsLong(), at.size), writer)));
    return this;
  }

  /// Adds bytes; ignored where the kernel has no such member.
  public KernelView bytes(String member, Supplier<byte[]> value) {
    return bytes(member, 0, value);
  }

  /// Adds bytes somewhere behind the start of a member.
  public KernelView bytes(String member, int behind, Supplier<byte[]> value) {
    find(member)
        .ifPresent(at -> parts.put(at.offset + behind, new Part(value.get().length, value, null)));
    return this;
  }

  /// Whether the kernel has a member of that name.
  public boolean has(String member) {
    return find(member).isPresent();
  }

  private static byte[] bytes(long value, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (value >>> 8 * i);
    }
    return bytes;
  }

  @Override
  public long load(Region region, int offset, int size) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | at(offset + i, "read") & 0xff;
    }
    return value;
  }

  private byte at(int offset, String access) {
    Map.Entry<Integer, Part> part = parts.floorEntry(offset);
    if (part == null || offset >= part.getKey() + part.getValue().size) {
      throw AccessFault.notSimulated(access + " of `" + path(offset) + "` of struct " + struct);
    }
    return part.getValue().value.get()[offset - part.getKey()];
  }

  @Override
  public void store(Region region, int offset, int size, long value) {
    at(offset, "write");
    Part part = parts.get(offset);
    if (part == null || part.writer == null || part.size != size) {
      throw new AccessFault(
          "write of `" + path(offset) + "` of struct " + struct + ", which is read-only");
    }
    part.writer.accept(value);
  }

  /// A member by its name, those of the outermost structure first.
  private Optional<Place> find(String member) {
    Deque<Place> open = new ArrayDeque<>();
    open.add(new Place(0, type));
    while (!open.isEmpty()) {
      Place next = open.remove();
      for (BtfType.Member each : members(next.size)) {
        int offset = next.offset + each.bitOffset() / Byte.SIZE;
        if (each.name().equals(member) && each.bitfieldSize() == 0) {
          return Optional.of(new Place(offset, (int) types.sizeBytes(each.type()).orElse(0)));
        }
        open.add(new Place(offset, each.type()));
      }
    }
    return Optional.empty();
  }

  private List<BtfType.Member> members(int id) {
    return id == 0
        ? List.of()
        : switch (types.type(types.strip(id))) {
          case BtfType.Struct s -> s.members();
          case BtfType.Union u -> u.members();
          default -> List.of();
        };
  }

  /// The member that holds a byte, as a path.
  private String path(int offset) {
    StringBuilder path = new StringBuilder();
    int at = 0;
    List<BtfType.Member> members = members(type);
    while (!members.isEmpty()) {
      BtfType.Member holder = null;
      for (BtfType.Member each : members) {
        if (at + each.bitOffset() / Byte.SIZE <= offset
            && types.sizeBytes(each.type()).orElse(0) > 0) {
          holder = each;
        }
      }
      if (holder == null) {
        break;
      }
      if (!holder.name().isEmpty()) {
        path.append(path.isEmpty() ? "" : ".").append(holder.name());
      }
      at += holder.bitOffset() / Byte.SIZE;
      members = members(holder.type());
    }
    return path.isEmpty() ? "byte " + offset : path.toString();
  }
}
