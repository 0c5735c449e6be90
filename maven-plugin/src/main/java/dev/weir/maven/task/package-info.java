// SPDX-License-Identifier: Apache-2.0
/// What the plugin asks of a worker and what comes back: values that cross to a JVM of their own as
/// serialized records.
@NullMarked
package dev.weir.maven.task;

import org.jspecify.annotations.NullMarked;
