// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Says which object the tests of a class are about, and hands them a fresh [Bench] of it in the
/// virtual machine for each test, and the object itself, as parameters.
///
/// ```java
/// @BpfTest("counter.o")
/// class CounterTest {
///   @Test
///   void countsEveryPacket(Bench bench) { ... }
/// }
/// ```
///
/// Without a name, the object comes from a static method without parameters of the test class that
/// returns a `BpfObject`, such as one that calls a compiler.
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BpfExtension.class)
public @interface BpfTest {
  /// An object file or a listing (`.bpfasm`): a resource beside the test class, or else a path from
  /// the folder the tests run in. Empty: see above.
  String value() default "";
}
