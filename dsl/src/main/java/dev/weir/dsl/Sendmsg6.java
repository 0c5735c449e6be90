// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A program for the hook `sendmsg6`: a static method from [SockAddr6] to [Verdict].
///
/// Verdicts: `allow`, `deny`. Section `cgroup/sendmsg6`; kernels from 4.18 on.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface Sendmsg6 {}
