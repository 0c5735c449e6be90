// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// How an enum lies in memory: by the ordinal, or by the number of its only `int` or `long` field,
/// as an unsigned number.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Repr {
  /// Bytes: 1, 2, 4 or 8.
  int bytes() default 4;
}
