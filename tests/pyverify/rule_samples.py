"""Small rule files, kept and broken in one place each."""

from programs import FROZEN, ROOT

_STDLIB = ROOT / "stdlib"

IMPORTS = {
    "one.blk": "relation one(x: u8)\naxiom a1 { emit one(1) }\n",
    "two.blk": 'import "one.blk"\nsort wff\nsymbols T\n',
    "deep/three.blk": 'import "../two.blk"\nrule up(x: u8) { demand one(x) require x != 2 }\n',
    "circle.blk": 'import "rules.blk"\n',
    "broken.blk": "relation\n",
}
"""Files beside the ones below."""

_R = "relation r(x: field)\n"
_NINE = " * ".join("x" * 9)
_NEST = "(" * 63 + "1" + ")" * 63

_W = (
    "sort wff\nclaim |-\nsort set\nsymbols T ( )\nrelation s(f: wff)\n"
    "relation t(order n: u8, x: set, f: wff)\nrelation o(order n: u8, f: wff)\n"
)

VALID = [
    "",
    "// nothing\n",
    "module a.b.c\n",
    "\r\n\t \r\n",
    "// \xe9\x80\x00 in a comment\nsort wff // \xff\n",
    _R + "axiom a { emit r(0x1_0) }",
    _R + "axiom a { emit r(0_x10) }",
    _R + "axiom a { emit r(007) }",
    _R + f"axiom a {{ emit r({'0' * 5000}8) emit r(0x{'0' * 5000}f) emit r(0) emit r(0x0) }}",
    _R + "axiom a { emit r(9_223_372_036_854_775_807) }",
    _R + f"axiom a {{ emit r{_NEST} }}",
    _R + "axiom a(free `x.1`: field) { emit r(1) }",
    _R + "axiom a(free self': field) { emit r(self') }",
    _R + "axiom a(free free free x: field) { emit r(x) }",
    _R + "axiom a() { emit r(-(-1)) }",
    "linear unique linear relation r(a: address)\npublic axiom a { emit r(self) }",
    "relation r(a: `u8`, b: bool, c: i64)\naxiom a { emit r(255, 1, -1) }",
    "relation r(x: u8, order t: bool)\n",
    "sort a \\\n b c \\ \t\r\n d\rsymbols e \\f g\\ h // i\nsymbols i j//k",
    "sort wff\nsymbols ( ) -> // no word\nrule i(a, b: wff) {\n  conclude wff ( a -> b )\n}",
    "sort wff // comment \\\nsymbols T",
    "sort u08 u u4294967296 i0 Field",
    "table t = range(20)\ntable s = xor(10)\ntable r = rows (1, 2) (0xff, 9223372036854775807)",
    'import "one.blk"\nimport "./one.blk"\nimport "deep/three.blk"\nimport "two.blk"\n'
    "public rule p(x: u8) { demand one(x) }",
    "rule first(x: u8) { demand later(x) require x < 5 }\n"
    "relation later(x: u8)\naxiom z { emit later(0) }",
    "claim |-\nsort wff\nsymbols T\naxiom a { conclude |- T\n }\nrule w(p: wff) { premise |- p\n"
    "conclude |- T\n}",
    "sort wff set\nclaim |-\ntheorem t(x, y: set, p: wff) {\n  distinct p, x, y\n  distinct y, p\n"
    "  premise |- p\n  conclude |- p\n}",
    _R + "rule big(x: field) { demand r(x) require x * x * x * x * x * x * x * x == 1 }",
    _W + "axiom a { emit s(`T`) emit s(` T\tT  `) emit s(``) }",
    _W + "rule a(f: wff, T: u8) { demand s(f) require T < 4\n emit o(1, `T f T`) emit o(1, (f)) }",
    _W + "axiom a { emit s(`T`) }\npublic rule p(f: wff, hidden g: wff) { demand s(`f`)"
    " demand s(`g f`) demand s(g) }",
    _W + "public axiom a(f: wff, x: set) { emit t(1, x, `f x`) emit s(`f x f`) emit s(`x`) }",
    _W + "public axiom a(f: wff, x: u8) { require 1 < 2 * 3 - x }",
    _W + "symbols a`b // no text of an execution can have it",
    'import "two.blk"\nrelation w(f: wff)\naxiom a { emit w(`T`) }',
    _R + "rule names(r, a: field) { demand r(a) demand r(r) }",
]

