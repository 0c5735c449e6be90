// SPDX-License-Identifier: Apache-2.0
/// Values that Java has no type for: numbers and addresses in network order, byte arrays that
/// compare by content, and the bytes of structures ([dev.weir.loader.value.StructBytes]).
///
/// [dev.weir.loader.map.Codec] turns them into the bytes of maps; generated skeletons use them as
/// components of records.
@NullMarked
package dev.weir.loader.value;

import org.jspecify.annotations.NullMarked;
