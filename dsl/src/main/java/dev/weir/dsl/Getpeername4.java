// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A program for the hook `getpeername4`: a static method from [SockAddr4] to [Verdict].
///
/// Verdicts: `allow`. Section `cgroup/getpeername4`; kernels from 5.8 on.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface Getpeername4 {}
