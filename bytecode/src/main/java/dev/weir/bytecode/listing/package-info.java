// SPDX-License-Identifier: Apache-2.0
/// Bytecode as text, read back: the [Assembler] takes what the disassembler, llvm-objdump and the
/// kernel's log print; listing files (`.bpfasm`) add programs, maps and data, see
/// `docs/listing.md`.
///
/// ```text
/// text  -> Assembler.assemble  -> instructions and references
/// text  -> ListingReader.read  -> BpfObject -> ListingWriter.write -> text
/// ```
///
/// A new instruction gets its text in `isa.InsnText` and its grammar in [InsnReader]; a new
/// directive goes into [ListingReader] and [ListingWriter].
@NullMarked
package dev.weir.bytecode.listing;

import org.jspecify.annotations.NullMarked;
