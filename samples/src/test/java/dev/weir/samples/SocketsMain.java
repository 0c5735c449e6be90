// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A process in a control group that uses sockets as it is told: one request a line, one answer.
///
/// ```text
/// listen ADDRESS PORT   TCP; answers "ok" and the port
/// bind ADDRESS PORT     UDP; answers "ok" and the port
/// send ADDRESS PORT     a datagram of five bytes; answers "ok"
/// ```
///
/// What fails is answered with "error" and the reason.
final class SocketsMain {
  private SocketsMain() {}

  public static void main(String[] arguments) throws IOException {
    Files.writeString(Path.of(arguments[0]), "0");
    System.out.println("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(answer(line.split(" ", -1)));
    }
  }

  private static String answer(String[] words) {
    try {
      InetAddress address = InetAddress.getByName(words[1]);
      int port = Integer.parseInt(words[2]);
      return switch (words[0]) {
        case "listen" -> listen(address, port);
        case "bind" -> bind(address, port);
        case "send" -> send(address, port);
        default -> "error unknown request";
      };
    } catch (IOException e) {
      return "error " + e.getMessage();
    }
  }

  private static String listen(InetAddress address, int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port, 1, address)) {
      return "ok " + socket.getLocalPort();
    }
  }

  private static String bind(InetAddress address, int port) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(port, address)) {
      return "ok " + socket.getLocalPort();
    }
  }

  private static String send(InetAddress address, int port) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      byte[] data = "hello".getBytes(StandardCharsets.UTF_8);
      socket.send(new DatagramPacket(data, data.length, new InetSocketAddress(address, port)));
      return "ok";
    }
  }
}
