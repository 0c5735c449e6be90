// SPDX-License-Identifier: Apache-2.0
/// Rejections told to people: [Report] in five parts, the [Catalogue] of explanations, states and
/// programs as a page for browsers.
///
/// `Verdict -> Report -> Problem`. Advice for a rule goes into [Advice], its explanation into the
/// catalogue's resource.
@NullMarked
package dev.weir.verifier.explain;

import org.jspecify.annotations.NullMarked;
