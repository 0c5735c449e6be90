package {package};

import dev.weir.loader.host.Cgroup;
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
    try ({class} program = {class}.load();
        Cgroup group = Cgroup.create("{name}")) {
      program.blocked().put(port, new {class}.Rule(0));
      program.connect4().attach(group);
      run(group, Arrays.asList(arguments).subList(1, arguments.length));
      long tries = program.blocked().get(port).orElseThrow().tries();
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
