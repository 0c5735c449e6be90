// SPDX-License-Identifier: Apache-2.0
/// The boundary to the kernel: one downcall ([dev.weir.loader.sys.Syscalls]), bpf(2) commands as
/// records ([dev.weir.loader.sys.BpfCommand]), and the few resources every layer above needs:
/// descriptors, memory mappings, epoll.
///
/// Nothing here knows about objects, maps or links, and nothing throws for what the kernel refuses:
/// results below zero are negated error numbers. To add a bpf(2) command, add a record to
/// `BpfCommand` that writes its fields in the kernel's order; the layout test then checks it
/// against `union bpf_attr` of the running kernel.
@NullMarked
package dev.weir.loader.sys;

import org.jspecify.annotations.NullMarked;
