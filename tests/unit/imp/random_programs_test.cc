// Random programs, run by the steps they are compiled to and by a plain evaluator of their trees:
// both come to the same, and the blocks of the first are accepted.
#include "tests/unit/imp/program_text.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>

using namespace blockfold;
using namespace blockfold::imp;

namespace {

__extension__ using Wide = __int128;

struct Stuck {};  ///< there is no step: division by zero, or no such element
struct Failed {}; ///< a requirement does not hold

constexpr std::size_t kVariables = 4, kElements = 5;

struct State {
  Wide variables[kVariables + 3] = {}; ///< the last are counters of loops
  Wide elements[kElements] = {};
};

std::string variable_name(std::size_t index) {
  return index < kVariables ? fmt::format("x{}", index)
                            : fmt::format("count{}", index - kVariables);
}

Wide small(Wide value) {
  const Wide limit = Wide{1} << 63;
  if (value >= limit || value < -limit)
    throw Stuck();
  return value;
}

/// The remainder lies between 0 and the size of the divisor.
Wide euclid(Wide a, Wide b, bool quotient) {
  if (b == 0)
    throw Stuck();
  Wide q = a / b, r = a % b;
  if (r < 0) {
    q += b < 0 ? 1 : -1;
    r += b < 0 ? -b : b;
  }
  return quotient ? small(q) : r;
}

/// A program as text, and as a function.
template <class Result> struct Piece {
  std::string text;
  std::function<Result(State&)> run;
};
using Number = Piece<Wide>;
using Truth = Piece<bool>;
using Action = Piece<void>;

class Generator {
public:
  explicit Generator(std::uint32_t seed) : random_(seed) {}

  Number number(unsigned depth) {
    const unsigned kind = pick(depth == 0 ? 3 : 10);
    if (kind == 0) {
      const auto value = static_cast<std::int64_t>(pick(40)) - (depth == 0 ? 0 : 10);
      return {value < 0 ? fmt::format("(0 - {})", -value) : fmt::format("{}", value),
              [value](State&) { return Wide{value}; }};
    }
    if (kind <= 2) {
      const std::size_t v = pick(kVariables);
      return {variable_name(v), [v](State& s) { return s.variables[v]; }};
    }
    if (kind == 3) {
      Number index = element_index(depth - 1);
      return {"a[" + index.text + "]", [run = index.run](State& s) {
                const Wide at = run(s);
                if (at < 0 || at >= Wide{kElements})
                  throw Stuck();
                return s.elements[static_cast<std::size_t>(at)];
              }};
    }
    const Number left = number(depth - 1), right = number(depth - 1);
    const auto binary = [&](const char* sign, auto combine) -> Number {
      return {fmt::format("({} {} {})", left.text, sign, right.text),
              [l = left.run, r = right.run, combine](State& s) {
                const Wide a = l(s), b = r(s);
                return combine(a, b);
              }};
    };
    switch (kind) {
    case 4:
    case 5:
      return binary("+", [](Wide a, Wide b) { return a + b; });
    case 6:
      return binary("-", [](Wide a, Wide b) { return a - b; });
    case 7:
      return binary("*", [](Wide a, Wide b) { return a * b; });
    case 8:
      return binary("/", [](Wide a, Wide b) { return euclid(a, b, true); });
    default:
      return binary("%", [](Wide a, Wide b) { return euclid(a, b, false); });
    }
  }

  Truth truth(unsigned depth) {
    const unsigned kind = pick(depth == 0 ? 6 : 9);
    if (kind < 6) {
      static const char* const signs[] = {"==", "!=", "<", "<=", ">", ">="};
      const Number left = number(2), right = number(1);
      return {fmt::format("{} {} {}", left.text, signs[kind], right.text),
              [kind, l = left.run, r = right.run](State& s) {
                const Wide a = l(s), b = r(s);
                const bool results[] = {a == b, a != b, a<b, a <= b, a> b, a >= b};
                return results[kind];
              }};
    }
    const Truth left = truth(depth - 1);
    if (kind == 6)
      return {"!(" + left.text + ")", [l = left.run](State& s) { return !l(s); }};
    const Truth right = truth(depth - 1);
    const bool both = kind == 7;
    return {fmt::format("(({}) {} ({}))", left.text, both ? "&&" : "||", right.text),
            [both, l = left.run, r = right.run](State& s) {
              return both ? l(s) && r(s) : l(s) || r(s);
            }};
  }

  Action block(unsigned depth, std::size_t loops) {
    Action out{"", [](State&) {}};
    const unsigned count = 1 + pick(4);
    for (unsigned i = 0; i < count; ++i) {
      const Action next = statement(depth, loops);
      out.text += next.text;
      out.run = [first = out.run, second = next.run](State& s) {
        first(s);
        second(s);
      };
    }
    return out;
  }

private:
  unsigned pick(unsigned below) { return random_() % below; }

  /// Mostly within the array.
  Number element_index(unsigned depth) {
    const Number any = number(depth);
    if (pick(8) == 0)
      return any;
    return {fmt::format("({}) % {}", any.text, kElements),
            [run = any.run](State& s) { return euclid(run(s), kElements, false); }};
  }

