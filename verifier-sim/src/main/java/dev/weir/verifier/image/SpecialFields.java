// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.image;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfType.Member;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.link.MapAdjustment;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.verifier.image.ImageMap.SpecialField;
import dev.weir.verifier.image.ImageMap.SpecialField.Kind;
import dev.weir.verifier.model.KernelModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The parts of a map's values that the kernel keeps for itself, found by the names of their types.
///
/// @kernel v6.12 kernel/bpf/btf.c btf_parse_fields, btf_find_field
final class SpecialFields {
  private static final int MAX_DEPTH = 8;

  /// As many as the kernel takes.
  private static final int MAX_FIELDS = 11;

  /// In older kernels, `kptr` marks a pointer without a reference.
  private static final KernelVersion KPTR_HOLDS_REFERENCE = new KernelVersion(6, 4);

  private static final String CONTAINS = "contains:";

  private final Btf types;
  private final KernelModel kernel;
  private final List<SpecialField> found = new ArrayList<>();

  private SpecialFields(Btf types, KernelModel kernel) {
    this.types = types;
    this.kernel = kernel;
  }

  /// The fields of a map's values, ascending by offset.
  static List<SpecialField> of(MapSpec spec, Optional<Btf> types, KernelModel kernel) {
    return types
        .filter(_ -> MapAdjustment.takesTypes(spec))
        .filter(btf -> describes(btf, spec.valueTypeId(), spec.valueSize()))
        .map(btf -> of(btf, spec.valueTypeId(), kernel))
        .orElse(List.of());
  }

  /// The fields of a type, ascending by offset.
  static List<SpecialField> of(Btf types, int typeId, KernelModel kernel) {
    SpecialFields fields = new SpecialFields(types, kernel);
    fields.scan(typeId, 0, 0);
    return fields.found.stream()
        .sorted(Comparator.comparingInt(SpecialField::offset))
        .limit(MAX_FIELDS)
        .toList();
  }

  /// Whether the type has the value's size; else the kernel refuses it and the loader leaves it
  /// out.
  private static boolean describes(Btf types, int typeId, int valueSize) {
    if (typeId < 1 || typeId > types.types().size()) {
      return false;
    }
    OptionalLong size = types.sizeBytes(typeId);
    return types.type(typeId) instanceof BtfType.DataSection
        || (size.isPresent() && size.getAsLong() == Integer.toUnsignedLong(valueSize));
  }

  private void scan(int typeId, int offset, int depth) {
    int id = types.strip(typeId);
    if (id == 0 || depth > MAX_DEPTH || found.size() > MAX_FIELDS) {
      return;
    }
    switch (types.type(id)) {
      case BtfType.Struct struct -> {
        Optional<Kind> kind = kind(struct.name());
        if (kind.isPresent() && depth > 0) {
          found.add(new SpecialField(kind.get(), offset, struct.sizeBytes(), ""));
        } else {
          struct.members().forEach(member -> member(id, struct, member, offset, depth));
        }
      }
      case BtfType.Array array -> {
        long size = types.sizeBytes(array.elementType()).orElse(0);
        for (int i = 0; i < Math.min(array.count(), MAX_FIELDS + 1); i++) {
          element(array.elementType(), (int) (offset + i * size), depth + 1);
        }
      }
      case BtfType.DataSection section ->
          section
              .entries()
              .forEach(entry -> {
                if (types.type(entry.type()) instanceof BtfType.Variable variable) {
                  element(variable.type(), offset + entry.offset(), depth + 1);
                }
              });
      default -> {}
    }
  }

  private void member(int structId, BtfType.Struct struct, Member member, int offset, int depth) {
    if (member.bitOffset() % Byte.SIZE != 0) {
      return;
    }
    int at = offset + member.bitOffset() / Byte.SIZE;
    int before = found.size();
    element(member.type(), at, depth + 1);
    if (found.size() == before + 1 && isCollection(found.getLast().kind())) {
      SpecialField field = found.removeLast();
      String contained = contained(structId, struct.members().indexOf(member));
      found.add(new SpecialField(field.kind(), field.offset(), field.size(), contained));
    }
  }

  /// A part that may be a marked pointer.
  private void element(int typeId, int offset, int depth) {
    int id = types.strip(typeId);
    if (id != 0 && types.type(id) instanceof BtfType.Ptr(int pointee)) {
      pointer(pointee, offset);
    } else {
      scan(typeId, offset, depth);
    }
  }

  private void pointer(int pointee, int offset) {
    int id = pointee;
    Optional<Kind> kind = Optional.empty();
    while (id != 0 && kind.isEmpty()) {
      switch (types.type(id)) {
        case BtfType.TypeTag(String tag, int next) -> {
          kind = pointerKind(tag);
          id = next;
        }
        case BtfType.Const(int next) -> id = next;
        case BtfType.Volatile(int next) -> id = next;
        default -> {
          return;
        }
      }
    }
    int target = types.strip(id);
    if (kind.isPresent() && target != 0) {
      found.add(new SpecialField(kind.get(), offset, Long.BYTES, types.type(target).name()));
    }
  }

  private Optional<Kind> pointerKind(String tag) {
    boolean holds = kernel.version().atLeast(KPTR_HOLDS_REFERENCE);
    return switch (tag) {
      case "kptr" -> Optional.of(holds ? Kind.KPTR_REF : Kind.KPTR_UNREF);
      case "kptr_ref" -> holds ? Optional.empty() : Optional.of(Kind.KPTR_REF);
      case "kptr_untrusted" -> holds ? Optional.of(Kind.KPTR_UNREF) : Optional.empty();
      case "percpu_kptr" -> Optional.of(Kind.KPTR_PERCPU);
      case "uptr" -> Optional.of(Kind.UPTR);
      default -> Optional.empty();
    };
  }

  private static boolean isCollection(Kind kind) {
    return kind == Kind.LIST_HEAD || kind == Kind.RB_ROOT;
  }

  /// The struct that a list or tree holds, as a declaration tag of the member says.
  private String contained(int structId, int member) {
    for (BtfType type : types.types()) {
      if (type instanceof BtfType.DeclTag(String tag, int tagged, int component)
          && tagged == structId
          && component == member
          && tag.startsWith(CONTAINS)) {
        return tag.substring(CONTAINS.length());
      }
    }
    return "";
  }

  private static Optional<Kind> kind(String struct) {
    return switch (struct) {
      case "bpf_spin_lock" -> Optional.of(Kind.SPIN_LOCK);
      case "bpf_res_spin_lock" -> Optional.of(Kind.RES_SPIN_LOCK);
      case "bpf_timer" -> Optional.of(Kind.TIMER);
      case "bpf_wq" -> Optional.of(Kind.WORKQUEUE);
      case "bpf_task_work" -> Optional.of(Kind.TASK_WORK);
      case "bpf_list_head" -> Optional.of(Kind.LIST_HEAD);
      case "bpf_rb_root" -> Optional.of(Kind.RB_ROOT);
      case "bpf_list_node" -> Optional.of(Kind.LIST_NODE);
      case "bpf_rb_node" -> Optional.of(Kind.RB_NODE);
      case "bpf_refcount" -> Optional.of(Kind.REFCOUNT);
      default -> Optional.empty();
    };
  }
}
