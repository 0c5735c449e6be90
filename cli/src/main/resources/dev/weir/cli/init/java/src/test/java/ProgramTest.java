package {package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.loader.ObjectResource;
import dev.weir.testkit.Bench;
import dev.weir.testkit.BpfTest;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.SocketCall;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// The program in a virtual machine: no root, no Linux.
@BpfTest({class}Test.OBJECT)
class {class}Test {
  static final String OBJECT = "/META-INF/weir/{folder}/{class}.o";

  private static final int EPERM = 1;

  @Test
  void refusesBlockedPortsAndCounts(Bench bench) {
    bench.map("blocked").put(Bytes.u16Network(25), Bytes.u64(0));

    bench.run("connect4", SocketCall.tcp("192.0.2.1", 25)).refusedWith(EPERM);
    bench.run("connect4", SocketCall.tcp("192.0.2.1", 80)).allowed().goesTo("192.0.2.1", 80);

    assertEquals(1, bench.map("blocked").sum(Bytes.u16Network(25)));
  }

  @Property(tries = 200)
  void blocksExactlyTheBlockedPort(
      @ForAll @IntRange(max = 65_535) int blocked, @ForAll @IntRange(max = 65_535) int port) {
    try (Bench bench = Bench.virtual(ObjectResource.read({class}.class, OBJECT))) {
      bench.map("blocked").put(Bytes.u16Network(blocked), Bytes.u64(0));
      var outcome = bench.run("connect4", SocketCall.tcp("192.0.2.1", port));
      if (port == blocked) {
        outcome.refusedWith(EPERM);
      } else {
        outcome.allowed();
      }
    }
  }
}
