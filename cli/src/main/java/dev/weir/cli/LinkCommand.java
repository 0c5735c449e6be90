// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.cli.io.Console;
import dev.weir.cli.io.Table;
import dev.weir.loader.host.NetNamespace;
import dev.weir.loader.netlink.Pair;
import dev.weir.loader.netlink.PairKind;
import dev.weir.loader.netlink.PairMode;
import dev.weir.loader.netlink.Pairs;
import dev.weir.loader.netlink.UvethOptions;
import dev.weir.loader.sys.Fd;
import dev.weir.loader.sys.Pins;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `weir link`: pairs of network devices.
@Command(
    name = "link",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Create, change and show pairs of network devices: veth, netkit, uveth.",
    subcommands = {LinkCommand.Add.class, LinkCommand.Set.class, LinkCommand.Show.class})
final class LinkCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "say what to do: add, set or show");
  }

  /// Options of uveth pairs, for both creating and changing.
  static final class PairOptions {
    @Option(
        names = "--rx",
        paramLabel = "MODE",
        description = "How packets are received: ${COMPLETION-CANDIDATES} (uveth).")
    private UvethOptions.@Nullable Rx rx;

    @Option(
        names = "--keep-mark",
        paramLabel = "ON|OFF",
        description = "Whether packets keep their mark (uveth).")
    private @Nullable Switch keepMark;

    @Option(
        names = "--keep-priority",
        paramLabel = "ON|OFF",
        description = "Whether packets keep their priority (uveth).")
    private @Nullable Switch keepPriority;

    @Option(
        names = "--keep-tstamp",
        paramLabel = "ON|OFF",
        description = "Whether packets keep the time they are to be sent at (uveth).")
    private @Nullable Switch keepTstamp;

    @Option(
        names = "--program",
        paramLabel = "PATH",
        description = "A pinned sched_cls program that sees what the peer sends, or none (uveth).")
    private @Nullable Path program;

    /// What the options tell; the program's descriptor is the caller's to close.
    UvethOptions read() {
      return new UvethOptions(
          Optional.ofNullable(rx),
          Optional.ofNullable(keepMark).map(Switch::on),
          Optional.ofNullable(keepPriority).map(Switch::on),
          Optional.ofNullable(keepTstamp).map(Switch::on),
          Optional.ofNullable(program).map(PairOptions::open));
    }

    private static UvethOptions.Program open(Path path) {
      return new UvethOptions.Program(
          path.toString().equals("none")
              ? Optional.empty()
              : Optional.of(Pins.open(path, "open the program " + path)));
    }
  }

  /// A switch on the command line.
  enum Switch {
    /// Yes.
    ON,
    /// No.
    OFF;

    boolean on() {
      return this == ON;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// `weir link add`.
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Create a pair; its first end configures it.")
  static final class Add implements Callable<Integer> {
    @Mixin private OutputOptions output = new OutputOptions();
    @Mixin private PairOptions options = new PairOptions();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
        index = "0",
        paramLabel = "KIND",
        description = "What to create: ${COMPLETION-CANDIDATES}.")
    private PairKind kind = PairKind.VETH;

    @Parameters(index = "1", paramLabel = "NAME", description = "The name of the first end.")
    private String name = "";

    @Option(
        names = "--peer",
        paramLabel = "NAME",
        defaultValue = "eth0",
        description = "The name of the other end (default: ${DEFAULT-VALUE}).")
    private String peer = "eth0";

    @Option(
        names = "--peer-netns",
        paramLabel = "NETNS",
        description = "The other end's network namespace: a name of ip netns, or a path.")
    private @Nullable String peerNamespace;

    @Option(
        names = "--mode",
        paramLabel = "MODE",
        description = "With link addresses or without: ${COMPLETION-CANDIDATES} (netkit, uveth).")
    private @Nullable PairMode mode;

    @Override
    public Integer call() {
      UvethOptions told = options.read();
      if (kind != PairKind.UVETH && !told.isEmpty()) {
        close(told);
        throw new ParameterException(
            spec.commandLine(),
            "a " + kind.kernelName() + " pair takes none of the options of uveth");
      }
      if (kind == PairKind.VETH && mode != null) {
        throw new ParameterException(
            spec.commandLine(), "a veth pair has no --mode; it is always l2");
      }
      try (Pairs pairs = Pairs.open()) {
        show(output.console(), create(pairs, told));
        return 0;
      } finally {
        close(told);
      }
    }

    private Pair create(Pairs pairs, UvethOptions told) {
      if (peerNamespace == null) {
        return pairs.create(kind, name, peer, Optional.empty(), Optional.ofNullable(mode), told);
      }
      try (NetNamespace there = NetNamespace.enter(path(peerNamespace))) {
        return pairs.create(
            kind, name, peer, Optional.of(there.fd()), Optional.ofNullable(mode), told);
      }
    }

    private static Path path(String namespace) {
      return namespace.contains("/")
          ? Path.of(namespace)
          : Path.of("/run/netns").resolve(namespace);
    }
  }

  /// `weir link set`.
  @Command(
      name = "set",
      mixinStandardHelpOptions = true,
      description = "Change a uveth pair, from the end that configures it.")
  static final class Set implements Callable<Integer> {
    @Mixin private OutputOptions output = new OutputOptions();
    @Mixin private PairOptions options = new PairOptions();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "NAME", description = "The first end of the pair.")
    private String name = "";

    @Override
    public Integer call() {
      UvethOptions told = options.read();
      if (told.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "nothing to change; give --rx, --keep-... or --program");
      }
      try (Pairs pairs = Pairs.open()) {
        show(output.console(), pairs.change(name, told));
        return 0;
      } finally {
        close(told);
      }
    }
  }

  /// `weir link show`.
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Show one end of a pair, with the counters of uveth.")
  static final class Show implements Callable<Integer> {
    @Mixin private OutputOptions output = new OutputOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "Either end of the pair.")
    private String name = "";

    @Override
    public Integer call() {
      try (Pairs pairs = Pairs.open()) {
        show(output.console(), pairs.get(name));
        return 0;
      }
    }
  }

  private static void close(UvethOptions told) {
    told.program().flatMap(UvethOptions.Program::fd).ifPresent(Fd::close);
  }

  private static void show(Console console, Pair pair) {
    console.say(
        pair.name()
            + ": "
            + pair.kind().kernelName()
            + ", index "
            + pair.index()
            + ", peer index "
            + pair.peerIndex()
            + (pair.up() ? ", up" : ", down"));
    pair.uveth().ifPresent(uveth -> show(console, uveth));
    console.emit(json(pair));
  }

  private static void show(Console console, Pair.Uveth uveth) {
    Table table = new Table();
    table.row("end", uveth.primary() ? "primary" : "peer");
    table.row("mode", uveth.mode().toString());
    table.row("rx", uveth.rx().toString());
    table.row("keeps mark", onOff(uveth.keepMark()));
    table.row("keeps priority", onOff(uveth.keepPriority()));
    table.row("keeps delivery time", onOff(uveth.keepTstamp()));
    table.row("program", uveth.programId().map(id -> "id " + id).orElse("none"));
    uveth.counters().forEach((counter, value) -> table.row(counter, Long.toUnsignedString(value)));
    table.lines("  ").forEach(console::say);
  }

  private static String onOff(boolean on) {
    return on ? "on" : "off";
  }

  private static Map<String, Object> json(Pair pair) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", pair.name());
    json.put("kind", pair.kind().kernelName());
    json.put("index", pair.index());
    json.put("peer_index", pair.peerIndex());
    json.put("up", pair.up());
    pair.uveth()
        .ifPresent(uveth -> {
          json.put("primary", uveth.primary());
          json.put("mode", uveth.mode().toString());
          json.put("rx", uveth.rx().toString());
          json.put("keep_mark", uveth.keepMark());
          json.put("keep_priority", uveth.keepPriority());
          json.put("keep_tstamp", uveth.keepTstamp());
          uveth.programId().ifPresent(id -> json.put("program_id", id));
          json.put("counters", uveth.counters());
        });
    return json;
  }
}
