// SPDX-License-Identifier: Apache-2.0
/// What a Java program for the kernel imports: annotations that make static methods programs, the
/// contexts they get, packets and their headers, maps, value types with a byte order, verdicts and
/// helpers. There is no logic but that of the value types; the compiler reads the class files and
/// knows what each member means.
@NullMarked
package dev.weir.dsl;

import org.jspecify.annotations.NullMarked;