INVALID = [
    # words and shape
    ("BF1001", "relation r(x: field) }"),
    ("BF1001", "import one\n"),
    ("BF1001", 'relation r(x: field)\nimport "one.blk"\n'),
    ("BF1001", "relation r()"),
    ("BF1001", "sort\n"),
    ("BF1001", "sort // wff\n"),
    ("BF1001", "rule rule { require 1 == 1 }"),
    ("BF1001", "public relation r(x: field)"),
    ("BF1001", "table t = rows"),
    ("BF1001", "table t = rows (1,)"),
    ("BF1001", "axiom a { require 1 == 2 == 3 }"),
    ("BF1001", "axiom a { require x * - 1 == 2 }"),
    ("BF1001", "axiom a { let `x` = 1 }"),
    ("BF1001", "axiom a { distinct x }"),
    ("BF1001", "axiom a { emit r(1)"),
    ("BF1001", _R + "axiom a { emit r(- - 1) }"),
    ("BF1002", "relation r(x: field) ;"),
    ("BF1002", "relation r(x: field)\x0c"),
    ("BF1002", "relation \xe9(x: field)"),
    ("BF1002", "sort w\xe9\n"),
    ("BF1002", "sort wff \x0b\n"),
    ("BF1002", "relation r(x: `u8)"),
    ("BF1002", 'import "one.blk\n'),
    ("BF1002", "axiom a(free `$x`: field) { require 1 < 2 }"),
    ("BF1002", "axiom a(free ``: field) { require 1 < 2 }"),
    ("BF1002", "axiom a(free `x y`: field) { require 1 < 2 }"),
    ("BF1003", _R + f"axiom a {{ emit r((({_NEST}))) }}"),
    ("BF1005", _R + "axiom a { emit r(9223372036854775808) }"),
    ("BF1005", _R + "axiom a { emit r(0x) }"),
    ("BF1005", _R + "axiom a { emit r(0x_) }"),
    ("BF1005", _R + "axiom a { emit r(0x8000_0000_0000_0000) }"),
    ("BF1005", _R + f"axiom a {{ emit r({'9' * 5000}) }}"),
    ("BF1005", _R + "axiom a { emit r(0X1) }"),
    ("BF1005", _R + "axiom a { emit r(1f) }"),
    # names and imports
    ("BF1102", "relation r(x: u65)"),
    ("BF1102", "relation r(x: u08)"),
    ("BF1102", "relation r(x: u0)"),
    ("BF1102", "relation r(x: i4294967296)"),
    ("BF1102", f"relation r(x: u{'9' * 5000})"),
    ("BF1102", "symbols T\nrelation r(x: T)"),
    ("BF1202", "claim |-\nrelation r(x: `|-`)"),
    ("BF1103", "axiom a { emit one(1) }"),
    ("BF1103", "table one = range(2)\naxiom a { emit one(1) }"),
    ("BF1103", "axiom one { emit one(1) }"),
    ("BF1104", _R + "rule a(x: field) { lookup r(x) }"),
    ("BF1105", _R + "axiom a { let x = x + 1\n emit r(x) }"),
    ("BF1105", _R + "axiom a { emit r(x)\n let x = 1 }"),
    ("BF1106", "relation r(x: field, x: u8)"),
    ("BF1106", _R + _R),
    ("BF1106", _R + "axiom r { emit r(1) }"),
    ("BF1106", "sort wff\nsymbols wff"),
    ("BF1106", "sort u8"),
    ("BF1106", "symbols i99"),
    ("BF1106", "claim field"),
    ("BF1106", 'import "two.blk"\nsymbols T'),
    ("BF1106", _R + "axiom a(free x, x: field) { emit r(x) }"),
    ("BF1106", _R + "axiom a(free x: field) { let x = 1\n emit r(x) }"),
    ("BF1106", "sort wff\nsymbols p\nrule i(p: wff) {\n  conclude wff p\n}"),
    ("BF1107", 'import "absent.blk"\n'),
    ("BF1107", 'import "deep"\n'),
    ("BF1107", 'import ""\n'),
    ("BF1108", 'import "rules.blk"\n'),
    ("BF1108", 'import "deep/../circle.blk"\n'),
    ("BF1001", 'import "broken.blk"\n'),
    # rules of texts
    ("BF1101", "sort wff\nrule i(p: wff) {\n  conclude wff q\n}"),
    ("BF1201", "sort wff\nsymbols T\naxiom a {\n  conclude T\n}"),
    ("BF1203", "sort wff\nrule i(p: wff) {\n  premise wff p\n}"),
    ("BF1204", "sort wff\nrule i(p: wff) {\n  conclude wff p\n  require 1 == 2\n}"),
    ("BF1205", "sort wff\nrule i(p: wff) {\n  distinct p, p\n  conclude wff p\n}"),
    ("BF1206", "sort wff\naxiom i(p: wff) {\n  conclude wff p\n  premise wff p\n}"),
    ("BF1207", "sort wff\nrule i(p: field) {\n  conclude wff\n}"),
    ("BF1208", "sort wff\nrule i(free p: wff) {\n  conclude wff p\n}"),
    ("BF1208", "sort wff\npublic rule i(p: wff) {\n  conclude wff p\n}"),
    ("BF1209", "sort wff\nrule i(p: wff) {\n  conclude wff wff p\n}"),
    ("BF1407", "sort wff\nclaim |-\nrule i(p: wff) {\n  conclude |- p\n}"),
    # texts in rules of numbers
    ("BF1101", _W + "axiom a { emit s(`U`) }"),
    ("BF1101", _W + "axiom a { emit s(`T\xe9`) }"),
    ("BF1101", _W + "public axiom a(x: u8) { emit s(`x`) }"),
    ("BF1209", _W + "axiom a { emit s(`wff T`) }"),
    ("BF1209", _W + "axiom a { emit s(`|-`) }"),
    ("BF1105", _W + "axiom a { emit s(f) }"),
    ("BF1105", _W + "axiom a { emit s(1 + f) }"),
    ("BF1106", _W + "public axiom a(T: wff) { emit s(T) }"),
    ("BF1106", _W + "public axiom a(set: wff) { emit s(set) }"),
    ("BF1302", _W + "axiom a { emit s(1) }"),
    ("BF1302", _W + "axiom a { emit s(self) }"),
    ("BF1302", _W + "public axiom a(x: u8) { emit s(x) }"),
    ("BF1302", _W + "public axiom a(x: set) { emit s(x) }"),
    ("BF1302", _W + "public axiom a(f: wff) { emit s(-f) }"),
    ("BF1302", _W + "public axiom a(f: wff) { require f == f }"),
    ("BF1302", _W + "public axiom a(f: wff) { let g = f\n emit s(g) }"),
    ("BF1302", _W + "public axiom a(f: wff) { let g: wff = 1\n emit s(f) }"),
    ("BF1302", _W + _R + "public axiom a(f: wff) { emit r(f) }"),
    ("BF1302", _W + "table w = range(2)\npublic axiom a(f: wff) { lookup w(f) }"),
    ("BF1302", _W + "table w = range(2)\npublic axiom a(f: wff) { lookup w(`f`) }"),
    ("BF1307", _W + "relation q(order f: wff)"),
    ("BF1305", _W + "unique relation q(f: wff)"),
    ("BF1401", _W + "rule a(f: wff) { demand s(f) emit s(`f T`) }"),
    ("BF1404", _W + "axiom a(f: wff) { emit s(f) }"),
    ("BF1404", _W + "rule a(f: wff, x: u8) { demand o(x, `f T`) emit s(`f`) }"),
    ("BF1412", _W + "axiom a(free f: wff) { emit s(f) }"),
    ("BF1412", _W + "axiom a(free f: wff) { emit s(`T`) }"),
    ("BF1412", _W + "public rule a(hidden f: wff) { demand s(`f f`) }"),
    ("BF1412", _W + "public rule a(x: u8, hidden f: wff) { require 1 < x }"),
    # rules of numbers
    ("BF1208", _R + "theorem a { emit r(1) }"),
    ("BF1208", _R + "axiom a(hidden x: field) { emit r(1) }"),
    ("BF1208", _R + "public axiom a(free x: field) { emit r(x) }"),
    ("BF1206", _R + "axiom a(x: field) { demand r(x) }"),
    ("BF1301", _R + "axiom a { emit r(1, 2) }"),
    ("BF1301", "table t = and(2)\nrule a(x: field) { lookup t(x) }"),
    ("BF1302", _R + "axiom a { emit r(self) }"),
    ("BF1302", _R + "axiom a { emit r(`T`) }"),
    ("BF1302", "relation r(a: address)\naxiom a { emit r(-self) }"),
    ("BF1302", "relation r(a: address)\nrule a(x: address) { demand r(x) require x < self }"),
    ("BF1302", "relation r(a: address)\nrule a(x: address) { demand r(x) require x == 1 }"),
    ("BF1302", _R + "axiom a { let x: address = 1\n emit r(1) }"),
    ("BF1303", "table t = range(21)"),
    ("BF1303", "table t = and(11)"),
    ("BF1303", "table t = nor(1)"),
    ("BF1303", "table t = xor(0)"),
    ("BF1303", "table t = rows (1, 2) (1)"),
    (
        "BF1304",
        _R + "rule a(x: field) { demand r(x) require x * x * x * x * x * x * x * x * x == 1 }",
    ),
    ("BF1304", _R + "axiom a { emit r(9223372036854775807 + 1) }"),
    ("BF1304", _R + "axiom a { let x = -9223372036854775807 - 1\n emit r(-x) }"),
    ("BF1304", _R + "axiom a { " + "emit r(1) " * 501 + "}"),
    ("BF1305", "unique relation r(x: field)"),
    ("BF1305", "unique relation r(x: address)\nrule a(x: address) { demand r(x) emit r(x) }"),
    ("BF1306", "unique relation r(x: address)\naxiom a { emit r(self) emit r((self)) }"),
    ("BF1307", "relation r(order x: i8)"),
    ("BF1307", "relation r(order x: address)"),
    ("BF1307", "relation r(order x: u8, order y: u8)"),
    ("BF1308", "rule a { }"),
    ("BF1309", _R + "axiom a { require 1 == 1\n emit r(1) }"),
    ("BF1309", _R + "axiom a(x: field) { require x < x\n emit r(1) }"),
]
"""The code of the mistake in each."""

