// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfType.FunctionLinkage;
import dev.weir.bytecode.btf.BtfType.Member;
import dev.weir.bytecode.btf.BtfType.VariableLinkage;
import dev.weir.bytecode.btf.BtfTypes;
import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.object.ObjectWriter.Options;
import dev.weir.bytecode.object.ObjectWriter.SectionStyle;
import dev.weir.bytecode.object.Relocation.Target;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Our files in other people's tools: bpftool, tc and llvm-objdump, and the kernel behind them.
@Tag("kernel")
class ToolInteropTest {
  private static final Path BPFFS = Path.of("/sys/fs/bpf");
  private static final int LOOKUP = 1;

  @TempDir Path folder;

  @BeforeEach
  void needsRoot() {
    Assumptions.assumeTrue(
        Files.isWritable(Path.of("/proc/sys/kernel/unprivileged_bpf_disabled"))
            || "root".equals(System.getProperty("user.name")),
        "needs root to load programs");
  }

  @Test
  void bpftoolLoadsProgramsOfBothHooks() throws IOException {
    assertEquals(List.of("account", "connect", "count"), loaded(write(SectionStyle.CLASSIFIER)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"maps", "globals", "calls", "nested", "core", "ksyms"})
  void bpftoolLoadsRewrittenObjectsOfClang(String name) throws IOException {
    byte[] original = Clang.compile(name, folder);
    Path again = folder.resolve("again.o");
    Files.write(again, ObjectWriter.write(ObjectReader.read(name, original)));
    assertEquals(loaded(folder.resolve(name + ".o")), loaded(again));
  }

  @Test
  void tcAttachesAProgramByItsSection() throws IOException {
    Tool tc = Tool.required("tc");
    Tool ip = Tool.required("ip");
    String namespace = "weir-obj-" + ProcessHandle.current().pid();
    Path file = write(SectionStyle.CLASSIFIER);
    List<Path> before = entries(BPFFS);
    ip.run("netns", "add", namespace);
    try {
      ip.run("-n", namespace, "link", "add", "weir0", "type", "veth", "peer", "name", "weir1");
      tc.run("-n", namespace, "qdisc", "add", "dev", "weir0", "clsact");
      tc.run(
          "-n",
          namespace,
          "filter",
          "add",
          "dev",
          "weir0",
          "ingress",
          "bpf",
          "da",
          "obj",
          file.toString(),
          "sec",
          "classifier");
      String filters = tc.run("-n", namespace, "filter", "show", "dev", "weir0", "ingress");
      assertTrue(filters.contains("direct-action"), filters);
      assertTrue(filters.contains("name count") || filters.contains("classifier"), filters);
    } finally {
      ip.run("netns", "del", namespace);
      if (!before.contains(BPFFS.resolve("tc"))) {
        for (String made : List.of("xdp", "ip", "tc/globals", "tc")) {
          removeUnlessUsed(BPFFS.resolve(made));
        }
      }
    }
  }

  /// Removes a folder that tc makes for pinned maps, or a link to it.
  private static void removeUnlessUsed(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException _) {
      // Somebody has pinned maps in it.
    }
  }

  @Test
  void bpftoolShowsTheTypes() throws IOException {
    Path file = write(SectionStyle.LIBBPF);
    String text = Tool.required("bpftool").run("btf", "dump", "file", file.toString());
    assertTrue(text.contains("DATASEC '.maps'"), text);
    assertTrue(text.contains("FUNC 'helper'"), text);
    String c = Tool.required("bpftool").run("btf", "dump", "file", file.toString(), "format", "c");
    assertTrue(c.contains("struct stats {"), c);
  }

  @Test
  void llvmShowsSymbolsRelocationsAndSource() throws IOException {
    Path file = write(SectionStyle.LIBBPF);
    Tool objdump = Tool.required("llvm-objdump-19", "llvm-objdump");
    String text = objdump.run("-d", "-r", "-S", file.toString());
    assertTrue(text.contains("<count>:"), text);
    assertTrue(text.contains("R_BPF_64_64\tcounts"), text);
    assertTrue(text.contains("R_BPF_64_32\t.text"), text);
    assertTrue(text.contains("; counts[0].packets += 1"), text);
    Tool.required("llvm-readelf-19", "llvm-readelf").run("-a", file.toString());
  }

