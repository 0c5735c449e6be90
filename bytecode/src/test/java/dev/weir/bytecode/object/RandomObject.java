// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfType.FunctionLinkage;
import dev.weir.bytecode.btf.BtfTypes;
import dev.weir.bytecode.btf.RandomBtf;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.InsnArbitraries;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.object.Relocation.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Random objects that obey all rules: programs that share sections, functions, references of every
/// kind, maps in maps, data with and without types.
final class RandomObject {
  private static final List<String> SECTIONS =
      List.of("tc", "tcx/ingress", "cgroup/connect4", "xdp");

  private final Random random;
  private final List<Insn<Reg>> pool;
  private final BtfTypes types;
  private final boolean typed;
  private final List<String> functionNames = new ArrayList<>();
  private final List<MapSpec> maps = new ArrayList<>();
  private final List<DataSection> data = new ArrayList<>();

  private RandomObject(long seed, List<Insn<Reg>> pool) {
    this.random = new Random(seed);
    this.pool = pool;
    this.typed = random.nextInt(4) != 0;
    this.types = new BtfTypes(typed ? RandomBtf.of(random, 1 + random.nextInt(8)) : empty());
  }

  private static Btf empty() {
    return new Btf(List.of());
  }

  static Arbitrary<BpfObject> objects() {
    Arbitrary<List<Insn<Reg>>> pool =
        InsnArbitraries.insn().filter(RandomObject::plain).list().ofSize(20);
    return Combinators.combine(Arbitraries.longs(), pool)
        .as((seed, insns) -> new RandomObject(seed, insns).build());
  }

  private static boolean plain(Insn<Reg> insn) {
    return !(insn instanceof Insn.CallLocal<Reg>)
        && !(insn instanceof Insn.LoadImm64<Reg>(_, Pseudo pseudo, _) && pseudo == Pseudo.FUNC);
  }

  private BpfObject build() {
    int key = types.add(new BtfType.Int("key", 4, 32, 0, BtfType.Int.Encoding.UNSIGNED));
    declareKernelSymbols(key);
    int functionCount = random.nextInt(4);
    for (int i = 0; i < functionCount; i++) {
      functionNames.add("callee" + i);
    }
    int programCount = random.nextInt(4);
    addMaps(typed ? key : 0, programCount);
    addData(typed ? key : 0);
    List<Function> functions = new ArrayList<>();
    for (String name : functionNames) {
      functions.add(function(name, random.nextBoolean() ? Linkage.STATIC : Linkage.GLOBAL, key));
    }
    List<Program> programs = new ArrayList<>();
    for (int i = 0; i < programCount; i++) {
      String section = SECTIONS.get(random.nextInt(SECTIONS.size()));
      programs.add(new Program(section, function("program" + i, Linkage.GLOBAL, key)));
    }
    return new BpfObject(
        "random",
        random.nextBoolean() ? "GPL" : "Dual BSD/GPL",
        programs,
        functions,
        maps,
        data,
        typed ? Optional.of(types.build()) : Optional.empty(),
        typed ? coreRelocations(functions, key) : List.of());
  }

  private void declareKernelSymbols(int type) {
    int prototype = types.add(new BtfType.FunctionPrototype(0, List.of()));
    int function = types.add(new BtfType.Function("kfunc", prototype, FunctionLinkage.EXTERN));
    int variable = types.add(new BtfType.Variable("kvar", type, BtfType.VariableLinkage.EXTERN));
    types.add(
        new BtfType.DataSection(
            ".ksyms",
            0,
            List.of(new BtfType.Entry(function, 0, 0), new BtfType.Entry(variable, 0, 4))));
  }

