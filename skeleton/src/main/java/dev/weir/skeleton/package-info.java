// SPDX-License-Identifier: Apache-2.0
/// Skeletons: from an object, a Java class that loads it and gives its programs, maps and global
/// variables by name and with their types.
///
/// [dev.weir.skeleton.Skeleton] is the way in. The generated code needs `runtime-loader` and
/// nothing of this module.
@NullMarked
package dev.weir.skeleton;

import org.jspecify.annotations.NullMarked;
