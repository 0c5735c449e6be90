// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import static dev.weir.loader.Programs.body;
import static dev.weir.loader.Programs.exit;
import static dev.weir.loader.Programs.mov;
import static dev.weir.loader.Programs.object;

import dev.weir.bytecode.isa.Reg;
import dev.weir.loader.host.NetNamespace;
import dev.weir.loader.link.AttachTarget;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/// A process that attaches programs to a control group and to `lo` of a network namespace, and
/// waits to be killed.
final class AttachAndWaitMain {
  private AttachAndWaitMain() {}

  public static void main(String[] arguments) throws IOException {
    LoadedObject loaded =
        Loader.load(
            object(
                List.of(),
                body().then(mov(Reg.R0, 1), exit()).program("cgroup/connect4", "allow"),
                body().then(mov(Reg.R0, -1), exit()).program("tcx/ingress", "pass")));
    loaded.attach("allow", AttachTarget.cgroup(Path.of(arguments[0])));
    NetNamespace namespace = NetNamespace.enter(Path.of(arguments[1]));
    namespace.run(() -> loaded.attach("pass", AttachTarget.device("lo")));
    System.out.println("attached");
    System.in.transferTo(OutputStream.nullOutputStream());
  }
}
