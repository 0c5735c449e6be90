// SPDX-License-Identifier: Apache-2.0
/// Tests of datapath programs, for JUnit 5 and jqwik.
@NullMarked
package dev.weir.testkit;

import org.jspecify.annotations.NullMarked;
