// SPDX-License-Identifier: Apache-2.0
/// What this machine can do, as data: [dev.weir.loader.probe.Probes] gives one
/// [dev.weir.loader.probe.Probe] for each thing, with what was found and what to do about it. To
/// add one, add a function to `HostProbes` (reads files) or `FeatureProbes` (asks the kernel) and a
/// line to `Probes`.
@NullMarked
package dev.weir.loader.probe;

import org.jspecify.annotations.NullMarked;
