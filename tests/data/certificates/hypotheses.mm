$( Hypotheses that are syntax, so that none is shared, and that $d reaches into; syntax without
   constants; a lemma with hypotheses; more than one segment. $)
$c ( ) -> = A. F wff setvar class |- $.
$v ph ps ch x y z A B $.
wph $f wff ph $.
wps $f wff ps $.
wch $f wff ch $.
vx $f setvar x $.
vy $f setvar y $.
vz $f setvar z $.
cA $f class A $.
cB $f class B $.
cv $a class x $.
wceq $a wff A = B $.
wi $a wff ( ph -> ps ) $.
wal $a wff A. x ph $.
ax-eqid $a |- A = A $.
${
  $d x ph $.
  ax-5 $a |- ( ph -> A. x ph ) $.
$}
${
  min $e |- ph $.
  maj $e |- ( ph -> ps ) $.
  ax-mp $a |- ps $.
$}
${
  mp2.1 $e |- ph $.
  mp2.2 $e |- ( ph -> ps ) $.
  mp2.3 $e |- ( ps -> ch ) $.
  mp2 $p |- ch $= wps wch wph wps mp2.1 mp2.2 ax-mp mp2.3 ax-mp $.
$}
${
  $d x y $.  $d y z $.  $d x z $.
  all.1 $e wff F y $.
  all.2 $e |- F y $.
  all $p |- A. z A. x F y $=
    all.1 all.1 vx wal all.1 vx wal vz wal
    all.2 all.1 vx ax-5 all.1 vx wal vz ax-5 mp2 $.
$}
${
  $d x y $.
  eq $p |- ( y = y -> A. x y = y ) $= vy cv vy cv wceq vx ax-5 $.
$}
