// SPDX-License-Identifier: Apache-2.0
/// Campaigns: random programs judged by the kernel and by the model, and what to make of it when
/// they differ.
///
/// `FuzzProgram -> [KernelJudge] -> [KernelVerdict]` and `FuzzProgram -> [ModelJudge] ->
/// [Opinion]`; [Campaign] compares, [Minimiser] makes what differs small.
@NullMarked
package dev.weir.testkit.fuzz;

import org.jspecify.annotations.NullMarked;
