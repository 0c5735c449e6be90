// SPDX-License-Identifier: Apache-2.0

/**
 * Grammar of the Weir text language.
 *
 * SEMICOLON also stands for what ends a statement or declaration without being written: a line end, a
 * closing brace behind it, the end of the file (see StatementEnds).
 * Names, types and hooks are resolved by the checker: the grammar knows only shapes.
 */
parser grammar WeirParser;

options { tokenVocab = WeirLexer; }

unit
    : ends? ( moduleClause ends )? ( header ends )* ( declaration ends )* EOF
    ;

ends : SEMICOLON+ ;

moduleClause : MODULE path ;

header
    : USE path LBRACE name ( COMMA name )* COMMA? ends? RBRACE    # useHeader
    | LICENSE STRING                                        # licenseHeader
    ;

path : name ( DOT name )* ;

// words that are keywords only where a declaration or statement starts may be names elsewhere
name
    : IDENTIFIER | ATOMIC | COUNTER | GLOBAL | LICENSE | LOCKED | LOOP | MAP | MODULE | NOINLINE | PACKED
    | TRACE | TYPE | USE | WHEN | ON
    ;

// declarations

declaration
    : PACKED? STRUCT name LBRACE fieldList? RBRACE                    # structDeclaration
    | ENUM name ( COLON type )? LBRACE enumeratorList RBRACE          # enumDeclaration
    | TYPE name ASSIGN type                                           # aliasDeclaration
    | MAP name COLON name ( LESS type ( COMMA type )* GREATER )?
        ( LBRACK expression RBRACK )? name* programTable?             # mapDeclaration
    | COUNTER name ( COMMA name )*                                    # counterDeclaration
    | ( CONST | LET ) name COLON type ASSIGN expression               # constDeclaration
    | VAR name COLON type ( ASSIGN expression )?                      # variableDeclaration
    | ( NOINLINE | GLOBAL )? FN ( receiver DOT )? name LPAREN parameterList? RPAREN
        ( ARROW type )? block                                         # functionDeclaration
    | ON hook ( COMMA hook )* LPAREN name RPAREN block                # hookDeclaration
    ;

receiver : name ;

separator : COMMA | SEMICOLON+ ;

fieldList : field ( separator field )* separator? ;

field : name COLON type ;

enumeratorList : enumerator ( separator enumerator )* separator? ;

enumerator : name ( ASSIGN expression )? ;

programTable : ASSIGN LBRACE programEntry ( separator programEntry )* separator? RBRACE ;

programEntry : ( expression COLON )? name ;

parameterList : parameter ( COMMA parameter )* COMMA? ;

parameter : VAR? name COLON type ;

hook : name+ ;

type
    : path ( LESS type ( COMMA type )* GREATER )?    # namedType
    | LBRACK type SEMICOLON expression RBRACK        # arrayType
    ;

// statements

block : LBRACE ends? ( statement ends )* RBRACE ;

statement
    : LET name ( COLON type )? ASSIGN expression ( ELSE elseBranch )?   # letStatement
    | VAR name ( COLON type )? ASSIGN expression ( ELSE elseBranch )?   # variableStatement
    | ATOMIC expression assignment expression                          # atomicStatement
    | LOCKED expression block                                          # lockedStatement
    | jump                                                             # jumpStatement
    | FOR name IN expression range expression ( bound )? block         # forStatement
    | WHILE expression bound block                                     # whileStatement
    | LOOP bound block                                                 # loopStatement
    | TRACE STRING ( COMMA expression )*                               # traceStatement
    | expression ( assignment expression )?                            # expressionStatement
    ;

bound : name expression ;

range : RANGE | RANGE_INCLUSIVE ;

assignment
    : ASSIGN | PLUS_ASSIGN | MINUS_ASSIGN | STAR_ASSIGN | SLASH_ASSIGN | PERCENT_ASSIGN
    | AND_ASSIGN | OR_ASSIGN | XOR_ASSIGN | SHIFT_LEFT_ASSIGN | SHIFT_RIGHT_ASSIGN
    ;

elseBranch : block | jump ;

jump
    : RETURN expression?    # returnJump
    | BREAK                 # breakJump
    | CONTINUE              # continueJump
    ;

// expressions, tightest first

expression
    : primary                                                              # primaryExpression
    | expression DOT name LESS type GREATER LPAREN argumentList? RPAREN    # typedCallExpression
    | expression DOT name                                                  # memberExpression
    | expression LPAREN argumentList? RPAREN                               # callExpression
    | expression LBRACK expression RBRACK                                  # indexExpression
    | ( MINUS | NOT | TILDE ) expression                                   # unaryExpression
    | expression AS type                                                   # castExpression
    | expression ( STAR | SLASH | PERCENT ) expression                     # productExpression
    | expression ( PLUS | MINUS ) expression                               # sumExpression
    | expression ( SHIFT_LEFT | GREATER GREATER ) expression               # shiftExpression
    | expression AMPERSAND expression                                      # bitAndExpression
    | expression CARET expression                                          # bitXorExpression
    | expression PIPE expression                                           # bitOrExpression
    | expression ( EQUAL | NOT_EQUAL | LESS | LESS_EQUAL | GREATER | GREATER_EQUAL ) expression
                                                                           # compareExpression
    | expression AND_AND expression                                        # andExpression
    | expression OR_OR expression                                          # orExpression
    ;

primary
    : literal                                             # literalPrimary
    | DENY name?                                          # denyPrimary
    | name LBRACE initializerList? RBRACE                 # structPrimary
    | LBRACE initializerList? RBRACE                      # anonymousPrimary
    | LBRACK ( expression ( COMMA expression )* COMMA? )? RBRACK    # arrayPrimary
    | LBRACK expression SEMICOLON expression RBRACK       # repeatPrimary
    | name                                                # namePrimary
    | LPAREN expression RPAREN                            # groupPrimary
    | conditional                                         # conditionalPrimary
    | MATCH expression LBRACE ends? matchArm ( separator matchArm )* separator? RBRACE
                                                          # matchPrimary
    | WHEN name GREATER_EQUAL version block ( ELSE block )?    # whenPrimary
    ;

conditional : IF condition block ( ELSE ( block | conditional ) )? ;

condition
    : LET name ASSIGN expression    # presentCondition
    | expression                    # plainCondition
    ;

version : VERSION | INTEGER ;

literal
    : INTEGER        # integerLiteral
    | TRUE           # trueLiteral
    | FALSE          # falseLiteral
    | IP4_LITERAL    # ip4Literal
    | IP6_LITERAL    # ip6Literal
    | MAC_LITERAL    # macLiteral
    ;

argumentList : expression ( COMMA expression )* COMMA? ;

initializerList : initializer ( COMMA initializer )* COMMA? ends? ;

initializer : ( name COLON )? expression ;

matchArm : pattern ( PIPE pattern )* ARROW ( block | jump | expression ) ;

pattern
    : UNDERSCORE                                       # wildcardPattern
    | path LPAREN ( name | UNDERSCORE ) RPAREN         # bindingPattern
    | path                                             # namePattern
    | patternBound ( range patternBound )?             # valuePattern
    ;

patternBound : MINUS? literal ;
