#pragma once

#include <string>

/// Rule files whose circuits several tests attack.
namespace blockfold::soundness {

/// Rules about two bytes. They go with `relation pair(x: u8, y: u8)` and `relation seen(x: field)`.
inline const std::string kEquations = R"(rule product(x, y: u8) {
  demand pair(x, y)
  let z: u16 = x * y + 1
  emit seen(z)
}
rule cube(x, y: u8) {
  demand pair(x, y)
  let z: field = x * y * y
  emit seen(z)
}
rule equal(x, y: u8) {
  demand pair(x, y)
  require x == y
  emit seen(x)
}
rule root(x, y: u8) {
  demand pair(x, y)
  require x * x == y
  emit seen(x)
}
)";
inline const std::string kInequalities = R"(rule different(x, y: u8) {
  demand pair(x, y)
  require x != y
  emit seen(x)
}
rule less(x, y: u8) {
  demand pair(x, y)
  require x < y
  emit seen(x)
}
)";

/// Every construct of field rules, for searches over all of their circuits: numbers first, then
/// texts.
inline const std::string kEveryConstruct = R"(
relation byte(x: u8)
relation nibble(x: u4)
relation six(x: u6)
relation bit(x: bool)
relation wide(x: i9)
relation word(x: u64)
relation seen(x: field)
relation pair(x: u8, y: u8)
relation stamp(x: i64)
relation path(order n: u16, x: field)
relation clock(order t: field, x: u8)
linear relation coin(order age: u8, id: u8)
linear relation state(order t: u32, x: i64, y: i16)
unique relation node(at: address, order depth: u32, value: field)
unique relation edge(at: address, left: address, right: address)
table small = range(3)
table both = and(2)
table either = or(2)
table parity = xor(3)
table odd = rows (0, 1) (1, 3) (2, 5)

axiom any_byte(free x: u8) { emit byte(x) }
axiom any_six(free x: u6) { emit six(x) }
axiom any_bit(free x: bool) { emit bit(x) }
axiom any_wide(free x: i9) { emit wide(x) }
axiom any_word(free x: u64) { emit word(x) }
axiom any_pair(free x, y: u8) { emit pair(x, y) }
axiom any_field(free x: field) { emit seen(x) }

