// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm;

import dev.weir.bytecode.kernel.ContextLayout;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.verifier.image.ImageMap;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.image.Reference;
import dev.weir.vm.helper.Calls;
import dev.weir.vm.machine.Call;
import dev.weir.vm.machine.Decoded;
import dev.weir.vm.machine.Decoder;
import dev.weir.vm.machine.FunctionAddress;
import dev.weir.vm.machine.Machine;
import dev.weir.vm.machine.Observer;
import dev.weir.vm.machine.ProgramFault;
import dev.weir.vm.map.BufferMap;
import dev.weir.vm.map.Cpus;
import dev.weir.vm.map.VmMap;
import dev.weir.vm.map.VmMaps;
import dev.weir.vm.memory.AccessFault;
import dev.weir.vm.memory.Memory;
import dev.weir.vm.memory.Region;
import dev.weir.vm.memory.StructLayout;
import dev.weir.vm.net.World;
import dev.weir.vm.run.Run;
import dev.weir.vm.run.Timer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A virtual machine with an object's maps and programs. Not for several threads at once.
public final class LoadedVm {
  private final VmOptions options;
  private final Memory memory;
  private final Cpus cpus;
  private final Machine machine;
  private final Run.Shared shared;
  private final IdentityHashMap<ContextLayout, StructLayout> layouts = new IdentityHashMap<>();
  private final Map<ImageMap, VmMap> byImage = new HashMap<>();
  private final Map<String, VmMap> maps = new LinkedHashMap<>();
  private final Map<String, VmProgram> programs = new LinkedHashMap<>();

  LoadedVm(List<ProgramImage> images, VmOptions options) {
    this.options = options;
    memory = new Memory(options.seed());
    cpus = new Cpus(options.cpus());
    machine = new Machine(memory, options.budget(), options.seed());
    shared = new Run.Shared(options.seed(), options.kernel().version());
    for (ProgramImage image : images) {
      Decoded code = Decoder.decode(image, new Symbols(image));
      programs.put(image.name(), new VmProgram(this, code));
    }
  }

  /// The program of a name.
  ///
  /// @throws IllegalArgumentException when there is none
  public VmProgram program(String name) {
    VmProgram program = programs.get(name);
    if (program == null) {
      throw new IllegalArgumentException(
          "no program " + name + "; there are " + String.join(", ", programs.keySet()));
    }
    return program;
  }

  /// All programs, in the order of the object.
  public Collection<VmProgram> programs() {
    return List.copyOf(programs.values());
  }

  /// The map of a name; data sections are maps named for the section.
  ///
  /// @throws IllegalArgumentException when no program uses such a map
  public VmMap map(String name) {
    VmMap map = maps.get(name);
    if (map == null) {
      throw new IllegalArgumentException(
          "no map " + name + "; there are " + String.join(", ", maps.keySet()));
    }
    return map;
  }

  /// All maps that programs use, in order of first use.
  public Collection<VmMap> maps() {
    return List.copyOf(maps.values());
  }

  /// Puts a program into a map of programs.
  public void putProgram(String map, int index, String program) {
    int result = map(map).put(key(index), program(program).code(), VmMap.ANY);
    if (result != 0) {
      throw new IllegalArgumentException("no place " + index + " in map " + map);
    }
  }

  /// Lets time pass and fires the timers that become due, in order.
  ///
  /// @return what their callbacks did, one outcome each
  public List<Outcome> advance(long nanoseconds) {
    long end = world().now() + nanoseconds;
    List<Outcome> outcomes = new ArrayList<>();
    for (Timer timer = next(end); timer != null; timer = next(end)) {
      world().time(Math.max(world().now(), timer.due()));
      timer.stop();
      if (timer.program() instanceof Decoded code) {
        outcomes.add(fire(code, timer));
      }
    }
    world().time(Math.max(world().now(), end));
    return outcomes;
  }

  /// The timer that fires next, null when none does until then.
  private @Nullable Timer next(long end) {
    return shared.attached().values().stream()
        .filter(Timer.class::isInstance)
        .map(Timer.class::cast)
        .filter(timer -> timer.due() <= end && timer.due() != Long.MAX_VALUE)
        .min(Comparator.comparingLong(Timer::due))
        .orElse(null);
  }

  private Outcome fire(Decoded code, Timer timer) {
    Run run = new Run(code.image(), memory, options.world(), cpus, shared);
    byte[] key =
        timer.map().keys().stream()
            .filter(k -> timer.value().equals(timer.map().find(k, 0)))
            .findFirst()
            .orElse(new byte[timer.map().image().keySize()]);
    Region holder =
        memory.add(Region.of(Region.Kind.MEMORY, "a key", null, key, 0, key.length, false));
    timer.firing(true);
    try {
      long result =
          machine.run(
              code,
              timer.callback(),
              run,
              timer.map().address(),
              memory.address(holder),
              memory.address(timer.value()));
      return new Outcome(result, null, run, new byte[0], machine.executed());
    } catch (ProgramFault fault) {
      Fault found = Fault.of(fault.program(), fault.slot(), fault.reason());
      return new Outcome(0, found, run, new byte[0], machine.executed());
    } finally {
      timer.firing(false);
      memory.release(holder);
      memory.sweep();
    }
  }

