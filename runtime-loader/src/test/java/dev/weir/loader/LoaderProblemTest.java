// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import static dev.weir.loader.Programs.body;
import static dev.weir.loader.Programs.exit;
import static dev.weir.loader.Programs.mov;
import static dev.weir.loader.Programs.object;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.diag.TextRenderer;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.Errno;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.CoreRelocation;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.Program;
import dev.weir.bytecode.object.Relocation.Target.FunctionRef;
import dev.weir.bytecode.object.Relocation.Target.KfuncRef;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderException;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.loader.error.UnsupportedFeature;
import dev.weir.loader.host.Cgroup;
import dev.weir.loader.link.AttachOptions;
import dev.weir.loader.link.AttachTarget;
import dev.weir.loader.link.AttachTarget.Direction;
import dev.weir.loader.netlink.Interfaces;
import dev.weir.loader.program.TestRun;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every row of the catalogue has an example that gives exactly it.
@Tag("kernel")
class LoaderProblemTest {
  private static final Map<LoaderProblem, Supplier<?>> EXAMPLES =
      new EnumMap<>(LoaderProblem.class);

  @BeforeAll
  static void needsBpf() {
    Kernel.needsBpf();
  }

  private static Program program(String section, Insn<Reg> first) {
    return body().then(first, exit()).program(section, "p");
  }

  private static LoadedObject load(String section, int result) {
    return Loader.load(object(List.of(), program(section, mov(Reg.R0, result))));
  }

  private static Object attach(String section, int result, AttachTarget target) {
    try (LoadedObject loaded = load(section, result)) {
      return loaded.attach("p", target);
    }
  }

  static {
    EXAMPLES.put(LoaderProblem.NOT_PERMITTED, () -> thrown("BPF_MAP_CREATE", Errno.EPERM));
    EXAMPLES.put(
        LoaderProblem.REFUSED_BY_POLICY,
        () -> {
          throw BpfException.of(LoaderProblem.REFUSED_BY_POLICY, "only some kernels do");
        });
    EXAMPLES.put(
        LoaderProblem.UNSUPPORTED,
        () -> {
          throw new UnsupportedFeature("x", Optional.of(KernelVersion.V6_6), "6.1", "do y");
        });
    EXAMPLES.put(
        LoaderProblem.REJECTED,
        () ->
            Loader.load(
                object(List.of(), program("tc", Programs.load(MemSize.W, Reg.R0, Reg.R2, 0)))));
    EXAMPLES.put(LoaderProblem.TOO_COMPLEX, () -> Loader.load(endless()));
    EXAMPLES.put(
        LoaderProblem.BAD_MAP,
        () -> Loader.load(object(List.of(MapSpec.of("m", Programs.HASH, 0, 0, 0, 0)))));
    EXAMPLES.put(LoaderProblem.PINNED_MAP_DIFFERS, LoaderProblemTest::pinnedDifferently);
    EXAMPLES.put(
        LoaderProblem.BAD_CONSTANT,
        () -> Loader.load(object(List.of()), LoadOptions.defaults().with("nope", 1)));
    EXAMPLES.put(
        LoaderProblem.NO_KERNEL_SYMBOL,
        () ->
            Loader.load(
                object(
                    List.of(),
                    body()
                        .then(new Insn.CallKfunc<>(0, (short) 0), new KfuncRef("weir_no", false))
                        .then(exit())
                        .program("tc", "p"))));
    EXAMPLES.put(LoaderProblem.NO_KERNEL_TYPE, () -> Loader.load(unknownField()));
    EXAMPLES.put(
        LoaderProblem.BAD_OBJECT,
        () ->
            Loader.load(
                object(
                    List.of(),
                    body()
                        .then(Programs.call(), new FunctionRef("missing"))
                        .then(exit())
                        .program("tc", "p"))));
    EXAMPLES.put(LoaderProblem.UNKNOWN_SECTION, () -> load("socketry", 0));
    EXAMPLES.put(
        LoaderProblem.BAD_TARGET, () -> attach("tcx/ingress", 0, AttachTarget.device("weir-none")));
    EXAMPLES.put(LoaderProblem.ATTACH_CONFLICT, LoaderProblemTest::attachedTwice);
    EXAMPLES.put(
        LoaderProblem.MAP_OPERATION,
        () -> {
          try (LoadedObject loaded =
              Loader.load(object(List.of(MapSpec.of("m", Programs.ARRAY, 4, 4, 1, 0))))) {
            return loaded.map("m").lookup(new byte[5]);
          }
        });
    EXAMPLES.put(LoaderProblem.BTF_REFUSED, LoaderProblemTest::brokenTypes);
    EXAMPLES.put(
        LoaderProblem.NO_NATIVE_ACCESS,
        () -> {
          throw BpfException.of(LoaderProblem.NO_NATIVE_ACCESS, "only without the option");
        });
    EXAMPLES.put(
        LoaderProblem.NO_TEST_RUN,
        () -> {
          try (LoadedObject loaded = load("cgroup/connect4", 1)) {
            return TestRun.run(loaded.program("p"), new byte[64]);
          }
        });
    EXAMPLES.put(
        LoaderProblem.NETWORK_REQUEST,
        () -> {
          try (Interfaces interfaces = Interfaces.open()) {
            return interfaces.create("lo", "dummy");
          }
        });
    EXAMPLES.put(LoaderProblem.NO_CGROUP, () -> Cgroup.create("no/such/parent"));
    EXAMPLES.put(
        LoaderProblem.CANNOT_PIN,
        () -> {
          try (LoadedObject loaded = load("tc", 0)) {
            loaded.program("p").pin(Path.of("/proc/weir-pin"));
            return loaded;
          }
        });
    EXAMPLES.put(LoaderProblem.KERNEL_REFUSED, () -> thrown("epoll_ctl", Errno.ENOMEM));
  }

