// SPDX-License-Identifier: Apache-2.0
/// What the verifier model says of a unit's programs, and how that is shown.
@NullMarked
package dev.weir.cli.verify;

import org.jspecify.annotations.NullMarked;
