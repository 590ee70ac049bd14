// The shape of IMP programs (.imp). What they mean: docs/executions.md.
grammar Imp;

program : item* EOF ;
item    : declaration | statement ;

declaration : INPUT shape (COMMA shape)* SEMICOLON              # inputs
            | ARRAY shape (COMMA shape)* SEMICOLON              # arrays
            | VAR initialized (COMMA initialized)* SEMICOLON    # variables
            | OUTPUT NAME (COMMA NAME)* SEMICOLON               # outputs
            ;
shape       : NAME (LBRACKET NUMBER RBRACKET)? ;
initialized : NAME (ASSIGN MINUS? NUMBER)? ;

statement : NAME (LBRACKET expression RBRACKET)? ASSIGN expression SEMICOLON # assignment
          | IF condition block (ELSE (block | statement))?                   # choice
          | WHILE condition block                                            # loop
          | REQUIRE condition SEMICOLON                                      # requirement
          | SKIPPED SEMICOLON                                                # nothing
          ;
block     : LBRACE statement* RBRACE ;

condition   : conjunction (OR conjunction)* ;
conjunction : literal (AND literal)* ;
literal     : NOT literal                                          # negation
            | expression (EQ | NE | LT | LE | GT | GE) expression  # comparison
            | LPAREN condition RPAREN                              # group
            ;

expression : MINUS? product ((PLUS | MINUS) product)* ;
product    : factor ((STAR | SLASH | PERCENT) factor)* ;
factor     : NUMBER
           | NAME (LBRACKET expression RBRACKET)?
           | LPAREN expression RPAREN
           | MINUS factor
           ;

INPUT   : 'input' ;
OUTPUT  : 'output' ;
VAR     : 'var' ;
ARRAY   : 'array' ;
IF      : 'if' ;
ELSE    : 'else' ;
WHILE   : 'while' ;
REQUIRE : 'require' ;
SKIPPED : 'skip' ;

LPAREN    : '(' ;
RPAREN    : ')' ;
LBRACE    : '{' ;
RBRACE    : '}' ;
LBRACKET  : '[' ;
RBRACKET  : ']' ;
COMMA     : ',' ;
SEMICOLON : ';' ;
EQ        : '==' ;
NE        : '!=' ;
LE        : '<=' ;
GE        : '>=' ;
LT        : '<' ;
GT        : '>' ;
ASSIGN    : '=' ;
AND       : '&&' ;
OR        : '||' ;
NOT       : '!' ;
PLUS      : '+' ;
MINUS     : '-' ;
STAR      : '*' ;
SLASH     : '/' ;
PERCENT   : '%' ;

// Whatever begins with a digit is one token, so that "12ab" is one mistake.
NUMBER : [0-9] [A-Za-z0-9_]* ;
NAME   : [A-Za-z_] [A-Za-z0-9_]* ;

COMMENT : '//' ~[\r\n]* -> channel(HIDDEN) ;
SPACE   : [ \t\r\n]+ -> channel(HIDDEN) ;
// No parser rule accepts it.
ILLEGAL : . ;
