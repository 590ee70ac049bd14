$( Implication and modus ponens: shared syntax, a lemma, times. $)
$c ( ) -> wff |- $.
$v ph ps ch $.
wph $f wff ph $.
wps $f wff ps $.
wch $f wff ch $.
wi $a wff ( ph -> ps ) $.
ax-1 $a |- ( ph -> ( ps -> ph ) ) $.
ax-2 $a |- ( ( ph -> ( ps -> ch ) ) -> ( ( ph -> ps ) -> ( ph -> ch ) ) ) $.
${
  min $e |- ph $.
  maj $e |- ( ph -> ps ) $.
  ax-mp $a |- ps $.
$}
id $p |- ( ph -> ph ) $=
  wph wph wph wi wi wph wph wi
  wph wph ax-1
  wph wph wph wi wph wi wi wph wph wph wi wi wph wph wi wi
  wph wph wph wi ax-1
  wph wph wph wi wph ax-2
  ax-mp ax-mp $.
idd $p |- ( ps -> ( ph -> ph ) ) $=
  wph wph wi wps wph wph wi wi wph id wph wph wi wps ax-1 ax-mp $.
