// SPDX-License-Identifier: Apache-2.0
/// Packets for tests: [PacketBuilder] makes their bytes with right lengths and checksums, [Packet]
/// reads them back.
@NullMarked
package dev.weir.testkit.packet;

import org.jspecify.annotations.NullMarked;
