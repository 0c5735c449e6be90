// SPDX-License-Identifier: Apache-2.0
/// The sample programs in Java; each does what the one of the same name in the text language does.
@NullMarked
package dev.weir.samples;

import org.jspecify.annotations.NullMarked;
