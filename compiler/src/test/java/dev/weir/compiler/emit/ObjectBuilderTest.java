// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.DataSection;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.compiler.Backend;
import dev.weir.compiler.BackendOptions;
import dev.weir.compiler.ir.text.IrParser;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ObjectBuilderTest {
  private static final String MODULE =
      """
      module m license "GPL" target "6.12"
      map flows lru_hash key struct key 8 align 4 { 0 address be32:4, 4 ports [be16:2; 2] } value named count u64:8 entries 16 flags 0 pinned
      map origins sk_storage value u32:4 entries 0 flags 1
      map jumps prog_array entries 2 flags 0 programs ["main", ""]
      map events ringbuf entries 4096 flags 0
      global limit readonly u32:4 = "0a000000"
      global seed u64:8 = "0100000000000000"
      global hits u32:4 = "00000000"
      global total u64:8 = "0000000000000000"
      subprogram pick(v0: i64) -> i64 {
        signature (flow u64:8) -> u64:8
      b0:
        return v0
      }
      entry "tc" main(v0 ctx: ptr ctx) -> i32 {
        signature (ctx *opaque __sk_buff) -> int:4 signed
      b0:
        v1: i64 = const 7
        v2: i64 = call pick(v1)
        v3: i32 = trunc v2
        return v3
      }
      """;
  private final BpfObject object =
      Backend.compile(IrParser.parse(MODULE), BackendOptions.standard(), new Diagnostics());
  private final Btf btf = object.btf().orElseThrow();

  @Test
  void theSameModuleGivesTheSameObject() {
    BpfObject again =
        Backend.compile(IrParser.parse(MODULE), BackendOptions.standard(), new Diagnostics());
    assertEquals(object, again);
  }

  @Test
  void mapsHaveTheirShapeAndTypes() {
    MapSpec flows = object.map("flows").orElseThrow();
    assertEquals(
        List.of(9, 8, 8, 16),
        List.of(flows.type(), flows.keySize(), flows.valueSize(), flows.maxEntries()));
    assertEquals("key", btf.type(flows.keyTypeId()).name());
    assertEquals("count", btf.type(flows.valueTypeId()).name());
    assertEquals(MapSpec.Pinning.BY_NAME, flows.pinning());
    MapSpec origins = object.map("origins").orElseThrow();
    assertEquals(4, origins.keySize());
    assertEquals("int", btf.type(origins.keyTypeId()).name());
    MapSpec jumps = object.map("jumps").orElseThrow();
    assertEquals(List.of(4, 4), List.of(jumps.keySize(), jumps.valueSize()));
    assertEquals(List.of("main", ""), jumps.values());
    MapSpec events = object.map("events").orElseThrow();
    assertEquals(List.of(0, 0), List.of(events.keySize(), events.valueSize()));
  }

  @Test
  void globalsLieInTheSectionOfTheirKind() {
    assertEquals(
        List.of(".rodata", ".data", ".bss"),
        object.data().stream().map(DataSection::name).toList());
    DataSection bss = object.data().getLast();
    assertEquals(
        List.of("hits 0", "total 8"),
        bss.variables().stream().map(v -> v.name() + " " + v.offset()).toList());
    BtfType.DataSection section = (BtfType.DataSection) btf.type(bss.btfId());
    assertEquals(16, section.sizeBytes());
    assertEquals(
        bss.variables().stream().map(DataSection.Variable::btfId).toList(),
        section.entries().stream().map(BtfType.Entry::type).toList());
  }

  @Test
  void functionsHaveNamedPrototypes() {
    BtfType.Function pick =
        (BtfType.Function) btf.type(object.function("pick").orElseThrow().btfId());
    assertEquals(BtfType.FunctionLinkage.STATIC, pick.linkage());
    BtfType.FunctionPrototype prototype = (BtfType.FunctionPrototype) btf.type(pick.prototype());
    assertEquals("flow", prototype.parameters().getFirst().name());
    BtfType.Function main =
        (BtfType.Function) btf.type(object.program("main").orElseThrow().function().btfId());
    assertEquals(BtfType.FunctionLinkage.GLOBAL, main.linkage());
  }
}
