// SPDX-License-Identifier: Apache-2.0
/// Random programs for the verifier: mostly valid, some slightly broken.
///
/// `seed -> [ProgramGenerator] -> [FuzzProgram] -> [Mutator] -> [FuzzProgram]`. A program is built
/// of idioms, the small shapes that real programs are made of ([Idioms] lists them all); to add
/// one, write it beside its siblings and add its row to that table. Everything follows from the
/// seed.
@NullMarked
package dev.weir.testkit.generate;

import org.jspecify.annotations.NullMarked;
