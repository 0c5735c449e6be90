// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.sys;

/// The system calls Weir makes, with their numbers per architecture.
///
/// @kernel v6.18 arch/x86/entry/syscalls/syscall_64.tbl, scripts/syscall.tbl (the generic table,
///   arm64)
public enum Syscall {
  /// `read(2)`.
  READ(0, 63),
  /// `close(2)`.
  CLOSE(3, 57),
  /// `mmap(2)`.
  MMAP(9, 222),
  /// `munmap(2)`.
  MUNMAP(11, 215),
  /// `socket(2)`.
  SOCKET(41, 198),
  /// `connect(2)`.
  CONNECT(42, 203),
  /// `sendto(2)`.
  SENDTO(44, 206),
  /// `recvfrom(2)`.
  RECVFROM(45, 207),
  /// `bind(2)`.
  BIND(49, 200),
  /// `getpeername(2)`.
  GETPEERNAME(52, 205),
  /// `setsockopt(2)`.
  SETSOCKOPT(54, 208),
  /// `mount(2)`.
  MOUNT(165, 40),
  /// `umount2(2)`.
  UMOUNT2(166, 39),
  /// `epoll_ctl(2)`.
  EPOLL_CTL(233, 21),
  /// `openat(2)`.
  OPENAT(257, 56),
  /// `unshare(2)`.
  UNSHARE(272, 97),
  /// `epoll_pwait(2)`.
  EPOLL_PWAIT(281, 22),
  /// `epoll_create1(2)`.
  EPOLL_CREATE1(291, 20),
  /// `setns(2)`.
  SETNS(308, 268),
  /// `bpf(2)`.
  BPF(321, 280);

  private final int x86;
  private final int generic;

  Syscall(int x86, int generic) {
    this.x86 = x86;
    this.generic = generic;
  }

  /// The number on an architecture.
  public int number(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> x86;
      case AARCH64 -> generic;
    };
  }

  /// The architectures whose numbers are known.
  public enum Architecture {
    /// 64-bit x86.
    X86_64,
    /// 64-bit Arm.
    AARCH64
  }
}
