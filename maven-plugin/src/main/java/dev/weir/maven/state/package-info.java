// SPDX-License-Identifier: Apache-2.0
/// What the last build did, so that the next one does only what is needed; and the manifest.
@NullMarked
package dev.weir.maven.state;

import org.jspecify.annotations.NullMarked;
