// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.task;

import java.io.Serializable;

/// A file that a result depends on.
///
/// @param path relative to the project's folder where it lies within, with `/`
/// @param sha256 of its content as it was read; empty when the file was looked for and not there
public record Input(String path, String sha256) implements Serializable {}
