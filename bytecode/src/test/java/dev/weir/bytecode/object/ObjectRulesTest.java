// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.elf.ElfFile;
import dev.weir.bytecode.elf.ElfReader;
import dev.weir.bytecode.elf.ElfSection;
import dev.weir.bytecode.elf.ElfWriter;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.object.ObjectWriter.Options;
import dev.weir.bytecode.object.ObjectWriter.SectionStyle;
import dev.weir.bytecode.object.Relocation.Target;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the writer makes of objects, and which ones it refuses, with what words.
class ObjectRulesTest {
  private static final Insn<Reg> RETURN = new Insn.Mov<>(Width.W64, Reg.R0, Operand.imm(0));
  private static final Insn<Reg> EXIT = new Insn.Exit<>();
  private static final Insn<Reg> LOAD = new Insn.LoadImm64<>(Reg.R1, Pseudo.MAP_FD, 0);
  private static final Insn<Reg> CALL = new Insn.CallLocal<>(0);

  private static Function function(String name, Insn<Reg> first, Target... target) {
    List<Relocation> relocations =
        target.length == 0 ? List.of() : List.of(new Relocation(0, target[0]));
    return new Function(
        name, Linkage.STATIC, new Code(List.of(first, RETURN, EXIT), relocations, List.of()), 0);
  }

  private static BpfObject object(
      List<Program> programs, List<Function> functions, MapSpec... maps) {
    return new BpfObject(
        "test", "GPL", programs, functions, List.of(maps), List.of(), Optional.empty(), List.of());
  }

  private static BpfObject program(Insn<Reg> first, Target... target) {
    return object(List.of(new Program("tc", function("main", first, target))), List.of());
  }

  private static void refused(BpfObject object, String message) {
    assertEquals(
        message,
        assertThrows(ObjectFormatException.class, () -> ObjectWriter.write(object)).getMessage());
  }

  private static List<String> sections(byte[] file) {
    return ElfReader.read(file).sections().stream().map(ElfSection::name).toList();
  }

  @Test
  void classifierStyleRenamesSectionsOfTcAlone() {
    BpfObject object =
        object(
            List.of(
                new Program("tcx/ingress", function("a", RETURN)),
                new Program("tc", function("b", RETURN)),
                new Program("cgroup/connect4", function("c", RETURN))),
            List.of());
    assertEquals(
        List.of("tcx/ingress", "tc", "cgroup/connect4", "license"),
        sections(ObjectWriter.write(object)));
    byte[] file = ObjectWriter.write(object, new Options(SectionStyle.CLASSIFIER));
    assertEquals(List.of("classifier", "cgroup/connect4", "license"), sections(file));
    assertEquals(
        List.of("a", "b", "c"),
        ObjectReader.read("test", file).programs().stream().map(Program::name).toList());
  }

  @Test
  void functionsWithoutLinesGetAnEmptyOneWhenOthersHaveLines() {
    Code code =
        new Code(List.of(EXIT), List.of(), List.of(new LineInfo(0, "a.weir", "drop", 3, 1)));
    BpfObject object =
        object(
            List.of(new Program("tc", new Function("main", Linkage.GLOBAL, code, 0))),
            List.of(function("silent", RETURN)));
    assertEquals(object, ObjectReader.read("test", ObjectWriter.write(object)));
    assertTrue(sections(ObjectWriter.write(object)).contains(".BTF.ext"));
  }

  @Test
  void kernelFunctionsAreDeclaredFromTheTable() {
    BpfObject object =
        program(
            new Insn.CallKfunc<>(0, (short) 0), new Target.KfuncRef("bpf_dynptr_from_skb", false));
    Btf btf = ObjectReader.read("test", ObjectWriter.write(object)).btf().orElseThrow();
    BtfType.Function function =
        (BtfType.Function)
            btf.type(btf.find(BtfType.Function.class, "bpf_dynptr_from_skb").orElseThrow());
    assertEquals(BtfType.FunctionLinkage.EXTERN, function.linkage());
    assertEquals(
        3, ((BtfType.FunctionPrototype) btf.type(function.prototype())).parameters().size());
    refused(
        program(new Insn.CallKfunc<>(0, (short) 0), new Target.KfuncRef("no_such", false)),
        "the types do not declare kernel function `no_such`;"
            + " add an `extern` declaration of it to the types, in section `.ksyms`");
    refused(
        program(LOAD, new Target.ExternRef("no_such", false)),
        "the types do not declare kernel variable `no_such`;"
            + " add an `extern` declaration of it to the types, in section `.ksyms`");
  }

  @Test
  void faultyNamesAreRefused() {
    refused(
        object(
            List.of(new Program("tc", function("same", RETURN))),
            List.of(function("same", RETURN))),
        "a function and a program are called `same`; rename one of them");
    refused(
        object(List.of(new Program("tc", function("a-b", RETURN))), List.of()),
        "program `a-b`: the kernel takes no such name;"
            + " use letters, digits and `_`, and no digit first");
    refused(
        object(List.of(new Program(".text", function("a", RETURN))), List.of()),
        "program `a`: section `.text` is not one for programs; name a hook, such as `tcx/ingress`");
  }

  @Test
  void faultyReferencesAreRefused() {
    refused(
        program(LOAD, new Target.MapRef("gone")),
        "function `main`: it refers to map `gone`, which is not defined");
    refused(
        program(CALL, new Target.FunctionRef("gone")),
        "function `main`: it refers to function `gone`, which is not defined");
    refused(
        program(CALL, new Target.FunctionRef("main")),
        "function `main` refers to program `main`, which loaders refuse;"
            + " move the shared code to a function of its own");
    refused(
        program(CALL),
        "function `main`: it refers at slot 0 to a function by distance, expected a name");
    refused(
        program(LOAD, new Target.MapValueRef("m", 8)),
        "the address of a value of map `m` has no form in an object file; use a global variable");
    refused(
        program(LOAD, new Target.DataRef(".data", 0)),
        "function `main`: it refers at slot 0 to byte 0 of section `.data`, which is not there");
    refused(
        program(RETURN, new Target.FunctionRef("main")),
        "function `main`: its instruction at slot 0 cannot hold a reference to"
            + " FunctionRef[function=main]");
  }

  @Test
  void faultyMapsAreRefused() {
    MapSpec wide = MapSpec.of("wide", 1, 4, 4, 1, 0);
    refused(
        object(
            List.of(),
            List.of(),
            new MapSpec(
                "m",
                1,
                4,
                4,
                1,
                0,
                7,
                0,
                MapSpec.Pinning.NONE,
                -1,
                0,
                Optional.empty(),
                List.of())),
        "map `m`: its key is of type 7, but there are 0 types");
    refused(
        object(
            List.of(),
            List.of(),
            wide,
            new MapSpec(
                "jumps",
                3,
                4,
                4,
                1,
                0,
                0,
                0,
                MapSpec.Pinning.NONE,
                -1,
                0,
                Optional.empty(),
                List.of("wide"))),
        "map `jumps` holds `wide`: found map, expected a program");
  }

  @Test
  void fileFormatProblemsNameTheNextStep() {
    byte[] file = ObjectWriter.write(program(RETURN));
    ElfFile elf = ElfReader.read(file);
    ElfFile stripped = new ElfFile(elf.order(), elf.sections(), List.of());
    assertEquals(
        "section `tc` holds code, but no symbol names a function in it;"
            + " the file was stripped; keep its symbols",
        assertThrows(
                ObjectFormatException.class,
                () -> ObjectReader.read("test", ElfWriter.write(stripped)))
            .getMessage());
  }
}
