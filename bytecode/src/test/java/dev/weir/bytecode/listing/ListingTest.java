// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.TextRenderer;
import dev.weir.bytecode.isa.Codec;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.InsnArbitraries;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.Code;
import dev.weir.bytecode.object.CoreRelocation;
import dev.weir.bytecode.object.DataSection;
import dev.weir.bytecode.object.Function;
import dev.weir.bytecode.object.LineInfo;
import dev.weir.bytecode.object.Linkage;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.Program;
import dev.weir.bytecode.object.Relocation;
import dev.weir.bytecode.object.Relocation.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ListingTest {
  private static final Insn<Reg> EXIT = new Insn.Exit<>();

  @Test
  void aWholeObjectReadsBack() {
    BpfObject object = everything();
    String text = ListingWriter.write(object);
    assertEquals(object, read(text), text);
  }

  @Test
  void aFunctionsTypeIsAFunctionOfTheListing() {
    String text = ListingWriter.write(everything()).replace("connect4\" btf 3", "connect4\" btf 2");
    Diagnostics problems = new Diagnostics();
    ListingReader.read(new SourceFile("wrong.bpfasm", text), problems);
    assertEquals(
        List.of("type 2 is no function of `.btf`"),
        problems.problems().stream().map(problem -> problem.message()).toList());
  }

  @Test
  void whatIsWrittenLooksLikeThis() {
    assertEquals(
        """
        .object "every\\"thing"
        .license "Dual MIT/GPL"

        .map flows lru_hash key 16 value 8 entries 4294967295 flags 0x2 key_btf 1 value_btf 2 pinned numa 0 extra 0x9
        .map outer hash_of_maps key 4 value 4 entries 8 values first "a b" - inner
          .inner inner array key 4 value 4 entries 1

        .section .rodata.cst btf 3
          .var limit 4 at 0 btf 2
          .var "odd name" 1 at 4
          .bytes 1000000007

        .section .bss
          .zero 64

        .program first section "cgroup/connect4" btf 3
          .line "a b.weir" 3:1 "let x = \\"y\\""
          r1 = map flows ll
          .core type 1 access "0:1" kind 0
          r2 = map_value flows + 8 ll
        L4:
          r3 = data .rodata.cst + 4 ll
          r4 = function each ll
          r5 = extern prog_active weak ll
          call function each
          call kfunc bpf_cast weak
          call map_lookup_elem#1
          if r0 == 0x0 goto L4
          gotol L16
          goto +0x64
        L16:
          exit

        .function each global
          r0 = 0x0
          exit

        .btf
        """
            + "  .bytes ",
        ListingWriter.write(everything()).replaceFirst("(?s)(\\.btf\n  \\.bytes ).*", "$1"));
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void anyCodeReadsBack(@ForAll("code") List<Insn<Reg>> insns) {
    Code code = new Code(insns, List.of(), List.of());
    Function function = new Function("p", Linkage.GLOBAL, code, 0);
    BpfObject object =
        new BpfObject(
            "o",
            "GPL",
            List.of(new Program("xdp", function)),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            List.of());
    assertEquals(object, read(ListingWriter.write(object)));
  }

  @Test
  void examplesOfTheManualReadWithoutProblems() throws IOException {
    List<String> examples = examples();
    assertTrue(examples.size() >= 5, () -> examples.size() + " examples");
    for (String example : examples) {
      BpfObject object = read(example);
      assertEquals(object, read(ListingWriter.write(object)), example);
    }
  }

  @Test
  void instructionsOfTheManualRead() throws IOException {
    String table = manual();
    table = table.substring(table.indexOf("| form | example |"), table.indexOf("Offsets of jumps"));
    Matcher code = Pattern.compile("`([^`]*)`").matcher(table);
    int count = 0;
    for (; code.find(); count++) {
      Diagnostics sink = new Diagnostics();
      Assembler.assemble(new SourceFile("line", code.group(1) + "\ndone: exit\n"), sink);
      assertEquals("", TextRenderer.render(sink.problems(), false));
    }
    assertTrue(count > 40, count + " instructions");
  }

  @Test
  void pairsOfTheManualAreTheSame() throws IOException {
    String manual = manual();
    int start = manual.indexOf("```text\n0: (61)") + 8;
    for (String line : manual.substring(start, manual.indexOf("```", start)).lines().toList()) {
      String[] pair = line.split(" {3,}|(?<=r2\\)) ");
      Diagnostics sink = new Diagnostics();
      List<Insn<Reg>> left = Assembler.assemble(new SourceFile("l", pair[0]), sink).insns();
      assertEquals(left, Assembler.assemble(new SourceFile("r", pair[1]), sink).insns());
      assertEquals("", TextRenderer.render(sink.problems(), false));
    }
  }

  @Test
  void eachMistakeHasItsPlace() {
    assertEquals(
        """
        error[W0611]: `r0` cannot stand here
         --> a.bpfasm:1:1
          |
        1 | r0 = 1
          | ^^ the file starts with directives such as `.license` and `.program`

        error[W0612]: `lru_hsh` is no map type
         --> a.bpfasm:2:12
          |
        2 | .map flows lru_hsh key 4 value 4 entries 1
          |            ^^^^^^^ did you mean `lru_hash`?

        error[W0613]: `flow` is defined twice
         --> a.bpfasm:4:6
          |
        3 | .map flow hash key 4 value 4 entries 1
          |      ---- first here
        4 | .map flow hash key 4 value 4 entries 1
          |      ^^^^ again here

        error[W0612]: `tcx ingres` is no hook
         --> a.bpfasm:5:17
          |
        5 | .program p hook "tcx ingres"
          |                 ^^^^^^^^^^^^ did you mean `tcx ingress`?

        error[W0615]: programs of type `cgroup_skb` need an attach type
         --> a.bpfasm:7:17
          |
        7 | .program q type cgroup_skb
          |                 ^^^^^^^^^^ add `attach` and one of cgroup_inet_ingress cgroup_inet_egress

        error[W0615]: program `r` does not say where it runs
         --> a.bpfasm:8:11
          |
        8 | .program r
          |           ^ expected `section "..."`, `hook "..."` or `type ...`

        error[W0614]: map `flws` is not defined
          --> a.bpfasm:10:12
           |
        10 |   r1 = map flws ll
           |            ^^^^ not found
           = help: a similar name exists: `flows`

        error[W0614]: function `s` is not defined
          --> a.bpfasm:11:17
           |
        11 |   call function s
           |                 ^ a program, which only the kernel calls

        error[W0615]: `empty` has no code
          --> a.bpfasm:12:11
           |
        12 | .function empty
           |           ^^^^^ starts and ends here

        error[W0615]: the listing names no licence
         --> a.bpfasm:1:1
          |
        1 | r0 = 1
          | ^ expected a `.license` line
          = help: `.license "GPL"` lets programs call all helpers
        """,
        problems(
            """
            r0 = 1
            .map flows lru_hsh key 4 value 4 entries 1
            .map flow hash key 4 value 4 entries 1
            .map flow hash key 4 value 4 entries 1
            .program p hook "tcx ingres"
              exit
            .program q type cgroup_skb
            .program r
            .program s section "xdp"
              r1 = map flws ll
              call function s
            .function empty
            """));
  }

  @Test
  void brokenDataAndTypesAreMistakes() {
    assertEquals(
        List.of("W0601", "W0602", "W0601", "W0611", "W0616", "W0616", "W0611", "W0601"),
        codes(
            """
            .license "GPL"
            .section .data
              .bytes 123
              .zero -1
              r1 = 0
            .btf
              exit
            .btf
              .bytes 00
            .program p section "xdp"
              .linne "a" 1:1 "b"
              .line a
              exit
            """));
  }

  /// Whatever is done to a listing, reading it ends with problems or an object.
  @Property(tries = 2000)
  void damagedListingsNeverFail(@ForAll Random random) {
    StringBuilder text = new StringBuilder(ListingWriter.write(everything()));
    for (int i = random.nextInt(1, 8); i > 0; i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.setCharAt(at, "0xr.;\"\n()-+*é1".charAt(random.nextInt(14)));
        case 2 -> text.insert(at, text.substring(at, Math.min(at + 9, text.length())));
        default -> text.delete(at, Math.min(at + random.nextInt(40), text.length()));
      }
    }
    Diagnostics sink = new Diagnostics();
    ListingReader.read(new SourceFile("damaged.bpfasm", text.toString()), sink);
    TextRenderer.render(sink.problems(), false);
  }

  @Provide
  Arbitrary<List<Insn<Reg>>> code() {
    return InsnArbitraries.insn()
        .list()
        .ofMinSize(1)
        .ofMaxSize(30)
        .map(insns -> Codec.decode(Codec.encode(insns)));
  }

  private static BpfObject everything() {
    List<Insn<Reg>> insns =
        List.of(
            wide(Reg.R1, Pseudo.MAP_FD),
            wide(Reg.R2, Pseudo.MAP_VALUE),
            wide(Reg.R3, Pseudo.MAP_VALUE),
            wide(Reg.R4, Pseudo.FUNC),
            wide(Reg.R5, Pseudo.BTF_ID),
            new Insn.CallLocal<>(0),
            new Insn.CallKfunc<>(0, (short) 0),
            new Insn.CallHelper<>(1),
            new Insn.JumpIf<>(Condition.EQ, Width.W64, Reg.R0, Operand.imm(0), (short) -10),
            new Insn.Jump<>(true, 1),
            new Insn.Jump<>(false, 100),
            EXIT);
    List<Relocation> relocations =
        List.of(
            new Relocation(0, new Target.MapRef("flows")),
            new Relocation(2, new Target.MapValueRef("flows", 8)),
            new Relocation(4, new Target.DataRef(".rodata.cst", 4)),
            new Relocation(6, new Target.FunctionRef("each")),
            new Relocation(8, new Target.ExternRef("prog_active", true)),
            new Relocation(10, new Target.FunctionRef("each")),
            new Relocation(11, new Target.KfuncRef("bpf_cast", true)));
    List<LineInfo> lines = List.of(new LineInfo(0, "a b.weir", "let x = \"y\"", 3, 1));
    Function first = new Function("first", Linkage.GLOBAL, new Code(insns, relocations, lines), 3);
    Insn<Reg> zero = new Insn.Mov<>(Width.W64, Reg.R0, Operand.imm(0));
    Code each = new Code(List.of(zero, EXIT), List.of(), List.of());
    return new BpfObject(
        "every\"thing",
        "Dual MIT/GPL",
        List.of(new Program("cgroup/connect4", first)),
        List.of(new Function("each", Linkage.GLOBAL, each, 0)),
        List.of(flows(), outer()),
        List.of(
            new DataSection(
                ".rodata.cst",
                new byte[] {16, 0, 0, 0, 7},
                List.of(
                    new DataSection.Variable("limit", 0, 4, 2),
                    new DataSection.Variable("odd name", 4, 1, 0)),
                3),
            new DataSection(".bss", new byte[64], List.of(), 0)),
        Optional.of(
            new Btf(
                List.of(
                    new BtfType.Int("u32", 4, 32, 0, BtfType.Int.Encoding.UNSIGNED),
                    new BtfType.FunctionPrototype(1, List.of()),
                    new BtfType.Function("first", 2, BtfType.FunctionLinkage.GLOBAL)))),
        List.of(new CoreRelocation("first", 2, 1, "0:1", 0)));
  }

  private static MapSpec flows() {
    return new MapSpec(
        "flows", 9, 16, 8, -1, 2, 1, 2, MapSpec.Pinning.BY_NAME, 0, 9, Optional.empty(), List.of());
  }

  private static MapSpec outer() {
    return new MapSpec(
        "outer",
        13,
        4,
        4,
        8,
        0,
        0,
        0,
        MapSpec.Pinning.NONE,
        -1,
        0,
        Optional.of(MapSpec.of("inner", 2, 4, 4, 1, 0)),
        List.of("first", "a b", "", "inner"));
  }

  private static Insn<Reg> wide(Reg dst, Pseudo pseudo) {
    return new Insn.LoadImm64<>(dst, pseudo, 0);
  }

  private static BpfObject read(String text) {
    Diagnostics sink = new Diagnostics();
    BpfObject object = ListingReader.read(new SourceFile("a.bpfasm", text), sink);
    assertEquals("", TextRenderer.render(sink.problems(), false), text);
    return object;
  }

  private static String problems(String text) {
    Diagnostics sink = new Diagnostics();
    ListingReader.read(new SourceFile("a.bpfasm", text), sink);
    return TextRenderer.render(sink.problems(), false);
  }

  private static List<String> codes(String text) {
    Diagnostics sink = new Diagnostics();
    ListingReader.read(new SourceFile("a.bpfasm", text), sink);
    return sink.problems().stream().map(p -> p.code()).toList();
  }

  private static String manual() throws IOException {
    return Files.readString(Path.of(System.getProperty("weir.root", ".."), "docs", "listing.md"));
  }

  private static List<String> examples() throws IOException {
    List<String> examples = new ArrayList<>();
    Matcher block = Pattern.compile("(?s)```bpfasm\n(.*?)```").matcher(manual());
    while (block.find()) {
      examples.add(block.group(1));
    }
    return examples;
  }
}