_AT = "relation at(order t: u32, d: u8)\naxiom start { emit at(0, 0) }\n"
_END = "public rule end(t: u32, d: u8) { demand at(t, d) }\n"

PROGRAMS = {
    "smallest": "public axiom a(x: u1) { require x * x == x }\n",
    "fibonacci": (_STDLIB / "fibonacci.blk").read_text(),
    "constructs": (FROZEN / "constructs.blk").read_text(),
    "machine": (_STDLIB / "imp.blk").read_text(),
    "a range that an order rests on": _AT
    + "rule go(t: u32, d: u8) { demand at(t, d) let next: u32 = t + d + 1\n emit at(next, d) }\n"
    + _END,
    "a range that no order rests on": _AT
    + "rule go(t: u32, d: u8) { demand at(t, d) let next: u32 = t + 2\n emit at(next, d) }\n"
    + _END,
    "an order by a comparison and an equation": _AT
    + "rule go(t, u: u32, free v: u32, d: u8) { demand at(t, d) demand at(u, d) require t < v\n"
    "require u + 1 == v\n emit at(v, d) }\n" + _END,
    "definitions of definitions": _AT
    + "rule go(t: u32, d: u8) { demand at(t, d) let a: u32 = t + 1\n let b: u32 = a + a * 0 + 1\n"
    "let c: u64 = b * b * d\n let e: u8 = d\n emit at(b, e) }\n" + _END,
    "a quotient that must be found before its remainder": _AT + "relation out(q: u8, r: u8)\n"
    "rule go(t: u32, d, q, r: u8) { demand at(t, d) require t == q * d + r\n require r < d\n"
    "emit out(q, r) }\n" + _END,
    "a large table": "table t = range(13)\ntable u = xor(5)\n"
    "public rule a(x: field, hidden y: u64) {\nlookup t(x) lookup u(x, y, x + 3) }\n",
    "all sorts of rows": "linear relation l(order t: field, x: i64, y: bool)\n"
    "relation f(x: i64)\npublic axiom begin(x: i64) { emit l(0, x, 1) emit f(-5) }\n"
    "rule go(t: field, x: i64, y: bool) { consume l(t, x, y)\n let z: i64 = x * x * y - 7 * x\n"
    "require z != x * y\n emit l(t + 1, z, 1 - y) emit f(z) emit f(x) }\n"
    "public rule end(hidden t: field, x: i64, y: bool) { consume l(t, x, y) demand f(x) }\n"
    "public rule nothing(hidden x: i64) { demand f(x) }\n",
}
"""Programs whose circuits are compared."""

