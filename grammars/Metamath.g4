// The shape of Metamath databases after the Metamath book, 4.1.1, 4.1.2 and appendix E. It serves to
// test the scanner and the reader, which are written by hand for speed; it says nothing about
// declarations, scopes and proofs beyond their shape.
grammar Metamath;

database : outermost* EOF ;
outermost : inclusion | constants | statement ;
statement : block | variables | disjoint | floating | essential | axiom | theorem ;

block     : '${' statement* '$}' ;
inclusion : '$[' word '$]' ;
constants : '$c' word+ '$.' ;
variables : '$v' word+ '$.' ;
disjoint  : '$d' word word+ '$.' ;
floating  : LABEL '$f' word word '$.' ;
essential : LABEL '$e' word+ '$.' ;
axiom     : LABEL '$a' word+ '$.' ;
theorem   : LABEL '$p' word+ '$=' proof '$.' ;

// What the words of a proof are is for the proof checker to say, including that there must be some.
proof : word* ;
word : LABEL | SYMBOL ;

// Tokens are what stands between white space. Each rule below matches a whole token or nothing: where
// it would match a part only, ILLEGAL matches more and wins.
LABEL  : [A-Za-z0-9_.\-]+ ;
SYMBOL : [!-#%-~]+ ;

// A comment ends at the first "$)", which needs white space on both sides, and contains no "$(".
COMMENT : '$(' SPACE+ (REMARK SPACE+)* '$)' (SPACE | EOF) -> skip ;
fragment REMARK : ([!-#%-~] | '$'+ [!-#%-'*-~])+ '$'* | '$'+ ;

WHITE_SPACE : SPACE+ -> skip ;
fragment SPACE : [ \t\r\n\f] ;

// No parser rule accepts it.
ILLEGAL : ~[ \t\r\n\f]+ ;
