// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfType.FunctionLinkage;
import dev.weir.bytecode.btf.BtfType.Member;
import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.loader.host.Capabilities;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SanitizedTest {
  private static final Btf NEW =
      new Btf(
          List.of(
              new BtfType.Int("int", 4, 32, 0, BtfType.Int.Encoding.SIGNED),
              new BtfType.Float("double", 8),
              new BtfType.Enum64("big", 8, false, List.of(new BtfType.Value("B", 1L << 40))),
              new BtfType.TypeTag("user", 1),
              new BtfType.Struct(
                  "s",
                  24,
                  List.of(
                      new Member("d", 2, 0, 0),
                      new Member("e", 3, 64, 0),
                      new Member("t", 4, 128, 0))),
              new BtfType.DeclTag("tag", 5, -1),
              new BtfType.FunctionPrototype(1, List.of()),
              new BtfType.Function("f", 7, FunctionLinkage.GLOBAL)));

  @Test
  void idsAndSizesStay() {
    Btf old = Sanitized.of(NEW);
    for (int id : List.of(1, 2, 3, 4, 5)) {
      assertEquals(
          (int) NEW.sizeBytes(id).orElse(0),
          (int) old.sizeBytes(id).orElse(0),
          "size of type " + id);
    }
    assertTrue(
        old.types().stream()
            .noneMatch(t ->
                t instanceof BtfType.Float
                    || t instanceof BtfType.Enum64
                    || t instanceof BtfType.TypeTag
                    || t instanceof BtfType.DeclTag));
    assertEquals(new BtfType.Function("f", 7, FunctionLinkage.STATIC), old.type(8));
  }

  @Test
  @Tag("kernel")
  void theKernelTakesBothForms() {
    Assumptions.assumeTrue(Capabilities.current().bpf(), "needs CAP_BPF");
    for (Btf types : List.of(NEW, Sanitized.of(NEW))) {
      Diagnostics notes = new Diagnostics();
      BpfObject object =
          new BpfObject(
              "o",
              "GPL",
              List.of(),
              List.of(),
              List.of(),
              List.of(),
              Optional.of(types),
              List.of());
      Optional<LoadedTypes> loaded = LoadedTypes.load(object, List.of(), notes);
      assertEquals(List.of(), notes.problems());
      assertFalse(loaded.isEmpty());
      loaded.get().close();
    }
  }
}
