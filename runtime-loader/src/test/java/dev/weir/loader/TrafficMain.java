// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A process that enters a control group and makes connections: `ADDRESS PORT` in, what the server
/// said out.
final class TrafficMain {
  private TrafficMain() {}

  public static void main(String[] arguments) throws IOException {
    Files.writeString(Path.of(arguments[0]), "0");
    System.out.println("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      System.out.println(connect(words[0], Integer.parseInt(words[1])));
    }
  }

  private static String connect(String address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 5000);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "error " + e.getMessage();
    }
  }
}
