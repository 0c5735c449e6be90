// SPDX-License-Identifier: Apache-2.0
/// Diagnostics as data: source files, spans, problems, reports and the renderers that print them.
///
/// Phases create a [Problem] and hand it to a [Diagnostics] sink; only renderers make text. A new
/// code is added to the catalogue of the phase that finds it, with an example.
@NullMarked
package dev.weir.bytecode.diag;

import org.jspecify.annotations.NullMarked;
