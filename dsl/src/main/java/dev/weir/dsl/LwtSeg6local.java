// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A program for the hook `lwt_seg6local`: a static method from [Packet] to [Verdict].
///
/// Verdicts: `ok`, `drop`, `redirect`. Section `lwt_seg6local`; kernels from 4.18 on.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface LwtSeg6local {}
