// SPDX-License-Identifier: Apache-2.0
/// New projects for `weir init`.
@NullMarked
package dev.weir.cli.init;

import org.jspecify.annotations.NullMarked;
