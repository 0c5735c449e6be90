// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A program for the hook `cgroup_skb ingress`: a static method from [Packet] to [Verdict].
///
/// Verdicts: `allow`, `deny`. Section `cgroup_skb/ingress`; kernels from 4.10 on.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface CgroupSkbIngress {}