  /// Loads all programs of a file, gives their names and removes them.
  private static List<String> loaded(Path file) throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(BPFFS), "needs a bpffs mount");
    Tool bpftool = Tool.required("bpftool");
    Path pins = BPFFS.resolve("weir_obj_" + ProcessHandle.current().pid());
    List<Path> before = entries(BPFFS);
    try {
      bpftool.run("prog", "loadall", file.toString(), pins.toString());
      return entries(pins).stream().map(p -> p.getFileName().toString()).sorted().toList();
    } finally {
      for (Path path : entries(pins)) {
        Files.delete(path);
      }
      for (Path path : entries(BPFFS)) {
        if (!before.contains(path) && path.getFileName().toString().equals("routes")) {
          Files.delete(path); // the map of maps.bpf.c that is pinned by name
        }
      }
      Files.deleteIfExists(pins);
    }
  }

  private static List<Path> entries(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(folder)) {
      return list.toList();
    }
  }

  private Path write(SectionStyle style) throws IOException {
    return Files.write(
        folder.resolve("sample.o"), ObjectWriter.write(sample(), new Options(style)));
  }

  /// Two tc programs in a section and one of a control group, with a typed map, constants,
  /// variables, a static and a global function, and lines.
  private static BpfObject sample() {
    BtfTypes types = new BtfTypes();
    int integer = types.add(new BtfType.Int("int", 4, 32, 0, BtfType.Int.Encoding.SIGNED));
    int u32 = types.add(new BtfType.Int("u32", 4, 32, 0, BtfType.Int.Encoding.UNSIGNED));
    int u64 = types.add(new BtfType.Int("u64", 8, 64, 0, BtfType.Int.Encoding.UNSIGNED));
    int stats =
        types.add(new BtfType.Struct("stats", 8, List.of(new Member("packets", u64, 0, 0))));
    int context = types.add(new BtfType.Ptr(types.add(struct("__sk_buff"))));
    int address = types.add(new BtfType.Ptr(types.add(struct("bpf_sock_addr"))));
    DataSection constants = section(types, ".rodata", "step", u32, new byte[] {5, 0, 0, 0});
    DataSection variables = section(types, ".bss", "total", u32, new byte[4]);
    MapSpec counts =
        new MapSpec(
            "counts",
            2,
            4,
            8,
            4,
            0,
            u32,
            stats,
            MapSpec.Pinning.NONE,
            -1,
            0,
            Optional.empty(),
            List.of());
    List<Function> functions =
        List.of(
            function("helper", Linkage.STATIC, add("helper"), types, integer, integer),
            function("shared", Linkage.GLOBAL, add("shared"), types, integer, integer));
    List<Program> programs =
        List.of(
            new Program("tc", program("count", types, integer, context, 0)),
            new Program("cgroup/connect4", program("connect", types, integer, address, 1)),
            new Program("tc", program("account", types, integer, context, 0)));
    return new BpfObject(
        "sample",
        "GPL",
        programs,
        functions,
        List.of(counts),
        List.of(constants, variables),
        Optional.of(types.build()),
        List.of());
  }

  private static BtfType struct(String name) {
    return new BtfType.Struct(name, 0, List.of());
  }

  private static DataSection section(
      BtfTypes types, String name, String variable, int type, byte[] content) {
    int id = types.add(new BtfType.Variable(variable, type, VariableLinkage.GLOBAL_ALLOCATED));
    int section =
        types.add(
            new BtfType.DataSection(
                name, content.length, List.of(new BtfType.Entry(id, 0, content.length))));
    return new DataSection(
        name, content, List.of(new DataSection.Variable(variable, 0, content.length, id)), section);
  }

  private static Function function(
      String name, Linkage linkage, Code code, BtfTypes types, int result, int parameter) {
    int prototype =
        types.add(
            new BtfType.FunctionPrototype(
                result, List.of(new BtfType.Parameter("value", parameter))));
    FunctionLinkage btfLinkage =
        linkage == Linkage.GLOBAL ? FunctionLinkage.GLOBAL : FunctionLinkage.STATIC;
    return new Function(
        name, linkage, code, types.add(new BtfType.Function(name, prototype, btfLinkage)));
  }

  private static Function program(
      String name, BtfTypes types, int result, int context, int verdict) {
    return function(name, Linkage.GLOBAL, counting(verdict), types, result, context);
  }

  /// `return value + 1`.
  private static Code add(String function) {
    return new Code(
        List.of(
            new Insn.Mov<>(Width.W64, Reg.R0, Operand.reg(Reg.R1)),
            new Insn.Alu<>(AluOp.ADD, Width.W64, Reg.R0, Operand.imm(1)),
            new Insn.Exit<>()),
        List.of(),
        List.of(new LineInfo(0, "sample.weir", "fn " + function + "(value)", 3, 1)));
  }

  /// Counts in the map and in a variable, calls both functions, returns the verdict.
  private static Code counting(int verdict) {
    List<Insn<Reg>> insns = new ArrayList<>();
    List<Relocation> relocations = new ArrayList<>();
    insns.add(new Insn.Store<>(MemSize.W, Reg.R10, (short) -4, Operand.imm(0)));
    insns.add(new Insn.Mov<>(Width.W64, Reg.R2, Operand.reg(Reg.R10)));
    insns.add(new Insn.Alu<>(AluOp.ADD, Width.W64, Reg.R2, Operand.imm(-4)));
    load(insns, relocations, Reg.R1, Pseudo.MAP_FD, new Target.MapRef("counts"));
    insns.add(new Insn.CallHelper<>(LOOKUP));
    insns.add(new Insn.JumpIf<>(Condition.EQ, Width.W64, Reg.R0, Operand.imm(0), (short) 3));
    insns.add(new Insn.Load<>(MemSize.DW, false, Reg.R1, Reg.R0, (short) 0));
    insns.add(new Insn.Alu<>(AluOp.ADD, Width.W64, Reg.R1, Operand.imm(1)));
    insns.add(new Insn.Store<>(MemSize.DW, Reg.R0, (short) 0, Operand.reg(Reg.R1)));
    load(insns, relocations, Reg.R1, Pseudo.MAP_VALUE, new Target.DataRef(".rodata", 0));
    insns.add(new Insn.Load<>(MemSize.W, false, Reg.R1, Reg.R1, (short) 0));
    call(insns, relocations, "helper");
    insns.add(new Insn.Mov<>(Width.W64, Reg.R1, Operand.reg(Reg.R0)));
    call(insns, relocations, "shared");
    load(insns, relocations, Reg.R1, Pseudo.MAP_VALUE, new Target.DataRef(".bss", 0));
    insns.add(new Insn.Store<>(MemSize.W, Reg.R1, (short) 0, Operand.reg(Reg.R0)));
    insns.add(new Insn.Mov<>(Width.W64, Reg.R0, Operand.imm(verdict)));
    insns.add(new Insn.Exit<>());
    return new Code(
        insns,
        relocations,
        List.of(
            new LineInfo(0, "sample.weir", "counts[0].packets += 1", 10, 3),
            new LineInfo(10, "sample.weir", "total = shared(helper(step))", 11, 3)));
  }

  private static void load(
      List<Insn<Reg>> insns, List<Relocation> relocations, Reg dst, Pseudo pseudo, Target target) {
    relocations.add(new Relocation(insns.stream().mapToInt(Insn::slots).sum(), target));
    insns.add(new Insn.LoadImm64<>(dst, pseudo, 0));
  }

  private static void call(List<Insn<Reg>> insns, List<Relocation> relocations, String function) {
    relocations.add(
        new Relocation(
            insns.stream().mapToInt(Insn::slots).sum(), new Target.FunctionRef(function)));
    insns.add(new Insn.CallLocal<>(0));
  }
}
