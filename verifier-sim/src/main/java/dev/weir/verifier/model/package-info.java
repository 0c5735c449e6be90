// SPDX-License-Identifier: Apache-2.0
/// What differs between kernels: [KernelModel] answers for one version, [Behaviour] names each
/// difference.
@NullMarked
package dev.weir.verifier.model;

import org.jspecify.annotations.NullMarked;
