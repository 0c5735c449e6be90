// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A program for the hook `sock_create`: a static method from [SocketContext] to [Verdict].
///
/// Verdicts: `allow`, `deny`. Section `cgroup/sock_create`; kernels from 4.10 on.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface SockCreate {}
