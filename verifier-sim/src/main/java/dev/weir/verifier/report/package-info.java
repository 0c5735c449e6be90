// SPDX-License-Identifier: Apache-2.0
/// Findings of the verifier model as data: the violated [Rule], its evidence, and the path that led
/// there.
@NullMarked
package dev.weir.verifier.report;

import org.jspecify.annotations.NullMarked;
