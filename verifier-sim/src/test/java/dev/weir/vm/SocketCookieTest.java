// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.listing.ListingReader;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.vm.net.Socket;
import dev.weir.vm.net.World;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// SYN cookies of a listening socket. The numbers are what Linux 6.18 answered to the same program:
/// with `net.ipv4.tcp_syncookies` 2 for a socket that overflows, with 1 for one that does not.
final class SocketCookieTest {
  private static final int ANSWERS = 18;

  private static List<Long> answers(Socket socket) throws IOException, LinkException {
    LoadedVm vm =
        Vm.load(
            listing(),
            VmOptions.standard()
                .withWorld(new World().socket(socket.local("127.0.0.1", 7777).listening())));
    assertEquals(0, vm.program("main").run(Input.packet(new byte[64])).result());
    ByteBuffer value =
        ByteBuffer.wrap(Objects.requireNonNull(vm.map("out").read(new byte[4])))
            .order(ByteOrder.LITTLE_ENDIAN);
    List<Long> answers = new ArrayList<>();
    for (int i = 1; i < ANSWERS; i++) {
      answers.add(value.getLong(8 * i));
    }
    return answers;
  }

  private static BpfObject listing() throws IOException {
    String name = "socket-cookies.bpfasm";
    try (InputStream in = SocketCookieTest.class.getResourceAsStream(name)) {
      String text =
          new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
      return ListingReader.read(new SourceFile(name, text), new Diagnostics());
    }
  }

  @Test
  void socketsThatOverflowMakeCookies() throws IOException, LinkException {
    assertEquals(
        List.of(
            -2L, -2L, -22L, -22L, -22L, -22L, -93L, 1440L, -2L, 0L, 0L, -22L, -22L, -93L, -2L, 536L,
            -22L),
        answers(Socket.tcp(Socket.INET).overflowing()));
  }

  @Test
  void othersMakeNone() throws IOException, LinkException {
    assertEquals(
        List.of(
            -2L, -2L, -22L, -22L, -22L, -22L, -93L, -2L, -2L, -2L, -2L, -22L, -2L, -2L, -2L, -2L,
            -22L),
        answers(Socket.tcp(Socket.INET)));
  }
}