  private void addMaps(int type, int programs) {
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      maps.add(plainMap("map" + i, type));
    }
    if (random.nextBoolean()) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < random.nextInt(4); i++) {
        values.add(i < count && random.nextBoolean() ? "map" + i : "");
      }
      String inner = random.nextBoolean() ? "outer.inner" : "template";
      maps.add(holder("outer", 12, Optional.of(plainMap(inner, type)), values));
    }
    if (programs > 0 && random.nextBoolean()) {
      maps.add(holder("jumps", 3, Optional.empty(), List.of("", "program" + (programs - 1))));
    }
  }

  private MapSpec plainMap(String name, int type) {
    int keyType = random.nextBoolean() ? type : 0;
    int valueType = random.nextBoolean() ? type : 0;
    return new MapSpec(
        name,
        1 + random.nextInt(33),
        keyType != 0 ? 4 : random.nextInt(20),
        valueType != 0 ? 4 : random.nextInt(2000),
        random.nextInt(),
        random.nextInt(3) == 0 ? random.nextInt() : 0,
        keyType,
        valueType,
        random.nextBoolean() ? MapSpec.Pinning.BY_NAME : MapSpec.Pinning.NONE,
        random.nextInt(3) - 1,
        random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(5),
        Optional.empty(),
        List.of());
  }

  private static MapSpec holder(
      String name, int type, Optional<MapSpec> inner, List<String> values) {
    return new MapSpec(name, type, 4, 4, 8, 0, 0, 0, MapSpec.Pinning.NONE, -1, 0, inner, values);
  }

  private void addData(int type) {
    for (String name : List.of(".rodata", ".data", ".bss", ".data.hot", ".rodata.str1.1")) {
      if (random.nextInt(3) == 0) {
        data.add(section(name, random.nextBoolean() ? type : 0));
      }
    }
  }

  private DataSection section(String name, int type) {
    byte[] content = new byte[4 * (1 + random.nextInt(8))];
    if (!name.startsWith(".bss")) {
      random.nextBytes(content);
    }
    List<DataSection.Variable> variables = new ArrayList<>();
    List<BtfType.Entry> entries = new ArrayList<>();
    for (int at = 0; at < content.length; at += 4) {
      if (random.nextBoolean()) {
        String variable = "v" + data.size() + "_" + at;
        int id = type == 0 ? 0 : variable(variable, type);
        variables.add(new DataSection.Variable(variable, at, 4, id));
        if (id != 0) {
          entries.add(new BtfType.Entry(id, at, 4));
        }
      }
    }
    int id = type == 0 ? 0 : types.add(new BtfType.DataSection(name, content.length, entries));
    return new DataSection(name, content, variables, id);
  }

  private int variable(String name, int type) {
    return types.add(new BtfType.Variable(name, type, BtfType.VariableLinkage.GLOBAL_ALLOCATED));
  }

  private Function function(String name, Linkage linkage, int type) {
    List<Insn<Reg>> insns = new ArrayList<>();
    List<Relocation> relocations = new ArrayList<>();
    List<LineInfo> lines = new ArrayList<>();
    boolean lined = random.nextBoolean();
    int slot = 0;
    int count = 1 + random.nextInt(12);
    for (int i = 0; i < count; i++) {
      if (lined && (i == 0 || random.nextBoolean())) {
        lines.add(
            new LineInfo(
                slot, "a.weir", "line " + i, 1 + random.nextInt(5000), random.nextInt(100)));
      }
      Optional<Target> target = random.nextInt(3) == 0 ? target() : Optional.empty();
      Insn<Reg> insn =
          target.map(this::referring).orElseGet(() -> pool.get(random.nextInt(pool.size())));
      if (target.isPresent()) {
        relocations.add(new Relocation(slot, target.get()));
      }
      insns.add(insn);
      slot += insn.slots();
    }
    int id = 0;
    if (typed) {
      int prototype = types.add(new BtfType.FunctionPrototype(type, List.of()));
      id = types.add(new BtfType.Function(name, prototype, FunctionLinkage.GLOBAL));
    }
    return new Function(name, linkage, new Code(insns, relocations, lines), id);
  }

  private Optional<Target> target() {
    return switch (random.nextInt(5)) {
      case 0 -> pick(maps).map(m -> new Target.MapRef(m.name()));
      case 1 ->
          pick(data).map(d -> new Target.DataRef(d.name(), random.nextInt(d.content().length + 1)));
      case 2 -> pick(functionNames).map(Target.FunctionRef::new);
      case 3 -> typed ? Optional.of(new Target.KfuncRef("kfunc", false)) : Optional.empty();
      default -> typed ? Optional.of(new Target.ExternRef("kvar", true)) : Optional.empty();
    };
  }

  private <T> Optional<T> pick(List<T> from) {
    return from.isEmpty() ? Optional.empty() : Optional.of(from.get(random.nextInt(from.size())));
  }

  private Insn<Reg> referring(Target target) {
    Reg dst = Reg.of(random.nextInt(10));
    boolean load = random.nextBoolean();
    return switch (target) {
      case Target.MapRef _ -> new Insn.LoadImm64<>(dst, Pseudo.MAP_FD, 0);
      case Target.MapValueRef _, Target.DataRef _ -> new Insn.LoadImm64<>(dst, Pseudo.MAP_VALUE, 0);
      case Target.FunctionRef _ ->
          load ? new Insn.LoadImm64<>(dst, Pseudo.FUNC, 0) : new Insn.CallLocal<>(0);
      case Target.KfuncRef _ ->
          load ? new Insn.LoadImm64<>(dst, Pseudo.BTF_ID, 0) : new Insn.CallKfunc<>(0, (short) 0);
      case Target.ExternRef _ -> new Insn.LoadImm64<>(dst, Pseudo.BTF_ID, 0);
    };
  }

  private List<CoreRelocation> coreRelocations(List<Function> functions, int type) {
    List<CoreRelocation> relocations = new ArrayList<>();
    for (Function function : functions) {
      if (random.nextInt(3) == 0) {
        relocations.add(new CoreRelocation(function.name(), 0, type, "0:1", random.nextInt(13)));
      }
    }
    return relocations;
  }
}
