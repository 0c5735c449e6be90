// SPDX-License-Identifier: Apache-2.0
/// Attachments: [dev.weir.loader.link.Attacher] attaches a program to an
/// [dev.weir.loader.link.AttachTarget] and gives a [dev.weir.loader.link.Link]; one file per kind
/// of link.
///
/// Links first: a link dies with the last descriptor or pin, so that a killed process leaves
/// nothing attached. The clsact fallback for kernels without tcx is the exception; see
/// [dev.weir.loader.link.ClsactFilter]. To add a kind, add a file with a `Link` and a case to
/// `Attacher`.
@NullMarked
package dev.weir.loader.link;

import org.jspecify.annotations.NullMarked;
