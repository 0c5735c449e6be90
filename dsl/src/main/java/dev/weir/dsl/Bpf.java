// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A class whose annotated methods are programs: one compiled object.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Bpf {
  /// The licence string of the object; some helpers demand a GPL-compatible one.
  String license() default "GPL";

  /// The name of the module, dotted; the class's name in lower case with words joined by `_` if
  /// left out.
  String module() default "";
}
