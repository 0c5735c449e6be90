// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A program for the hook `sock_release`: a static method from [SocketContext] to [Verdict].
///
/// Verdicts: `allow`. Section `cgroup/sock_release`; kernels from 5.9 on.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface SockRelease {}
