// SPDX-License-Identifier: Apache-2.0
/// From an object to running programs.
///
/// ```text
/// Loader.load (BpfObject, LoadOptions) -> LoadedObject
/// LoadedObject.attach (program, AttachTarget) -> Link
/// LoadedObject.map (name) -> BpfMap
/// ```
///
/// Specifications ([dev.weir.bytecode.object.BpfObject]) are plain values; what this package makes
/// exists only in a kernel and is `AutoCloseable`. Errors are
/// [dev.weir.loader.error.LoaderException]s.
@NullMarked
package dev.weir.loader;

import org.jspecify.annotations.NullMarked;
