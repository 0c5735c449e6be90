// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A program for the hook `xdp devmap`: a static method from [Packet] to [Verdict].
///
/// Verdicts: `pass`, `aborted`, `drop`, `tx`, `redirect`. Section `xdp/devmap`; kernels from 5.8
/// on.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface XdpDevmap {}
