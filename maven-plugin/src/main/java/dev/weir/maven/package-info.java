// SPDX-License-Identifier: Apache-2.0
/// The goals of the plugin.
///
/// Parameters are documented in classic Javadoc comments, which is what the plugin's descriptor is
/// made from.
@NullMarked
package dev.weir.maven;

import org.jspecify.annotations.NullMarked;
