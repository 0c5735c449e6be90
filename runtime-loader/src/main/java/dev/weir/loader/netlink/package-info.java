// SPDX-License-Identifier: Apache-2.0
/// rtnetlink, as far as the loader, the demo and the tests need it: requests with acknowledgements
/// and the kernel's own error texts, interfaces, addresses, routes, neighbours, qdiscs and filters.
@NullMarked
package dev.weir.loader.netlink;

import org.jspecify.annotations.NullMarked;
