// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A program for the hook `tc egress`: a static method from [Packet] to [Verdict].
///
/// Verdicts: `pass`, `next`, `reclassify`, `drop`, `pipe`, `stolen`, `queued`, `repeat`,
/// `redirect`, `trap`. Section `tc`; kernels from 4.5 on.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface TcEgress {}
