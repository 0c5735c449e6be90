// SPDX-License-Identifier: Apache-2.0
/// Compiles Weir sources to BPF objects.
module dev.weir.compiler {
  exports dev.weir.compiler;
  exports dev.weir.compiler.ir;
  exports dev.weir.compiler.ir.build;
  exports dev.weir.compiler.ir.text;
  exports dev.weir.compiler.java;
  exports dev.weir.compiler.opt;
  exports dev.weir.compiler.text;
  exports dev.weir.compiler.text.ast;
  exports dev.weir.compiler.text.typed;

  requires transitive dev.weir.bytecode;
  requires static org.jspecify;
  requires org.antlr.antlr4.runtime;
}
