// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test that runs twice: with a [Bench] in the virtual machine, and with one in the running
/// kernel. The second is skipped, with the reason, without Linux, without privilege, or where the
/// kernel cannot run programs of the type on test data. The class says with [BpfTest] which object
/// it is about.
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@Tag("kernel")
@ExtendWith(BothPlaces.class)
public @interface KernelTest {}
