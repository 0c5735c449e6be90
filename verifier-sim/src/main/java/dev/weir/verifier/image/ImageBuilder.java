// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.image;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.core.CoreRelocator;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.link.ProgramKind;
import dev.weir.bytecode.link.ProgramLinker;
import dev.weir.bytecode.link.ProgramLinker.Linked;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.Program;
import dev.weir.verifier.model.KernelModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Programs of an object as a kernel would receive them.
///
/// ```text
/// BpfObject -> link -> refer to maps, settings, kernel symbols -> adapt to the kernel's types
/// ```
///
/// One builder serves one object and one kernel: its images share their maps.
public final class ImageBuilder {
  private final BpfObject object;
  private final KernelTypes kernelTypes;
  private final MapImages maps;
  private final KernelModel kernel;

  private ImageBuilder(BpfObject object, KernelModel kernel, KernelTypes kernelTypes) {
    this.object = object;
    this.kernel = kernel;
    this.kernelTypes = kernelTypes;
    this.maps = new MapImages(object, kernel);
  }

  /// A builder with the bundled types of the kernel.
  public static ImageBuilder of(BpfObject object, KernelModel kernel) {
    return of(object, kernel, KernelTypes.of(kernel.version()));
  }

  /// A builder with the types of a certain kernel.
  public static ImageBuilder of(BpfObject object, KernelModel kernel, KernelTypes kernelTypes) {
    return new ImageBuilder(object, kernel, kernelTypes);
  }

  /// The image of one program, with the bundled types of the kernel.
  ///
  /// @throws LinkException when the object's parts do not fit together, or need something of the
  ///   kernel that is not known of it
  public static ProgramImage build(BpfObject object, Program program, KernelModel kernel)
      throws LinkException {
    return of(object, kernel).build(program);
  }

  /// The image of one program of the object.
  ///
  /// @throws LinkException when the object's parts do not fit together, or need something of the
  ///   kernel that is not known of it
  public ProgramImage build(Program program) throws LinkException {
    ProgramKind kind = ProgramKind.of(program);
    Linked linked = ProgramLinker.link(object, program);
    Optional<Btf> types = object.btf();
    List<FunctionImage> functions = Functions.of(linked, types);
    References references = new References(program.name(), maps, kernel, kernelTypes);
    List<Insn<Reg>> insns = references.resolve(linked.insns(), linked.relocations(), functions);
    if (!linked.coreRelocations().isEmpty()) {
      insns =
          CoreRelocator.apply(
              program.name(),
              insns,
              linked.coreRelocations(),
              types.orElseGet(() -> new Btf(List.of())),
              kernelTypes.forRelocation());
    }
    return new ProgramImage(
        object.name(),
        program.name(),
        object.license(),
        kind.type(),
        kind.attachType(),
        kind.hook().map(this::asOlderKernelsSeeIt),
        kind.flags(),
        kind.kernelType(),
        insns,
        functions,
        references.bySlot(),
        references.maps(),
        types,
        linked.lines(),
        kernelTypes);
  }

  /// The hook as a kernel sees it that is older than the hook: such a kernel does not look at the
  /// attach type of tc programs.
  private Hook asOlderKernelsSeeIt(Hook hook) {
    boolean tc = hook.program() == ProgramType.SCHED_CLS;
    return tc && !kernel.version().atLeast(hook.since())
        ? Hooks.byName("tc ingress").orElse(hook)
        : hook;
  }

  /// A program without types: the licence is GPL, the first function is called `main`, map
  /// references are immediate loads of [dev.weir.bytecode.isa.Pseudo#MAP_FD] or `MAP_VALUE` with an
  /// index into the list of maps.
  ///
  /// @param attach the expected attach type; empty where the type wants none
  public static ProgramImage raw(
      ProgramType type, Optional<AttachType> attach, List<Insn<Reg>> insns, List<MapSpec> maps) {
    return raw(
        new RawProgram(type, attach, 0, insns, maps, Map.of()),
        KernelModel.of(KernelTypes.BUNDLED));
  }

  /// A program without types, for a kernel.
  public static ProgramImage raw(RawProgram program, KernelModel kernel) {
    KernelTypes kernelTypes = KernelTypes.of(kernel.version());
    List<ImageMap> maps = program.maps().stream().map(MapImages::untyped).toList();
    List<FunctionImage> functions = Functions.of(program.insns());
    Map<Integer, Reference> references =
        References.raw(program, maps, functions, kernel, kernelTypes);
    return new ProgramImage(
        "raw",
        "main",
        "GPL",
        program.type(),
        program.attach(),
        hook(program.type(), program.attach()),
        program.loadFlags(),
        Optional.empty(),
        program.insns(),
        functions,
        references,
        used(maps, references),
        Optional.empty(),
        List.of(),
        kernelTypes);
  }

  /// A program given by its instructions.
  ///
  /// @param loadFlags `BPF_F_*` flags of the load
  /// @param maps what map references count
  /// @param kfuncs names of kernel functions, by the slot of the call
  public record RawProgram(
      ProgramType type,
      Optional<AttachType> attach,
      int loadFlags,
      List<Insn<Reg>> insns,
      List<MapSpec> maps,
      Map<Integer, String> kfuncs) {
    /// Copies the collections.
    public RawProgram {
      insns = List.copyOf(insns);
      maps = List.copyOf(maps);
      kfuncs = Map.copyOf(kfuncs);
    }
  }

  private static Optional<Hook> hook(ProgramType type, Optional<AttachType> attach) {
    return Hooks.all().stream()
        .filter(hook -> hook.program() == type)
        .filter(hook -> attach.isEmpty() || hook.attach().equals(attach))
        .findFirst();
  }

  private static List<ImageMap> used(List<ImageMap> maps, Map<Integer, Reference> references) {
    Map<ImageMap, Boolean> seen = new HashMap<>();
    List<ImageMap> used = new ArrayList<>();
    references.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> {
          switch (entry.getValue()) {
            case Reference.MapAddress(ImageMap map) -> seen.put(map, true);
            case Reference.MapValueAddress(ImageMap map, int _) -> seen.put(map, true);
            default -> {}
          }
        });
    maps.stream().filter(seen::containsKey).forEach(used::add);
    return used;
  }
}
