// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.fuzz;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfReader;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfWriter;
import dev.weir.bytecode.isa.Codec;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.link.ProgramLinker;
import dev.weir.bytecode.link.ProgramLinker.Linked;
import dev.weir.bytecode.link.ProgramLinker.Placed;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.DataSection;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.Program;
import dev.weir.bytecode.object.Relocation.Target;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.sys.Bpf;
import dev.weir.loader.sys.BpfCommand;
import dev.weir.loader.sys.BpfCommand.ProgLoad;
import dev.weir.loader.sys.Fd;
import dev.weir.testkit.generate.FuzzProgram;
import dev.weir.testkit.generate.Palette;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The running kernel as a judge of random programs: creates the maps once, then loads thousands of
/// programs a second.
///
/// Not thread-safe. Needs root, or CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON.
public final class KernelJudge implements AutoCloseable {
  static final int RDONLY_PROG = 1 << 7;
  private static final int LOG_STATISTICS = 4;
  private static final int LOG_INSTRUCTIONS = 2;
  private static final int SMALL_LOG = 1 << 16;
  private static final int LARGE_LOG = 1 << 24;
  static final Set<String> OWNED = Set.of("jumps", "devices", "devhash", "cpus");
  private static final Path KERNEL_TYPES = Path.of("/sys/kernel/btf/vmlinux");

  private final Arena arena = Arena.ofShared();
  private final Map<String, Fd> maps = new LinkedHashMap<>();
  private final Map<String, Integer> kfuncs = new HashMap<>();
  private final Palette palette;
  private final Fd types;
  private final MemorySegment log = arena.allocate(SMALL_LOG);

  private KernelJudge(Palette palette) {
    this.palette = palette;
    byte[] btf = BtfWriter.write(palette.types());
    MemorySegment segment = copy(arena, btf);
    this.types =
        new Fd(open("BPF_BTF_LOAD", new BpfCommand.BtfLoad(segment, MemorySegment.NULL, 0)));
  }

  /// Creates the palette's maps and types in the kernel.
  ///
  /// @throws BpfException when the kernel refuses: no root, no bpf(2)
  public static KernelJudge open(Palette palette) {
    KernelJudge judge = new KernelJudge(palette);
    try {
      judge.createAll();
      return judge;
    } catch (RuntimeException e) {
      judge.close();
      throw e;
    }
  }

  private void createAll() {
    for (String name : palette.names()) {
      maps.put(name, create(palette.map(name)));
    }
    maps.put(palette.rodata().name(), data(palette.rodata()));
    maps.put(palette.bss().name(), data(palette.bss()));
    Btf kernel = kernelTypes();
    for (int id = 1; id <= kernel.types().size(); id++) {
      if (kernel.type(id) instanceof BtfType.Function f) {
        kfuncs.putIfAbsent(f.name(), id);
      }
    }
  }

