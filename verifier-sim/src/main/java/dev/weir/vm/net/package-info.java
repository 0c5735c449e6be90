// SPDX-License-Identifier: Apache-2.0
/// The simulated network: devices, routes, neighbours and sockets that helpers ask.
@NullMarked
package dev.weir.vm.net;

import org.jspecify.annotations.NullMarked;
