// SPDX-License-Identifier: Apache-2.0

/**
 * Tokens of the Weir text language.
 *
 * Statements end at a line end. The lexer only hides line ends; StatementEnds turns those that end a
 * statement into SEMICOLON tokens, so the grammar sees explicit ends everywhere.
 */
lexer grammar WeirLexer;

channels { DOCUMENTATION, COMMENTS }

// words

AS       : 'as' ;
ATOMIC   : 'atomic' ;
BREAK    : 'break' ;
CONST    : 'const' ;
CONTINUE : 'continue' ;
COUNTER  : 'counter' ;
DENY     : 'deny' ;
ELSE     : 'else' ;
ENUM     : 'enum' ;
FALSE    : 'false' ;
FN       : 'fn' ;
FOR      : 'for' ;
GLOBAL   : 'global' ;
IF       : 'if' ;
IN       : 'in' ;
LET      : 'let' ;
LICENSE  : 'license' ;
LOCKED   : 'locked' ;
LOOP     : 'loop' ;
MAP      : 'map' ;
MATCH    : 'match' ;
MODULE   : 'module' ;
NOINLINE : 'noinline' ;
ON       : 'on' ;
PACKED   : 'packed' ;
RETURN   : 'return' ;
STRUCT   : 'struct' ;
TRACE    : 'trace' ;
TRUE     : 'true' ;
TYPE     : 'type' ;
USE      : 'use' ;
VAR      : 'var' ;
WHEN     : 'when' ;
WHILE    : 'while' ;
UNDERSCORE : '_' ;

// literals

IP6_LITERAL : 'ip6"' ~["\r\n]* '"' ;
MAC_LITERAL : 'mac"' ~["\r\n]* '"' ;
IP4_LITERAL : DIGITS '.' DIGITS '.' DIGITS '.' DIGITS ;
VERSION     : DIGITS '.' DIGITS ;
INTEGER
    : [0-9] [0-9_]*
    | '0' [xX] [0-9a-fA-F] [0-9a-fA-F_]*
    | '0' [bB] [01] [01_]*
    ;
STRING      : '"' ( ~["\\\r\n] | '\\' ~[\r\n] )* '"' ;

IDENTIFIER  : [a-zA-Z] [a-zA-Z0-9_]* | '_' [a-zA-Z0-9_]+ ;

// punctuation

ARROW           : '->' ;
RANGE_INCLUSIVE : '..=' ;
RANGE           : '..' ;
SHIFT_LEFT_ASSIGN  : '<<=' ;
SHIFT_RIGHT_ASSIGN : '>>=' ;
SHIFT_LEFT      : '<<' ;
LESS_EQUAL      : '<=' ;
GREATER_EQUAL   : '>=' ;
EQUAL           : '==' ;
NOT_EQUAL       : '!=' ;
AND_AND         : '&&' ;
OR_OR           : '||' ;
PLUS_ASSIGN     : '+=' ;
MINUS_ASSIGN    : '-=' ;
STAR_ASSIGN     : '*=' ;
SLASH_ASSIGN    : '/=' ;
PERCENT_ASSIGN  : '%=' ;
AND_ASSIGN      : '&=' ;
OR_ASSIGN       : '|=' ;
XOR_ASSIGN      : '^=' ;
LPAREN : '(' ;
RPAREN : ')' ;
LBRACK : '[' ;
RBRACK : ']' ;
LBRACE : '{' ;
RBRACE : '}' ;
COMMA  : ',' ;
COLON  : ':' ;
SEMICOLON : ';' ;
DOT    : '.' ;
ASSIGN : '=' ;
LESS   : '<' ;
GREATER : '>' ;
PLUS   : '+' ;
MINUS  : '-' ;
STAR   : '*' ;
SLASH  : '/' ;
PERCENT : '%' ;
AMPERSAND : '&' ;
PIPE   : '|' ;
CARET  : '^' ;
NOT    : '!' ;
TILDE  : '~' ;

// hidden

DOC_COMMENT   : '///' ~[\r\n]* -> channel(DOCUMENTATION) ;
LINE_COMMENT  : '//' ~[\r\n]* -> channel(COMMENTS) ;
BLOCK_COMMENT : '/*' .*? '*/' -> channel(COMMENTS) ;
LINE_END      : '\r'? '\n' -> channel(HIDDEN) ;
SPACE         : [ \t\f\r]+ -> channel(HIDDEN) ;
UNKNOWN       : . ;

fragment DIGITS : [0-9]+ ;
