// SPDX-License-Identifier: Apache-2.0
/// A compiled unit: programs, functions, maps, global data, relocations, line information, types.
///
/// [BpfObject] is what compilers produce and what the loader, the verifier model and the VM take.
/// It is a plain value: nothing in it depends on a running kernel.
///
/// ```text
/// file -- ObjectReader --> BpfObject -- ObjectWriter --> file
///   FunctionTable, CodeReader, TargetFinder      CodeLayout, CodeWriter, SymbolTable     code
///   MapReader, MapDefinition, LegacyMaps         MapTypes                                maps
///   DataReader                                   ObjectWriter                            global data
///   RecordReader                                 RecordWriter                            .BTF.ext
///   SectionTypesRemoval                          KernelSymbolTypes                       .BTF
///                                                ObjectRules, CodeRules                  what must hold
/// ```
///
/// A new thing that code can refer to is a [Relocation.Target]; [TargetFinder] and [CodeWriter]
/// give it its form in files, as libbpf's `bpf_program__record_reloc` reads it.
@NullMarked
package dev.weir.bytecode.object;

import org.jspecify.annotations.NullMarked;