rule sum(x, y: u8) {
  demand byte(x)
  demand byte(y)
  let z: u8 = x + y
  emit pair(z, 0)
}
)" + kEquations + R"(rule has_root(y: u8, x: u4) {
  demand byte(y)
  require x * x == y
  emit seen(y)
}
)" + kInequalities + R"(rule halve(x, half: u8, low: bool) {
  demand byte(x)
  require x == 2 * half + low
  let rest: u4 = half - 8 * low
  emit nibble(rest)
}
rule divide(x, y, q, r: u8) {
  demand pair(x, y)
  require x == q * y + r
  require r < y
  emit seen(q)
}
rule largest(x, y: u8, free z: u8) {
  demand pair(x, y)
  require (z - x) * (z - y) == 0
  require z >= x
  require z >= y
  emit seen(z)
}
rule listed(x, y: u8) {
  demand pair(x, y)
  lookup odd(x, y)
  emit seen(x)
}
rule operations(x, y, a, o: u2, e: u3) {
  demand pair(x, y)
  lookup both(x, y, a)
  lookup either(x, y, o)
  lookup parity(x, y, e)
  lookup small(x + y + 3)
  emit seen(a + 4 * o + 16 * e)
}

axiom origin { emit path(0, 0) }
rule onward(n: u16, x: field) {
  demand path(n, x)
  let next: u16 = n + 1
  emit path(next, 3 * x * x + 1)
}
axiom dawn { emit clock(0, 0) }
rule tick(t: field, x: u8, wait: u4) {
  demand clock(t, x)
  lookup small(wait)
  emit clock(t + 1, x)
}

public axiom mint(id: u8) { emit coin(0, id) }
rule spend(age, id: u8) {
  consume coin(age, id)
  emit byte(id)
}
rule exchange(m, n, x, y: u8) {
  consume coin(m, x)
  consume coin(n, y)
  require x != y
  require m <= n
  let age: u8 = n + 1
  let z: u8 = x + y
  emit coin(age, z)
}
public axiom begin(x: i64) { emit state(0, x, -7) }
rule square(t: u32, x: i64, y: i16) {
  consume state(t, x, y)
  let next: u32 = t + 1
  let z: i64 = x * x - 3
  require y < x
  require x != 5
  emit state(next, z, y)
  emit stamp(z)
}
public rule stop(x: i64, hidden y: i16, hidden t: u32) { consume state(t, x, y) }
public rule receipt(x: i64) { demand stamp(x) }

axiom leaf(free v: field) { emit node(self, 0, v) }
rule join(a, b: address, m, n: u32, x, y: field) {
  demand node(a, m, x)
  demand node(b, n, y)
  require a != b
  require m <= n
  let depth: u32 = n + 1
  emit node(self, depth, x * y)
  emit edge(self, a, b)
}
rule left(top, a, b: address, m: u32, x: field) {
  demand edge(top, a, b)
  demand node(a, m, x)
  emit seen(x)
}
public rule saw(x: field, hidden y: field, hidden z: u8) {
  demand seen(x)
  demand seen(y)
  demand byte(z)
  require x != y
}
public rule least(x: i9, y: u6, z: bool) {
  demand wide(x)
  demand six(y)
  demand bit(z)
  demand word(y * 3)
  demand nibble(z)
  demand clock(x, 5)
  demand path(y, x)
}

sort word other
symbols a b ( )
relation says(order n: u8, t: word)
relation plain(t: word)
relation noted(t: word)
relation maps(s: word, n: u8, t: other)
linear relation tape(order n: u8, t: word)
unique relation page(at: address, order n: u8, t: word)

axiom letters {
  emit says(0, `a`)
  emit says(0, `b`)
}
axiom nothing { emit plain(``) }
rule pass(n: u8, x: word) {
  demand says(n, x)
  emit plain(x)
}
rule wrap(n: u8, x: word) {
  demand says(n, x)
  let m: u8 = n + 1
  emit says(m, `( x )`)
}
rule entwine(n, k: u8, x, y: word) {
  demand says(n, x)
  demand says(k, y)
  let m: u8 = n + k + 1
  emit says(m, `a x b y x`)
  emit plain(x)
}
rule unwrap(n, k: u8, x: word) {
  demand says(n, x)
  demand says(k, `( x )`)
  require n < k
  emit plain(`a`)
}
rule attach(n: u8, x, y: word) {
  demand plain(x)
  demand plain(y)
  demand says(n, `x a y`)
  lookup small(n)
  emit maps(x, n, `y b`)
}
rule follow(n: u8, x, y: word, z: other) {
  demand maps(x, n, z)
  demand maps(y, 3 * n, `b z`)
  require n != 2
  emit noted(`x y`)
}
rule meet(n, k: u8, x: word) {
  demand says(n, x)
  demand maps(x, k, `( )`)
  emit pair(n, k)
}

axiom blank { emit tape(0, `a`) }
public axiom begin_tape(t: word) { emit tape(0, t) }
rule turn(n: u8, t: word) {
  consume tape(n, t)
  let m: u8 = n + 1
  emit tape(m, `t b`)
  emit noted(t)
}
rule splice(n, k, age, id: u8, s, t: word) {
  consume tape(n, s)
  consume tape(k, t)
  consume coin(age, id)
  demand plain(`t s`)
  let m: u8 = n + k + 1
  require age < m
  emit tape(m, `s t`)
  emit coin(m, id)
}
public rule end_tape(t: word, hidden n: u8) { consume tape(n, t) }

rule print(n: u8, t: word) {
  demand says(n, t)
  emit page(self, n, t)
}
rule read(p: address, n: u8, t: word) {
  demand page(p, n, t)
  emit plain(`( t )`)
}
public rule spoke(t: word, hidden n: u8) { demand says(n, t) }
public rule spoke_some(n: u8, hidden t: word) { demand says(n, t) }
public rule greet(t: word, n: u8, hidden x: word) {
  demand says(n, x)
  demand plain(`t b x`)
  emit noted(`( x t )`)
}
)";

} // namespace blockfold::soundness
