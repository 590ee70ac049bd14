// The words of the rule language (docs/rule-language.md). Texts over the symbols of a theory may
// contain anything that is not white space, so the keywords before them switch to a mode of their
// own, which lasts to the end of the line.
lexer grammar BlockRulesLexer;

channels { COMMENTS }

MODULE   : 'module' ;
IMPORT   : 'import' ;
SORT     : 'sort' -> pushMode(WORDS) ;
CLAIM    : 'claim' -> pushMode(WORDS) ;
SYMBOLS  : 'symbols' -> pushMode(WORDS) ;
RELATION : 'relation' ;
LINEAR   : 'linear' ;
UNIQUE   : 'unique' ;
ORDER    : 'order' ;
TABLE    : 'table' ;
ROWS     : 'rows' ;
RULE     : 'rule' ;
AXIOM    : 'axiom' ;
THEOREM  : 'theorem' ;
PUBLIC   : 'public' ;
HIDE     : 'hidden' ;
FREE     : 'free' ;
PREMISE  : 'premise' -> pushMode(WORDS) ;
CONCLUDE : 'conclude' -> pushMode(WORDS) ;
DISTINCT : 'distinct' ;
DEMAND   : 'demand' ;
CONSUME  : 'consume' ;
EMIT     : 'emit' ;
LOOKUP   : 'lookup' ;
REQUIRE  : 'require' ;
LET      : 'let' ;
SELF     : 'self' ;

LPAREN : '(' ;
RPAREN : ')' ;
LBRACE : '{' ;
RBRACE : '}' ;
COMMA  : ',' ;
COLON  : ':' ;
DOT    : '.' ;
ASSIGN : '=' ;
EQ     : '==' ;
NE     : '!=' ;
LE     : '<=' ;
GE     : '>=' ;
LT     : '<' ;
GT     : '>' ;
PLUS   : '+' ;
MINUS  : '-' ;
STAR   : '*' ;

// Decimal or hexadecimal. Whatever begins with a digit is one token, so that "12ab" is one mistake.
NUMBER : [0-9] [A-Za-z0-9_]* ;
NAME   : [A-Za-z_] [A-Za-z0-9_']* ;
STRING : '"' ~["\r\n]* '"' ;
// A text inside a line; also a name that is no NAME.
QUOTED : '`' ~[`\r\n]* '`' ;

COMMENT : '//' ~[\r\n]* -> channel(COMMENTS) ;
SPACE   : [ \t\r\n]+ -> channel(HIDDEN) ;
// No parser rule accepts it.
ILLEGAL : . ;

mode WORDS;
WORDS_COMMENT : '//' ~[\r\n]* -> type(COMMENT), channel(COMMENTS) ;
// A lone backslash at the end of a line continues it.
CONTINUATION  : '\\' [ \t]* '\r'? '\n' -> channel(HIDDEN) ;
WORDS_END     : '\r'? '\n' -> type(SPACE), channel(HIDDEN), popMode ;
WORDS_SPACE   : [ \t\r]+ -> type(SPACE), channel(HIDDEN) ;
WORD          : [!-~]+ ;
WORDS_ILLEGAL : . -> type(ILLEGAL) ;
