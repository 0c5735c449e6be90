// SPDX-License-Identifier: Apache-2.0
/// Maps in the kernel: bytes ([dev.weir.loader.map.BpfMap]), Java values
/// ([dev.weir.loader.map.TypedMap] with [dev.weir.loader.map.Codec]), printable trees from BTF
/// ([dev.weir.loader.map.BtfValue]), and ring buffers ([dev.weir.loader.map.RingBuffer]).
@NullMarked
package dev.weir.loader.map;

import org.jspecify.annotations.NullMarked;
