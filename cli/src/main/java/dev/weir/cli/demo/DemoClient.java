// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// The client process of the demo.
///
/// It reads requests from standard input, one a line, and answers each with a line: `ok`, the
/// backend's answer and the peer's address as the kernel tells it, separated by tabs, or `error`
/// and the reason. It ends with its input, so it never outlives the demo.
///
/// ```text
/// tcp 127.96.0.10 80             connect, read, getpeername
/// udp 127.96.0.10 53             sendto, recvfrom
/// udp-connected 127.96.0.10 53   connect, send, recvfrom, getpeername
/// java 127.96.0.10 80            java.net.Socket, which is an IPv6 socket with a mapped address
/// ```
public final class DemoClient {
  private DemoClient() {}

  /// Serves requests until the end of input.
  public static void main(String[] arguments) throws IOException {
    PrintStream out = System.out;
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(answer(line));
      out.flush();
    }
  }

  /// Makes one exchange and says what came of it.
  static String answer(String line) {
    String[] words = line.split(" ");
    try {
      InetAddress address = InetAddress.getByName(words[1]);
      InetSocketAddress service = new InetSocketAddress(address, Integer.parseInt(words[2]));
      return switch (words[0]) {
        case "tcp" -> tcp(service);
        case "udp" -> udp(service);
        case "udp-connected" -> udpConnected(service);
        case "java" -> java(service);
        default -> "error\tunknown request " + words[0];
      };
    } catch (IOException e) {
      return "error\t" + e.getMessage();
    }
  }

  private static String tcp(InetSocketAddress service) throws IOException {
    try (NativeSocket socket = NativeSocket.tcp(service.getAddress())) {
      socket.connect(service);
      InetSocketAddress peer = socket.peer();
      return ok(socket.receive().text(), peer);
    }
  }

  private static String udp(InetSocketAddress service) throws IOException {
    try (NativeSocket socket = NativeSocket.udp(service.getAddress())) {
      socket.sendTo("hello", service);
      NativeSocket.Datagram reply = socket.receive();
      return ok(reply.text(), reply.sender());
    }
  }

  private static String udpConnected(InetSocketAddress service) throws IOException {
    try (NativeSocket socket = NativeSocket.udp(service.getAddress())) {
      socket.connect(service);
      socket.send("hello");
      NativeSocket.Datagram reply = socket.receive();
      InetSocketAddress peer = socket.peer();
      if (!peer.equals(reply.sender())) {
        return "error\trecvfrom says " + text(reply.sender()) + ", getpeername " + text(peer);
      }
      return ok(reply.text(), peer);
    }
  }

  private static String java(InetSocketAddress service) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(service, 3_000);
      socket.setSoTimeout(3_000);
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return ok(answer, (InetSocketAddress) socket.getRemoteSocketAddress());
    }
  }

  private static String ok(String answer, InetSocketAddress peer) {
    return "ok\t" + answer + "\t" + text(peer);
  }

  /// An address as `127.0.0.1:80` or `[::1]:80`.
  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress().replaceFirst("(^|:)(0(:|$)){2,}", "::");
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
