// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.memory;

import org.jspecify.annotations.Nullable;

/// A run of bytes that pointers lead into. A pointer is the region's base address plus an offset;
/// no arithmetic leads from one region into another.
public final class Region {
  private static final byte[] NONE = {};

  /// What a region is.
  public enum Kind {
    /// A frame of the program's stack.
    STACK("the stack"),
    /// The linear part of a packet, or the bytes of a message or option.
    PACKET("the packet"),
    /// The context in R1.
    CONTEXT("the context"),
    /// A map itself; it has no bytes for programs.
    MAP("the map"),
    /// A value of a map.
    MAP_VALUE("a value of map"),
    /// A socket as `struct bpf_sock`.
    SOCKET("the socket"),
    /// A socket as `struct bpf_tcp_sock`.
    TCP_SOCKET("the TCP socket"),
    /// An object of the kernel that programs only pass on.
    KERNEL_OBJECT("the kernel object"),
    /// The address of a function, for callbacks.
    FUNCTION("the function"),
    /// Memory that a helper handed out, such as a record of a ring buffer.
    MEMORY("the memory of");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  private final Kind kind;
  private final String name;
  private final @Nullable Object owner;
  private final @Nullable Window window;
  private final boolean writable;
  private int size;
  private @Nullable String dead;

  /// The backing bytes and where the region starts in them.
  byte[] bytes;

  int start;

  /// Bytes that the fast path may load and store; 0 sends every access to the slow path.
  int loadable;

  int storable;

  /// The place in the table; -1 outside of it.
  int index = -1;

  private Region(
      Kind kind,
      String name,
      @Nullable Object owner,
      byte[] bytes,
      int start,
      int size,
      boolean writable,
      @Nullable Window window) {
    this.kind = kind;
    this.name = name;
    this.owner = owner;
    this.bytes = bytes;
    this.start = start;
    this.size = size;
    this.writable = writable;
    this.window = window;
    loadable = window == null ? size : 0;
    storable = window == null && writable ? size : 0;
  }

  /// A region of plain bytes.
  ///
  /// @param name what it is called in faults
  /// @param owner the simulated object behind it, if any
  public static Region of(
      Kind kind,
      String name,
      @Nullable Object owner,
      byte[] bytes,
      int start,
      int size,
      boolean writable) {
    return new Region(kind, name, owner, bytes, start, size, writable, null);
  }

  /// A region whose accesses a window answers.
  public static Region of(Kind kind, String name, @Nullable Object owner, int size, Window window) {
    return new Region(kind, name, owner, NONE, 0, size, true, window);
  }

  /// A region without bytes: a pointer to pass on.
  public static Region opaque(Kind kind, String name, Object owner) {
    return new Region(kind, name, owner, NONE, 0, 0, false, null);
  }

  /// What it is.
  public Kind kind() {
    return kind;
  }

  /// What it is called.
  public String name() {
    return name;
  }

  /// The simulated object behind it.
  public @Nullable Object owner() {
    return owner;
  }

  /// Its length in bytes.
  public int size() {
    return size;
  }

  /// The backing bytes; the region starts at [#start].
  public byte[] bytes() {
    return bytes;
  }

  /// Where the region starts in [#bytes].
  public int start() {
    return start;
  }

  /// Ends the region: later accesses fault with that reason.
  public void end(String reason) {
    dead = reason;
    loadable = 0;
    storable = 0;
  }

  /// Why the region ended, null while it lives.
  public @Nullable String ended() {
    return dead;
  }

  /// The kind and name, such as `a value of map counters`.
  public String describe() {
    return name.isEmpty() ? kind.text : kind.text + " " + name;
  }

  @Nullable Window window() {
    return window;
  }

  boolean writable() {
    return writable;
  }
}
