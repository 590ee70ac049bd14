$( Quantifiers: $d conditions, a proof with variables that its theorem does not have. $)
$c ( ) -> = A. T. wff setvar |- $.
$v ph ps x y $.
wph $f wff ph $.
wps $f wff ps $.
vx $f setvar x $.
vy $f setvar y $.
wtru $a wff T. $.
weq $a wff x = y $.
wi $a wff ( ph -> ps ) $.
wal $a wff A. x ph $.
ax-id $a |- ( ph -> ph ) $.
${
  gen.1 $e |- ph $.
  ax-gen $a |- A. x ph $.
$}
${
  $d x ph $.
  ax-5 $a |- ( ph -> A. x ph ) $.
$}
${
  $d x y $.
  tru.1 $e |- A. x A. y ( x = y -> x = y ) $.
  ax-tru $a |- T. $.
$}
${
  $d x ph $.  $d y ph $.  $d x y $.
  twice $p |- ( ( ph -> A. y ph ) -> A. x ( ph -> A. y ph ) ) $=
    wph wph vy wal wi vx ax-5 $.
$}
${
  $d x y $.
  tru $p |- T. $=
    vx vy
    vx vy weq vx vy weq wi vy wal vx
    vx vy weq vx vy weq wi vy
    vx vy weq ax-id ax-gen ax-gen ax-tru $.
$}
