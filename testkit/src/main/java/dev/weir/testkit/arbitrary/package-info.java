// SPDX-License-Identifier: Apache-2.0
/// Random packets, map contents and programs for jqwik properties.
///
/// `@Domain(BpfDomain.class)` on a property or class makes them the default for parameters with
/// `@ForAll`; the other classes hold the arbitraries to choose from and to narrow down. Needs jqwik
/// on the class path of the tests.
@NullMarked
package dev.weir.testkit.arbitrary;

import org.jspecify.annotations.NullMarked;