  private static Btf kernelTypes() {
    try {
      return BtfReader.read(Files.readAllBytes(KERNEL_TYPES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Fd create(MapSpec spec) {
    int inner = 0;
    Fd template = null;
    if (spec.inner().isPresent()) {
      template = create(spec.inner().get());
      inner = template.number();
    }
    boolean typed = spec.valueTypeId() != 0;
    Fd fd =
        new Fd(
            open(
                "BPF_MAP_CREATE of `" + spec.name() + "`",
                new BpfCommand.MapCreate(
                    spec.type(),
                    spec.keySize(),
                    spec.valueSize(),
                    spec.maxEntries(),
                    spec.flags(),
                    inner,
                    0,
                    spec.name().replace('.', '_'),
                    typed ? types.number() : 0,
                    spec.keyTypeId(),
                    spec.valueTypeId(),
                    0)));
    if (template != null) {
      template.close();
    }
    return fd;
  }

  private Fd data(DataSection section) {
    byte[] content = section.content();
    Fd fd =
        create(
            MapSpec.of(
                section.name(),
                MapType.ARRAY.number(),
                4,
                content.length,
                1,
                section.readOnly() ? RDONLY_PROG : 0));
    if (section.readOnly()) {
      try (Arena own = Arena.ofConfined()) {
        open(
            "BPF_MAP_UPDATE_ELEM",
            new BpfCommand.MapElement(
                BpfCommand.Code.MAP_UPDATE_ELEM,
                fd.number(),
                own.allocate(4, Long.BYTES),
                copy(own, content),
                0));
      }
      open("BPF_MAP_FREEZE", new BpfCommand.MapFreeze(fd.number()));
    }
    return fd;
  }

  private static int open(String what, BpfCommand command) {
    long result = Bpf.call(command);
    if (result < 0) {
      throw BpfException.refused(command.code().constant(), (int) -result, "do " + what);
    }
    return (int) result;
  }

  private static MemorySegment copy(Arena arena, byte[] bytes) {
    MemorySegment segment = arena.allocate(Math.max(1, bytes.length), Long.BYTES);
    segment.copyFrom(MemorySegment.ofArray(bytes));
    return segment.asSlice(0, bytes.length);
  }

  /// Whether this kernel has a function of that name among its types.
  public boolean offers(String kfunc) {
    return kfuncs.containsKey(kfunc);
  }

  /// The verdict, with the message but without the trace of instructions.
  public KernelVerdict judge(FuzzProgram program) {
    try (Arena own = Arena.ofConfined()) {
      return load(own, program, log, LOG_STATISTICS);
    }
  }

  /// The verdict with the trace of all instructions.
  public KernelVerdict explain(FuzzProgram program) {
    try (Arena own = Arena.ofConfined()) {
      return load(own, program, own.allocate(LARGE_LOG), LOG_INSTRUCTIONS | LOG_STATISTICS);
    }
  }

  private KernelVerdict load(Arena own, FuzzProgram program, MemorySegment buffer, int level) {
    BpfObject object = program.toObject(palette);
    Program entry = object.programs().getFirst();
    Linked linked = link(object, entry);
    linked
        .relocations()
        .forEach(r -> {
          if (r.target() instanceof Target.MapRef(String map) && OWNED.contains(map)) {
            renew(map);
          }
        });
    ProgLoad command = command(own, program, linked, buffer, level);
    Bpf.Reply reply = Bpf.call(command, own);
    if (!reply.failed()) {
      new Fd(reply.fd()).close();
    }
    return verdict(reply.errno(), buffer.getString(0));
  }

  private static Linked link(BpfObject object, Program program) {
    try {
      return ProgramLinker.link(object, program);
    } catch (LinkException e) {
      throw new IllegalStateException("a random program does not link", e);
    }
  }

  /// Maps that hold programs take only programs of the type that was loaded with them first.
  private void renew(String map) {
    Fd old = maps.put(map, create(palette.map(map)));
    if (old != null) {
      old.close();
    }
  }

  private static KernelVerdict verdict(int errno, String log) {
    return new KernelVerdict(
        errno == 0,
        errno,
        errno == 0 ? "" : KernelMessage.of(log),
        KernelMessage.processed(log),
        log);
  }

  private ProgLoad command(
      Arena own, FuzzProgram program, Linked linked, MemorySegment buffer, int level) {
    buffer.set(JAVA_BYTE, 0, (byte) 0);
    return new ProgLoad(
        program.hook().program().number(),
        copy(own, Codec.encode(relocated(linked))),
        own.allocateFrom(program.license()),
        buffer,
        level,
        0,
        "fuzz",
        program.hook().attach().map(AttachType::number).orElse(0),
        program.typed() ? types.number() : 0,
        program.typed() ? functionInfo(own, linked) : MemorySegment.NULL,
        MemorySegment.NULL,
        0,
        0,
        MemorySegment.NULL);
  }

  private static MemorySegment functionInfo(Arena own, Linked linked) {
    MemorySegment records = own.allocate(8L * linked.functions().size(), Long.BYTES);
    int at = 0;
    for (Placed placed : linked.functions()) {
      records.set(JAVA_INT_UNALIGNED, at, placed.slot());
      records.set(JAVA_INT_UNALIGNED, at + 4, placed.function().btfId());
      at += 8;
    }
    return records;
  }

  private List<Insn<Reg>> relocated(Linked linked) {
    Map<Integer, Target> targets = new HashMap<>();
    linked.relocations().forEach(r -> targets.put(r.slot(), r.target()));
    List<Insn<Reg>> insns = new ArrayList<>(linked.insns().size());
    int slot = 0;
    for (Insn<Reg> insn : linked.insns()) {
      Target target = targets.get(slot);
      insns.add(target == null ? insn : relocated(insn, target));
      slot += insn.slots();
    }
    return insns;
  }

  private Insn<Reg> relocated(Insn<Reg> insn, Target target) {
    return switch (target) {
      case Target.MapRef(String map) -> load(insn, fd(map), 0);
      case Target.MapValueRef(String map, int offset) -> load(insn, fd(map), offset);
      case Target.DataRef(String section, int offset) -> load(insn, fd(section), offset);
      case Target.KfuncRef(String name, boolean _) ->
          new Insn.CallKfunc<>(kfuncs.getOrDefault(name, 0), (short) 0);
      case Target.FunctionRef _, Target.ExternRef _ -> insn;
    };
  }

  private static Insn<Reg> load(Insn<Reg> insn, int fd, int offset) {
    return insn instanceof Insn.LoadImm64<Reg> load
        ? new Insn.LoadImm64<>(load.dst(), load.pseudo(), (long) offset << 32 | fd)
        : insn;
  }

  private int fd(String map) {
    Fd fd = maps.get(map);
    if (fd == null) {
      throw new IllegalArgumentException("no map `" + map + "`");
    }
    return fd.number();
  }

  @Override
  public void close() {
    maps.values().forEach(Fd::close);
    types.close();
    arena.close();
  }
}
