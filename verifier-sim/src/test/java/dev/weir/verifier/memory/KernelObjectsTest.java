// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.verifier.FakeWalk;
import dev.weir.verifier.image.ImageMap;
import dev.weir.verifier.image.ImageMap.SpecialField;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.state.BtfTarget;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class KernelObjectsTest extends MemoryTest {
  @BeforeEach
  void netfilter() {
    hook("netfilter");
    load(8, 2, 1, 8);
  }

  private String name(int reg) {
    BtfTarget target = (BtfTarget) reg(reg).target();
    return target.btf().type(target.typeId()).name();
  }

  /// The offset of a direct member.
  private int offset(String struct, String member) {
    Btf btf = walk.image().kernelTypes().btf();
    int id = walk.image().kernelTypes().struct(struct).orElseThrow();
    return offset(btf, id, member).orElseThrow();
  }

  private static Optional<Integer> offset(Btf btf, int id, String member) {
    List<BtfType.Member> members = StructWalk.members(btf.type(id));
    for (BtfType.Member m : members == null ? List.<BtfType.Member>of() : members) {
      int start = m.bitOffset() / Byte.SIZE;
      if (m.name().equals(member)) {
        return Optional.of(start);
      }
      if (m.name().isEmpty()) {
        Optional<Integer> inner = offset(btf, btf.strip(m.type()), member);
        if (inner.isPresent()) {
          return inner.map(i -> i + start);
        }
      }
    }
    return Optional.empty();
  }

  @Test
  void contextsLeadToTrustedObjects() {
    assertEquals("sk_buff", name(2));
    assertEquals(RegFlag.TRUSTED, reg(2).flags());
    load(8, 3, 1, 0);
    assertEquals("nf_hook_state", name(3));
    refused(Rule.CONTEXT_FIELD, () -> load(4, 3, 1, 8));
  }

  @Test
  void fieldsYieldNumbersAndPointersAsTrustedAsTheyAre() {
    load(4, 3, 2, offset("sk_buff", "len"));
    assertEquals(0xffffffffL, reg(3).scalar().umax());
    load(8, 3, 2, offset("sk_buff", "sk"));
    assertEquals("sock", name(3));
    assertEquals(RegFlag.RCU | RegFlag.MAYBE_NULL, reg(3).flags());
    load(8, 3, 2, offset("sk_buff", "dev"));
    assertEquals(RegFlag.UNTRUSTED, reg(3).flags());
    load(8, 4, 3, 0);
    assertTrue(reg(4).isScalar() || reg(4).is(RegFlag.UNTRUSTED));
    load(8, 3, 2, offset("sk_buff", "head"));
    assertEquals(RegType.MEM, reg(3).type());
    assertEquals(RegFlag.RDONLY | RegFlag.UNTRUSTED, reg(3).flags());
    load(8, 4, 3, 1000);
  }

  @Test
  void pointersAreLoadedWholeAndObjectsOnlyRead() {
    refused(Rule.KERNEL_OBJECT, () -> load(4, 3, 2, offset("sk_buff", "sk")));
    refused(Rule.KERNEL_OBJECT, () -> load(8, 3, 2, 4000));
    refused(Rule.KERNEL_OBJECT, () -> load(1, 3, 2, -1));
    refused(Rule.KERNEL_OBJECT, () -> storeImmediate(4, 2, offset("sk_buff", "mark"), 0));
    set(2, reg(2).withScalar(upTo(8, walk)));
    refused(Rule.VARIABLE_OFFSET, () -> load(1, 3, 2, 0));
  }

  @Test
  void otherLicencesSeeNoKernelObjects() {
    walk = new FakeWalk(FakeWalk.image("netfilter", "MIT", 0), KernelVersion.V6_18);
    load(8, 2, 1, 8);
    refused(
        Rule.KERNEL_OBJECT_LICENCE,
        "read of 4 bytes at offset 112..116 of struct sk_buff in R2, but the program's licence is"
            + " not compatible with the GPL",
        () -> load(4, 3, 2, 112));
  }

  @Test
  void mapsShowTheirOwnStructure() {
    MapSpec spec = MapSpec.of("table", MapType.ARRAY.number(), 4, 8, 1, 0);
    ImageMap map =
        new ImageMap(spec, MapType.ARRAY, Optional.empty(), false, List.of(), Optional.empty());
    set(2, RegState.pointer(RegType.MAP_PTR).withTarget(map));
    load(4, 3, 2, offset("bpf_map", "max_entries"));
    assertEquals(0xffffffffL, reg(3).scalar().umax());
    refused(Rule.KERNEL_OBJECT, () -> storeImmediate(4, 2, 0, 0));
    refused(Rule.KERNEL_OBJECT, () -> load(8, 3, 2, 4000));
  }

  @Test
  void kernelPointersInMapsAreUntrustedUnlessProtected() {
    set(5, pointerTo(SpecialField.Kind.KPTR_REF, "task_struct"));
    load(8, 3, 5, 8);
    assertEquals(RegFlag.RCU | RegFlag.MAYBE_NULL, reg(3).flags());
    refused(Rule.SPECIAL_FIELD, () -> storeImmediate(8, 5, 8, 0));
    refused(Rule.SPECIAL_FIELD, () -> load(4, 3, 5, 8));
    set(5, pointerTo(SpecialField.Kind.KPTR_UNREF, "sk_buff"));
    load(8, 3, 5, 8);
    assertEquals(RegFlag.UNTRUSTED | RegFlag.MAYBE_NULL, reg(3).flags());
    storeImmediate(8, 5, 8, 0);
    store(8, 5, 8, 2);
    store(8, 5, 8, 3);
    refused(Rule.SPECIAL_FIELD, () -> storeImmediate(8, 5, 8, 1));
    refused(Rule.SPECIAL_FIELD, () -> store(8, 5, 8, 1));
  }

  private static RegState pointerTo(SpecialField.Kind kind, String struct) {
    MapSpec spec = MapSpec.of("table", MapType.ARRAY.number(), 4, 16, 1, 0);
    SpecialField field = new SpecialField(kind, 8, 8, struct);
    ImageMap map =
        new ImageMap(
            spec, MapType.ARRAY, Optional.empty(), false, List.of(field), Optional.empty());
    return RegState.pointer(RegType.MAP_VALUE).withTarget(map);
  }
}
