// SPDX-License-Identifier: Apache-2.0
/// How often the verifier model and the running kernel agree: object files in, a table of verdicts,
/// times and sizes out.
///
/// `object file -> [Compared] -> [AgreementTable]`, by [Agreement].
@NullMarked
package dev.weir.testkit.agree;

import org.jspecify.annotations.NullMarked;
