// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.listing.ListingReader;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.Linkage;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.verifier.model.KernelModel;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageBuilderTest {
  private static final KernelModel KERNEL = KernelModel.of(new KernelVersion(6, 18));
  private static final KernelModel OLD = KernelModel.of(new KernelVersion(6, 1));

  private static final String TWO_PROGRAMS =
      """
      .license "GPL"
      .map packets hash key 4 value 8 entries 256
      .map events ringbuf entries 5000
      .section .rodata
        .var limit 4
        .bytes 10000000

      .program first hook "tcx ingress"
        r1 = map packets ll
        r1 = data limit ll
        r1 = map events ll
        call function twice
        r0 = 0
        exit

      .program second hook "connect4"
        r1 = map packets ll
        call kfunc bpf_dynptr_from_skb
        call kfunc no_such_thing weak
        r0 = 1
        exit

      .function twice static
        r0 = r1
        r0 <<= 1
        exit
      """;

  private static BpfObject object(String listing) {
    Diagnostics problems = new Diagnostics();
    BpfObject object = ListingReader.read(new SourceFile("test.bpfasm", listing), problems);
    assertEquals(List.of(), problems.problems());
    return object;
  }

  @Test
  void programsOfOneObjectShareItsMaps() throws LinkException {
    BpfObject object = object(TWO_PROGRAMS);
    ImageBuilder builder = ImageBuilder.of(object, KERNEL);
    ProgramImage first = builder.build(object.programs().get(0));
    ProgramImage second = builder.build(object.programs().get(1));
    assertEquals(
        List.of("packets", "test.rodata", "events"),
        first.maps().stream().map(ImageMap::name).toList());
    assertSame(first.maps().getFirst(), second.maps().getFirst());
    assertSame(ProgramType.CGROUP_SOCK_ADDR, second.type());
    assertEquals("connect4", second.hook().orElseThrow().name());
  }

  @Test
  void referencesAreFoundByTheirSlots() throws LinkException {
    BpfObject object = object(TWO_PROGRAMS);
    ProgramImage image = ImageBuilder.build(object, object.programs().get(0), KERNEL);
    assertEquals(new Reference.MapValueAddress(image.maps().get(1), 0), image.references().get(2));
    assertEquals(new Reference.LocalCall(1), image.references().get(6));
    FunctionImage twice = image.functions().get(1);
    assertEquals(new FunctionImage("twice", 9, 12, Linkage.STATIC, 0), twice);
    assertEquals(12, image.slots());
  }

  @Test
  void constantsAreFrozenAndKnown() throws LinkException {
    BpfObject object = object(TWO_PROGRAMS);
    ImageMap map = ImageBuilder.build(object, object.programs().get(0), KERNEL).maps().get(1);
    assertTrue(map.frozen());
    assertEquals(ImageMap.RDONLY_PROG, map.spec().flags());
    assertArrayEquals(new byte[] {16, 0, 0, 0}, map.contents().orElseThrow());
  }

  @Test
  void ringBuffersAreRoundedAsTheLoaderDoes() throws LinkException {
    BpfObject object = object(TWO_PROGRAMS);
    ProgramImage image = ImageBuilder.build(object, object.programs().get(0), KERNEL);
    assertEquals(8192, image.maps().get(2).spec().maxEntries());
  }

  @Test
  void kernelFunctionsDependOnTheKernel() throws LinkException {
    BpfObject object = object(TWO_PROGRAMS);
    ProgramImage now = ImageBuilder.build(object, object.programs().get(1), KERNEL);
    ProgramImage then = ImageBuilder.build(object, object.programs().get(1), OLD);
    assertInstanceOf(Reference.KfuncCall.class, now.references().get(2));
    assertEquals(new Reference.Missing("bpf_dynptr_from_skb"), then.references().get(2));
    assertEquals(new Reference.Missing("no_such_thing"), now.references().get(3));
  }

  @Test
  void mapsThatTheKernelLacksAreAProblem() {
    BpfObject object =
        object(
            """
            .license "GPL"
            .map shared arena entries 1
            .program first hook "tcx ingress"
              r1 = map shared ll
              r0 = 0
              exit
            """);
    LinkException problem =
        assertThrows(
            LinkException.class,
            () -> ImageBuilder.build(object, object.programs().getFirst(), OLD));
    assertTrue(problem.message().contains("`shared`"), problem.message());
  }

  @Test
  void kernelsWithoutTcxTakeItsProgramsAsTc() throws LinkException {
    BpfObject object = object(TWO_PROGRAMS);
    ProgramImage then = ImageBuilder.build(object, object.programs().get(0), OLD);
    assertEquals("tc ingress", then.hook().orElseThrow().name());
    assertEquals(
        "connect4",
        ImageBuilder.build(object, object.programs().get(1), OLD).hook().orElseThrow().name());
  }

  @Test
  void instructionsAloneMakeAProgram() {
    List<Insn<Reg>> insns =
        List.of(
            new Insn.LoadImm64<>(Reg.R1, Pseudo.MAP_FD, 0),
            new Insn.CallLocal<>(2),
            new Insn.Mov<>(Width.W64, Reg.R0, Operand.imm(0)),
            new Insn.Exit<>(),
            new Insn.Mov<>(Width.W64, Reg.R0, Operand.imm(1)),
            new Insn.Exit<>());
    MapSpec map = MapSpec.of("m", MapType.HASH.number(), 4, 8, 1, 0);
    ProgramImage image =
        ImageBuilder.raw(ProgramType.SCHED_CLS, Optional.empty(), insns, List.of(map));
    assertEquals(new Reference.MapAddress(image.maps().getFirst()), image.references().get(0));
    assertEquals(new Reference.LocalCall(1), image.references().get(2));
    assertEquals(List.of(0, 5), image.functions().stream().map(FunctionImage::start).toList());
    assertTrue(image.hook().isPresent());
  }
}