  /// The processor that programs run on.
  public Cpus cpus() {
    return cpus;
  }

  /// What is around the programs.
  public World world() {
    return options.world();
  }

  /// The memory, to look at what addresses mean.
  public Memory memory() {
    return memory;
  }

  Outcome run(Decoded code, Input input, @Nullable Observer observer) {
    Run run = new Run(code.image(), memory, options.world(), cpus, shared);
    Setup.Context context = Setup.prepare(run, input, layout(code.image()));
    try {
      long result = machine.run(code, run, context.address(), observer);
      return new Outcome(result, null, run, context.raw(), machine.executed());
    } catch (ProgramFault fault) {
      Fault found = Fault.of(fault.program(), fault.slot(), fault.reason());
      return new Outcome(0, found, run, context.raw(), machine.executed());
    } finally {
      context.release(memory);
      run.end();
      memory.sweep();
      maps.values().forEach(LoadedVm::drain);
    }
  }

  /// The layout of a program's context; null for plain bytes.
  private @Nullable StructLayout layout(ProgramImage image) {
    ContextLayout context = image.hook().map(Hook::context).orElse(null);
    if (context == null || context.fields().isEmpty()) {
      return null;
    }
    StructLayout known = layouts.get(context);
    if (known == null) {
      known = new StructLayout(context);
      layouts.put(context, known);
    }
    return known;
  }

  /// Fills a map as its definition says: programs and inner maps by name.
  void populate(MapSpec spec) {
    VmMap map = maps.get(spec.name());
    if (map == null) {
      return;
    }
    List<String> values = spec.values();
    for (int i = 0; i < values.size(); i++) {
      String name = values.get(i);
      if (programs.containsKey(name)) {
        map.put(key(i), program(name).code(), VmMap.ANY);
      } else if (maps.containsKey(name)) {
        map.put(key(i), map(name), VmMap.ANY);
      }
    }
  }

  private static void drain(VmMap map) {
    if (map instanceof BufferMap buffer) {
      buffer.drain();
    }
  }

  private static byte[] key(int index) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(index).array();
  }

  private VmMap of(ImageMap image) {
    VmMap known = byImage.get(image);
    if (known == null) {
      known = maps.get(image.name());
      if (known == null) {
        known = VmMaps.create(image, memory, cpus);
        maps.put(image.name(), known);
      }
      byImage.put(image, known);
    }
    return known;
  }

  /// A map like the template of a map of maps, to be put into it.
  ///
  /// @throws IllegalArgumentException when the map holds no maps
  public VmMap newInner(String outer) {
    VmMap map = map(outer);
    ImageMap template =
        map.image()
            .inner()
            .orElseThrow(() -> new IllegalArgumentException("map " + outer + " holds no maps"));
    return VmMaps.create(template, memory, cpus);
  }

  private final class Symbols implements Decoder.Symbols {
    private final ProgramImage image;

    Symbols(ProgramImage image) {
      this.image = image;
    }

    @Override
    public long address(Reference reference) {
      return switch (reference) {
        case Reference.MapAddress(ImageMap map) -> of(map).address();
        case Reference.MapValueAddress(ImageMap map, int offset) -> value(map, offset);
        case Reference.FunctionAddress(int function) -> function(function);
        case Reference.KernelVariable variable -> kernel("variable " + variable.name());
        case Reference.Missing missing -> 0;
        case Reference.LocalCall call -> 0;
        case Reference.KfuncCall call -> 0;
      };
    }

    @Override
    public Call helper(int id) {
      return Calls.helper(id);
    }

    @Override
    public Call kfunc(Reference reference) {
      return switch (reference) {
        case Reference.KfuncCall call -> Calls.kfunc(call.kfunc().name());
        case Reference.Missing missing ->
            (machine, a, b, c, d, e) -> {
              throw new AccessFault("call of " + missing.name() + ", which this kernel lacks");
            };
        default -> Calls.kfunc("kfunc");
      };
    }

    private long value(ImageMap map, int offset) {
      Region region = of(map).find(new byte[Math.max(map.keySize(), 4)], 0, 0);
      if (region == null) {
        throw new IllegalArgumentException(
            "the address of a value in map " + map.name() + ", which has none at load");
      }
      return memory.address(region, offset);
    }

    private long function(int index) {
      String name = image.functions().get(index).name();
      int start = image.functions().get(index).start();
      Region region =
          memory.add(Region.opaque(Region.Kind.FUNCTION, name, new FunctionAddress(name, start)));
      return memory.address(region);
    }

    private long kernel(String name) {
      return memory.address(
          memory.add(Region.opaque(Region.Kind.KERNEL_OBJECT, name, new Object())));
    }
  }
}