  Action statement(unsigned depth, std::size_t loops) {
    const unsigned kind = pick(depth == 0 ? 5 : 8);
    if (kind == 4 && pick(3) == 0) {
      const Truth condition = truth(1);
      return {"require " + condition.text + ";\n", [run = condition.run](State& s) {
                if (!run(s))
                  throw Failed();
              }};
    }
    if (kind <= 3) {
      const std::size_t v = pick(kVariables);
      const Number value = number(3);
      return {fmt::format("{} = {};\n", variable_name(v), value.text),
              [v, run = value.run](State& s) { s.variables[v] = small(run(s)); }};
    }
    if (kind == 4) {
      const Number index = element_index(1), value = number(2);
      return {fmt::format("a[{}] = {};\n", index.text, value.text),
              [i = index.run, v = value.run](State& s) {
                const Wide at = i(s), to = small(v(s));
                if (at < 0 || at >= Wide{kElements})
                  throw Stuck();
                s.elements[static_cast<std::size_t>(at)] = to;
              }};
    }
    if (kind == 5 && loops < 3) {
      const std::size_t counter = kVariables + loops;
      const std::string name = variable_name(counter);
      const Truth condition = truth(1);
      const Action body = block(depth - 1, loops + 1);
      return {fmt::format("{0} = 3;\nwhile {0} > 0 && ({1}) {{\n{0} = {0} - 1;\n{2}}}\n", name,
                          condition.text, body.text),
              [counter, c = condition.run, b = body.run](State& s) {
                s.variables[counter] = 3;
                while (s.variables[counter] > 0 && c(s)) {
                  s.variables[counter] -= 1;
                  b(s);
                }
              }};
    }
    const Truth condition = truth(2);
    const Action yes = block(depth - 1, loops), no = block(depth - 1, loops);
    return {fmt::format("if {} {{\n{}}} else {{\n{}}}\n", condition.text, yes.text, no.text),
            [c = condition.run, y = yes.run, n = no.run](State& s) { c(s) ? y(s) : n(s); }};
  }

  std::mt19937 random_;
};

struct Expected {
  enum class End { Whole, Failed, Stuck } end = End::Whole;
  State state;
};

Expected evaluate(const Action& program, const Values& inputs) {
  Expected out;
  for (std::size_t v = 0; v < kVariables; ++v)
    out.state.variables[v] = inputs.at(variable_name(v)).front();
  for (std::size_t i = 0; i < kElements; ++i)
    out.state.elements[i] = inputs.at("a")[i];
  try {
    program.run(out.state);
  } catch (const Stuck&) {
    out.end = Expected::End::Stuck;
  } catch (const Failed&) {
    out.end = Expected::End::Failed;
  }
  return out;
}

/// Divisions by the number 0, and elements with numbers that do not exist, are found before any
/// run.
bool is_wrong_at_once(const Read& read) {
  for (const std::string& code : read.codes())
    if (code == "IM0105" || code == "IM0106")
      return true;
  return false;
}

void check_state(const Outcome& outcome, const State& state) {
  for (std::size_t v = 0; v < kVariables; ++v)
    CHECK(Wide{outcome.outputs.at(variable_name(v)).front()} == state.variables[v]);
  for (std::size_t i = 0; i < kElements; ++i)
    CHECK(Wide{outcome.outputs.at("a")[i]} == state.elements[i]);
}

} // namespace

TEST_CASE("random programs do what their trees say, and their blocks are accepted") {
  std::size_t whole = 0, failed = 0, stuck = 0, narrow = 0, refused = 0;
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    Generator generator(seed);
    const Action body = generator.block(3, 0);
    const std::string text = "input x0, x1, x2, x3, a[5];\nvar count0, count1, count2;\n"
                             "output x0, x1, x2, x3, a;\n" +
                             body.text;
    CAPTURE(text);
    const Read read(text);
    if (is_wrong_at_once(read)) {
      ++refused;
      continue;
    }
    REQUIRE(read.sink.error_count() == 0);
    for (std::int64_t variant = 0; variant < 3; ++variant) {
      Values inputs = {{"a", {3, -1, variant, 7, 2}}};
      for (std::size_t v = 0; v < kVariables; ++v)
        inputs[variable_name(v)] = {static_cast<std::int64_t>(seed * 7 + v * 13) % 23 -
                                    5 * variant};
      const Expected expected = evaluate(body, inputs);
      const Run run(read, inputs);
      // Parts of expressions that steps of their own compute have to fit 64 bits.
      const bool overflow = run.codes() == std::vector<std::string>{"IM0301"};
      if (overflow) {
        expected.end == Expected::End::Stuck ? ++stuck : ++narrow;
        continue;
      }
      CHECK((expected.end == Expected::End::Stuck) == !run.outcome.has_value());
      if (!run.outcome) {
        ++stuck;
        continue;
      }
      CHECK(run.accepted);
      CHECK(run.outcome->failed == (expected.end == Expected::End::Failed));
      check_state(*run.outcome, expected.state);
      run.outcome->failed ? ++failed : ++whole;
    }
  }
  MESSAGE(whole, " whole, ", failed, " failed, ", stuck, " stuck, ", narrow, " too large inside");
  CHECK(refused < 100);
  CHECK(whole > 200);
  CHECK(failed > 30);
  CHECK(stuck > 30);
  CHECK(narrow < 50);
}