_JOIN = (
    "linear relation l(order n: u8, f: wff)\nrelation s(f: wff, n: field, x: set)\n"
    "relation q(f: wff, n: field, x: set)\n"
    "public axiom begin(f: wff) { emit l(0, `f f`) emit l(0, ``) emit s(``, 1, `)`) }\n"
    "rule join(m, n: u8, f, g: wff, x: set, y: field) {\n  consume l(m, f)\n  consume l(n, g)\n"
    "  demand s(``, y, x)\n  let k: u8 = m + n + 1\n  emit l(k, `( f x g ) f`)\n"
    "  emit q(`g f`, y * y, `( x`)\n}\n"
    "public rule end(f: wff, hidden n: u8) { consume l(n, f) }\n"
    "public rule so(f: wff, y: field, x: set) { demand q(f, y, x) demand q(`f`, y, `x`) }\n"
)
PROGRAMS |= {
    "derivations": (_STDLIB / "derivations.blk").read_text(),
    "claims with texts that are used up": _W.partition("relation")[0] + _JOIN,
    "one text many times": _W
    + "public rule a(f: wff, x: set, hidden n: u8) { demand t(n, `x f`, f)\n"
    "demand t(n, x, `x f`) emit s(`x  f`) emit s(` x f `) emit o(1, `x f x`) emit s(`T T`) }\n",
    "texts that no claim has": _W + "public axiom a(f, g: wff, x: u8) { require x * x == x }\n",
    "no symbols": "sort wff\nrelation s(f: wff)\npublic axiom a(f: wff) { emit s(``) }\n",
}

