// SPDX-License-Identifier: Apache-2.0
/// `weir demo`: the samples on real sockets and packets of this machine, with everything cleaned up
/// afterwards. [Demo] is the entry; [SocketDemo] and [PacketDemo] are its two parts; [DemoClient]
/// is the process whose sockets are translated.
@NullMarked
package dev.weir.cli.demo;

import org.jspecify.annotations.NullMarked;
