// The shape of rule files (.blk). What they mean: docs/rule-language.md.
parser grammar BlockRules;

options { tokenVocab = BlockRulesLexer; }

file : moduleName? importation* declaration* EOF ;

moduleName  : MODULE NAME (DOT NAME)* ;
importation : IMPORT STRING ;

declaration : sorts | claims | symbols | relation | table | ruleDeclaration ;

sorts   : SORT WORD+ ;
claims  : CLAIM WORD+ ;
symbols : SYMBOLS WORD+ ;

relation : (LINEAR | UNIQUE)* RELATION NAME LPAREN argument (COMMA argument)* RPAREN ;
argument : ORDER? NAME COLON type ;
type     : NAME | QUOTED ;

table : TABLE NAME ASSIGN NAME LPAREN NUMBER RPAREN # builtinTable
      | TABLE NAME ASSIGN ROWS row+                 # listedTable
      ;
row   : LPAREN NUMBER (COMMA NUMBER)* RPAREN ;

ruleDeclaration : PUBLIC? (RULE | AXIOM | THEOREM) NAME parameters? LBRACE statement* RBRACE ;
parameters      : LPAREN (parameter (COMMA parameter)*)? RPAREN ;
parameter       : (HIDE | FREE)* variable (COMMA variable)* COLON type ;
variable        : NAME | QUOTED ;

statement : PREMISE WORD+                                                  # premise
          | CONCLUDE WORD+                                                 # conclusion
          | DISTINCT variable (COMMA variable)+                            # distinct
          | (DEMAND | CONSUME | EMIT | LOOKUP) NAME LPAREN values RPAREN   # claim
          | REQUIRE expression (EQ | NE | LT | LE | GT | GE) expression    # requirement
          | LET NAME (COLON type)? ASSIGN expression                       # definition
          ;

values     : value (COMMA value)* ;
value      : QUOTED | expression ;
expression : MINUS? product ((PLUS | MINUS) product)* ;
product    : factor (STAR factor)* ;
factor     : NUMBER | NAME | SELF | LPAREN expression RPAREN ;
