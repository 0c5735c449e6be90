package {package};

import java.nio.file.Files;
import java.nio.file.Path;

/// Blocks ports for a control group: {@code Main CGROUP PORT...}.
public final class Main {
  private Main() {}

  /// Runs until Ctrl-C, and tells every second how often someone tried.
  public static void main(String[] arguments) throws Exception {
    if (arguments.length < 2) {
      System.err.println("usage: Main CGROUP PORT...");
      System.exit(2);
    }
    Path group = Files.createDirectories(Path.of(arguments[0]));
    try ({class} program = {class}.load()) {
      for (int i = 1; i < arguments.length; i++) {
        program.blocked().put(Integer.valueOf(arguments[i]), new {class}.Rule(0));
      }
      program.connect4().attach(group);
      System.out.println("blocking for the processes of " + group + "; Ctrl-C ends it");
      while (true) {
        Thread.sleep(1_000);
        program.blocked().entries().forEach((port, rule) -> System.out.println(port + ": " + rule.tries()));
      }
    }
  }
}
