// SPDX-License-Identifier: Apache-2.0
/// The front end of the text language.
///
/// ```text
/// SourceFile --TextParser.parse--> ast.Unit --TextChecker.check--> typed.Unit --TextLowering--> IR
/// ```
///
/// The grammar (`WeirLexer.g4`, `WeirParser.g4`) knows shapes only; [TextParser] makes records of
/// them, and [dev.weir.compiler.text.check.TextChecker] resolves names and types. Every problem has
/// a code in [TextCode], explained with an example in the resource `problems.md`.
@NullMarked
package dev.weir.compiler.text;

import org.jspecify.annotations.NullMarked;
