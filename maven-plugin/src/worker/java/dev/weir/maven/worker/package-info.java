// SPDX-License-Identifier: Apache-2.0
/// The half of the plugin that runs on the compiler's JDK: tasks in, results out.
@NullMarked
package dev.weir.maven.worker;

import org.jspecify.annotations.NullMarked;