WITH_TEXTS = {
    _W.partition("relation")[0] + _JOIN: "begin(`T (`)\njoin(0, 0, `T ( T (`, ``, `)`, 1)\n"
    "end(`( T ( T ( ) ) T ( T (`, 1)\nso(`T ( T (`, 1, `( )`)\n",
    "sort wff\nsymbols T\nrelation s(f: wff)\npublic axiom a(f: wff) { emit s(`f`) emit s(`f T`) }\n"
    "public rule b(f: wff) { demand s(f) }\n": "a(``)\nb(`T`)\nb(``)\n",
    "sort set class\nsymbols v\nrelation s(x: set)\nrelation c(c: class)\naxiom v { emit s(`v`) }\n"
    "rule cv(x: set) { demand s(x)\n emit c(`x`) emit c(` x  x `) }\n"
    "public rule a(c: class) { demand c(c) }\n": "v()\ncv(`v`)\na(`v`)\na(`v v`)\n",
}
"""Programs that speak of texts; a transcript of each."""

WITHOUT_ROWS = {
    "public axiom a { let x: field = 1\n }\n": "a()\n" * 5,
    "axiom b(x: field) { let y = x\n }\npublic axiom c(x: u1) { require x * x == x }\n": "b(7)\n"
    * 9
    + "c(1)\n",
}
"""Rules that say nothing have chips without rows, but they have blocks; a transcript of each."""

FAR = (
    "relation few(u: u8)\naxiom any(free u: u8) { emit few(u) }\n"
    "relation at(order t: field, w: u8)\naxiom start { emit at(0, 0) }\n"
    "rule go(t: field, w, u: u8) {\n  demand few(u)\n"
    + "  demand at(t, w)\n  emit at(t + w + 1, 0)\n" * 100
    + "  require u <= 255\n" * 290
    + "  require u <= w\n}\n"
)
"""Orders that decrease by the last comparison only, once the type of w is not checked."""
