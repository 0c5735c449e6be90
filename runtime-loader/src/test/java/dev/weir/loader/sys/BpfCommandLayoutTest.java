// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfReader;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfType.Member;
import dev.weir.loader.sys.BpfCommand.Code;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Compares what every command writes with `union bpf_attr` of the running kernel.
class BpfCommandLayoutTest {
  private static final MemorySegment NONE = MemorySegment.NULL;
  private static final Path TYPES = Path.of("/sys/kernel/btf/vmlinux");
  private static Btf kernel;
  private static Map<String, Place> places;

  private record Place(int offset, int size) {}

  @BeforeAll
  static void readKernelTypes() throws IOException {
    Assumptions.assumeTrue(Files.isReadable(TYPES), "needs " + TYPES);
    kernel = BtfReader.read(Files.readAllBytes(TYPES));
    places = new HashMap<>();
    collect(kernel.find(BtfType.Union.class, "bpf_attr").orElseThrow(), "", 0);
  }

  /// Members by path; members of unnamed structures belong to the structure around them. Commands
  /// that share a name (`flags`) have it at several places, kept apart by offset.
  private static void collect(int id, String prefix, int offset) {
    int stripped = kernel.strip(id);
    List<Member> members =
        switch (kernel.type(stripped)) {
          case BtfType.Struct t -> t.members();
          case BtfType.Union t -> t.members();
          default -> List.of();
        };
    for (Member member : members) {
      int at = offset + member.bitOffset() / 8;
      String path = prefix + member.name();
      places.put(path + "@" + at, new Place(at, (int) kernel.sizeBytes(member.type()).orElse(0)));
      collect(member.type(), member.name().isEmpty() ? prefix : path + ".", at);
    }
  }

  private static final List<BpfCommand> COMMANDS =
      List.of(
          new BpfCommand.MapCreate(1, 4, 4, 1, 0, 0, 0, "m", 0, 0, 0, 0),
          new BpfCommand.MapElement(Code.MAP_LOOKUP_ELEM, 3, NONE, NONE, 0),
          new BpfCommand.MapBatch(Code.MAP_LOOKUP_BATCH, NONE, NONE, NONE, NONE, 1, 3, 0),
          new BpfCommand.MapFreeze(3),
          new BpfCommand.BtfLoad(NONE, NONE, 0),
          new BpfCommand.ProgLoad(1, NONE, NONE, NONE, 0, 0, "p", 0, 0, NONE, NONE, 0, 0, NONE),
          new BpfCommand.ObjPin(NONE, 3),
          new BpfCommand.ObjGet(NONE),
          new BpfCommand.ObjInfo(3, NONE),
          new BpfCommand.ProgTestRun(3, NONE, NONE, NONE, NONE, 1),
          new BpfCommand.ById(Code.PROG_GET_NEXT_ID, 1),
          new BpfCommand.ProgQuery(3, 0, 0, NONE, NONE),
          new BpfCommand.LinkCreate(3, 4, 0, 0, 0),
          new BpfCommand.LinkUpdate(3, 4),
          new BpfCommand.LinkDetach(3),
          new BpfCommand.IterCreate(3),
          new BpfCommand.EnableStats(0));

  @Test
  void everyFieldLiesWhereTheKernelHasIt() {
    for (BpfCommand command : COMMANDS) {
      for (AttrWriter.Field field : AttrWriter.layoutOf(command)) {
        Place place = places.get(field.name() + "@" + field.offset());
        assertTrue(
            place != null, command.code() + "." + field.name() + " is not at " + field.offset());
        assertEquals(place.size(), field.size(), command.code() + "." + field.name());
      }
    }
  }

  @Test
  void everyAnswerIsReadWhereTheKernelWritesIt() {
    assertEquals(32, offsetOf("batch.count"));
    assertEquals(BpfCommand.MapBatch.COUNT_OFFSET, offsetOf("batch.count"));
    assertEquals(BpfCommand.ProgLoad.LOG_TRUE_SIZE_OFFSET, offsetOf("log_true_size"));
    assertEquals(BpfCommand.ObjInfo.LENGTH_OFFSET, offsetOf("info.info_len"));
    assertEquals(BpfCommand.ProgTestRun.RETVAL_OFFSET, offsetOf("test.retval"));
    assertEquals(BpfCommand.ProgTestRun.DATA_SIZE_OUT_OFFSET, offsetOf("test.data_size_out"));
    assertEquals(BpfCommand.ProgTestRun.DURATION_OFFSET, offsetOf("test.duration"));
    assertEquals(BpfCommand.ProgTestRun.CONTEXT_SIZE_OUT_OFFSET, offsetOf("test.ctx_size_out"));
    assertEquals(BpfCommand.ById.NEXT_ID_OFFSET, offsetOf("next_id"));
    assertEquals(BpfCommand.ProgQuery.ATTACH_FLAGS_OFFSET, offsetOf("query.attach_flags"));
    assertEquals(BpfCommand.ProgQuery.COUNT_OFFSET, offsetOf("query.prog_cnt"));
    assertEquals(BpfCommand.ProgQuery.REVISION_OFFSET, offsetOf("query.revision"));
  }

  @Test
  void commandNumbersAreTheKernels() {
    BtfType.Enum commands =
        (BtfType.Enum) kernel.type(kernel.find(BtfType.Enum.class, "bpf_cmd").orElseThrow());
    Map<String, Long> numbers = new HashMap<>();
    commands.values().forEach(v -> numbers.put(v.name(), v.value()));
    for (Code code : Code.values()) {
      assertEquals(numbers.get(code.constant()), code.ordinal(), code.constant());
    }
  }

  private static int offsetOf(String path) {
    return places.keySet().stream()
        .filter(k -> k.startsWith(path + "@"))
        .map(k -> Integer.parseInt(k.substring(k.indexOf('@') + 1)))
        .findFirst()
        .orElseThrow();
  }
}
