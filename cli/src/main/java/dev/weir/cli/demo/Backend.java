// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.demo;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A server on a loopback address that answers with its own name: over TCP on every connection,
/// over UDP on every datagram, both on one port.
final class Backend implements AutoCloseable {
  private static final int BACKLOG = 64;
  private static final int ATTEMPTS = 16;

  private final String name;
  private final ServerSocket tcp;
  private final DatagramSocket udp;

  private Backend(String name, ServerSocket tcp, DatagramSocket udp) {
    this.name = name;
    this.tcp = tcp;
    this.udp = udp;
  }

  /// Starts a backend on a free port of an address.
  static Backend start(String name, InetAddress address) throws IOException {
    IOException last = new IOException("no free port on " + address.getHostAddress());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        return start(name, address, 0);
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  /// Starts a backend on a port of an address; its sockets belong to the calling thread's network
  /// namespace.
  ///
  /// @param port 0 for a free one, which may fail because it is free for TCP only
  static Backend start(String name, InetAddress address, int port) throws IOException {
    ServerSocket tcp = new ServerSocket(port, BACKLOG, address);
    try {
      DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), address);
      Backend backend = new Backend(name, tcp, udp);
      Thread.ofPlatform().daemon().name(name + " tcp").start(backend::serveTcp);
      Thread.ofPlatform().daemon().name(name + " udp").start(backend::serveUdp);
      return backend;
    } catch (IOException e) {
      tcp.close();
      throw e;
    }
  }

  /// What it answers.
  String name() {
    return name;
  }

  /// Where it listens.
  InetSocketAddress address() {
    return new InetSocketAddress(tcp.getInetAddress(), tcp.getLocalPort());
  }

  private void serveTcp() {
    while (!tcp.isClosed()) {
      try (Socket client = tcp.accept()) {
        client.getOutputStream().write(name.getBytes(StandardCharsets.UTF_8));
      } catch (IOException _) {
        // The client went away, or the backend was closed; the loop's condition tells which.
      }
    }
  }

  private void serveUdp() {
    byte[] buffer = new byte[512];
    byte[] answer = name.getBytes(StandardCharsets.UTF_8);
    while (!udp.isClosed()) {
      try {
        DatagramPacket request = new DatagramPacket(buffer, buffer.length);
        udp.receive(request);
        udp.send(new DatagramPacket(answer, answer.length, request.getSocketAddress()));
      } catch (IOException _) {
        // As above.
      }
    }
  }

  @Override
  public void close() {
    udp.close();
    try {
      tcp.close();
    } catch (IOException _) {
      // Nothing is left to release.
    }
  }
}
