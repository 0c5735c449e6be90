package {package};

import dev.weir.bytecode.object.BpfObject;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import dev.weir.loader.ObjectResource;
import dev.weir.loader.host.Cgroup;
import dev.weir.loader.link.AttachTarget;
import dev.weir.loader.map.Codec;
import dev.weir.loader.map.TypedMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Runs a command that cannot connect to a port: {@code Main PORT COMMAND...}.
public final class Main {
  private Main() {}

  /// Puts the command into a control group of its own, and tells how often it tried.
  public static void main(String[] arguments) throws Exception {
    if (arguments.length < 2) {
      System.err.println("usage: Main PORT COMMAND...");
      System.exit(2);
    }
    int port = Integer.parseInt(arguments[0]);
    BpfObject object = ObjectResource.read(Main.class, "/META-INF/weir/{folder}/{class}.o");
    try (LoadedObject loaded = Loader.load(object);
        Cgroup group = Cgroup.create("{name}")) {
      TypedMap<Integer, Long> blocked = loaded.map("blocked").typed(Codec.be16(), Codec.u64());
      blocked.put(port, 0L);
      loaded.attach("connect4", AttachTarget.cgroup(group.path()));
      run(group, Arrays.asList(arguments).subList(1, arguments.length));
      long tries = blocked.reduce(port, Long::sum).orElseThrow();
      System.out.println("port " + port + " was tried " + tries + " times");
    }
  }

  /// A socket belongs to the group its process was in: the command enters before it starts.
  private static void run(Cgroup group, List<String> command) throws Exception {
    List<String> shell =
        new ArrayList<>(
            List.of("sh", "-c", "echo 0 > '" + group.processesFile() + "'; exec \"$@\"", "sh"));
    shell.addAll(command);
    new ProcessBuilder(shell).inheritIO().start().waitFor();
  }
}