  private static Object thrown(String command, Errno errno) {
    throw BpfException.refused(command, errno.number(), "do it");
  }

  /// A loop that the verifier follows until it gives up.
  private static BpfObject endless() {
    return object(
        List.of(),
        body()
            .then(
                mov(Reg.R6, 0),
                Programs.add(Reg.R6, 1),
                Programs.jump(Condition.LT, Reg.R6, 10_000_000, -2),
                mov(Reg.R0, 0),
                exit())
            .program("tc", "p"));
  }

  private static Object pinnedDifferently() {
    MapSpec small = pinned(1);
    MapSpec large = pinned(2);
    Path folder = Kernel.bpffs().resolve("weir-problem-" + ProcessHandle.current().pid());
    LoadOptions options = LoadOptions.defaults().pinningIn(folder);
    try (LoadedObject _ = Loader.load(object(List.of(small)), options)) {
      return Loader.load(object(List.of(large)), options);
    } finally {
      folder.resolve("weir_pin").toFile().delete();
      folder.toFile().delete();
    }
  }

  private static MapSpec pinned(int entries) {
    return new MapSpec(
        "weir_pin",
        Programs.HASH,
        4,
        4,
        entries,
        0,
        0,
        0,
        MapSpec.Pinning.BY_NAME,
        -1,
        0,
        Optional.empty(),
        List.of());
  }

  /// Loads a field of a structure that the kernel does not have.
  private static BpfObject unknownField() {
    Btf types =
        new Btf(
            List.of(
                new BtfType.Int("int", 4, 32, 0, BtfType.Int.Encoding.SIGNED),
                new BtfType.Struct("weir_none", 4, List.of(new BtfType.Member("x", 1, 0, 0)))));
    BpfObject plain = object(List.of(), program("tc", mov(Reg.R0, 0)));
    return new BpfObject(
        plain.name(),
        plain.license(),
        plain.programs(),
        plain.functions(),
        plain.maps(),
        plain.data(),
        Optional.of(types),
        List.of(new CoreRelocation("p", 0, 2, "0:0", 0)));
  }

  private static Object attachedTwice() {
    try (LoadedObject loaded = load("tcx/ingress", -1)) {
      AttachTarget lo = AttachTarget.device("lo", Direction.INGRESS);
      AttachOptions tcx = AttachOptions.defaults().by(AttachOptions.Traffic.TCX);
      loaded.attach("p", lo, tcx);
      return loaded.attach("p", lo, tcx);
    }
  }

  /// Types that the kernel refuses are a note, not an error.
  private static Object brokenTypes() {
    BpfObject plain = object(List.of(), program("tc", mov(Reg.R0, 0)));
    BpfObject broken =
        new BpfObject(
            plain.name(),
            plain.license(),
            plain.programs(),
            plain.functions(),
            plain.maps(),
            plain.data(),
            Optional.of(new Btf(List.of(new BtfType.Typedef("bad name", 1)))),
            List.of());
    try (LoadedObject loaded = Loader.load(broken)) {
      assertEquals(LoaderProblem.BTF_REFUSED.code(), loaded.notes().getFirst().code());
      throw BpfException.of(LoaderProblem.BTF_REFUSED, loaded.notes().getFirst().message());
    }
  }

  @ParameterizedTest
  @EnumSource(LoaderProblem.class)
  void theExampleGivesExactlyItsProblem(LoaderProblem problem) {
    LoaderException e = assertThrows(LoaderException.class, () -> EXAMPLES.get(problem).get());
    assertEquals(problem, e.kind(), e.problem().toString());
    String text = TextRenderer.render(List.of(e.problem()), false);
    assertTrue(text.startsWith("error[" + problem.code() + "]: "), text);
    assertEquals(e.getMessage(), e.problem().message());
  }

  @Test
  void codesAreUniqueAndFindTheirRow() {
    Set<String> codes = new HashSet<>();
    for (LoaderProblem problem : LoaderProblem.values()) {
      assertTrue(codes.add(problem.code()));
      assertTrue(problem.code().matches("W5\\d{3}"));
      assertEquals(Optional.of(problem), LoaderProblem.ofCode(problem.code()));
      assertFalse(problem.title().isBlank() || problem.explanation().isBlank());
    }
    assertEquals(Optional.empty(), LoaderProblem.ofCode("W5999"));
  }
}
