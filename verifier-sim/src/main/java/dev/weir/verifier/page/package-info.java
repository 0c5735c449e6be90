// SPDX-License-Identifier: Apache-2.0
/// Verdicts as a page for browsers: `Verdict + states -> HTML`, without anything from elsewhere.
@NullMarked
package dev.weir.verifier.page;

import org.jspecify.annotations.NullMarked;
