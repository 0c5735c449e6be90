// SPDX-License-Identifier: Apache-2.0
/// The verifier model: whether a kernel accepts a program, what it costs to find out, and why not.
///
/// `BpfObject x KernelModel -> [Verdict]`, by [Verifier].
@NullMarked
package dev.weir.verifier;

import org.jspecify.annotations.NullMarked;
