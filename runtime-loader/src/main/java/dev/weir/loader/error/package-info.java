// SPDX-License-Identifier: Apache-2.0
/// What goes wrong between an object and the kernel: [dev.weir.loader.error.BpfException] for
/// refusals, [dev.weir.loader.error.UnsupportedFeature] for kernels that are too old, and the
/// catalogue of codes [dev.weir.loader.error.LoaderProblem].
///
/// To explain one more error number, add a row to `Hints`; to tell one more problem apart, add a
/// row to the catalogue and an example to `LoaderProblemTest`.
@NullMarked
package dev.weir.loader.error;

import org.jspecify.annotations.NullMarked;
