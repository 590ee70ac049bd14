// Templates as linear forms and products, against fingerprints of the concatenated texts.
#include "compiler/lower/chip/chip_builder.h"

#include "tests/unit/random.h"
#include "tests/unit/theories.h"

#include <map>

using namespace blockfold;
using namespace blockfold::testing;
using lower::Form;

namespace {

using Text = std::vector<ir::SymbolCode>;

Fr fingerprint(const Text& text, const Fr& r) {
  Fr value;
  for (const ir::SymbolCode code : text)
    value = value * r + Fr::from_u64(code);
  return value;
}

/// One chip that consists of a single template.
class TemplateChip {
public:
  TemplateChip(const ir::Template& statement, std::size_t parameters, bool with_pow)
      : runs_(circuit_.texts), chip_(circuit_.chips.emplace_back()) {
    lower::ChipScratch scratch;
    lower::CoefficientInterner coefficients(circuit_.coefficients);
    lower::ChipBuilder builder("test", lowered_, chip_, runs_, coefficients, {},
                               lower::Keep::Meanings, scratch);
    for (std::uint32_t i = 0; i < parameters; ++i)
      wires_.push_back(builder.parameter_wires(i));
    forms_ = builder.lower_template(statement, wires_, with_pow);
  }

  struct Values {
    Fr fingerprint, pow, length;
  };

  Values evaluate(const std::vector<Text>& texts, const cs::Challenges& challenges) {
    const std::array<std::vector<cs::Term>, 3> forms = {
        interned(forms_.fingerprint), interned(forms_.pow), interned(forms_.length)};
    const cs::CoefficientTable table(circuit_, challenges);
    std::vector<Fr> structure, text;
    for (const Text& value : texts) {
      structure.push_back(Fr::from_u64(value.size()));
      text.push_back(fingerprint(value, challenges.r));
      text.push_back(challenges.r.pow(std::uint64_t{value.size()}));
    }
    text.resize(chip_.columns[1]);
    const auto value = [&](llvm::ArrayRef<cs::Term> terms) {
      Fr sum;
      for (const cs::Term& term : terms) {
        const Fr wire = term.column.phase == cs::Phase::Fixed       ? Fr::one()
                        : term.column.phase == cs::Phase::Structure ? structure[term.column.index]
                                                                    : text[term.column.index];
        sum += table(term.coefficient) * wire;
      }
      return sum;
    };
    const llvm::ArrayRef<cs::Term> terms(chip_.terms);
    for (const cs::Row& row : chip_.rows) {
      CHECK(row.kind == cs::RowKind::Product);
      text[row.defines] =
          value(terms.slice(row.a, row.b - row.a)) * value(terms.slice(row.b, row.c - row.b));
    }
    return {value(forms[0]), value(forms[1]), value(forms[2])};
  }

  std::size_t products() const { return chip_.rows.size(); }
  const cs::Chip& chip() const { return chip_; }

private:
  std::vector<cs::Term> interned(const lower::Form& form) {
    std::vector<cs::Term> out;
    for (const cs::SymbolicTerm& term : form)
      out.push_back({term.column, circuit_.coefficients.add(term.coefficient)});
    return out;
  }

  lower::LoweredChip lowered_{};
  cs::Circuit circuit_;
  lower::RunPool runs_;
  cs::Chip& chip_;
  std::vector<lower::TextForms> wires_;
  lower::TextForms forms_;
};

Text concatenate(const ir::Template& statement, const std::vector<Text>& texts) {
  Text out;
  for (const ir::Item item : statement.items)
    if (item.is_parameter())
      out.insert(out.end(), texts[item.index()].begin(), texts[item.index()].end());
    else
      out.push_back(item.code());
  return out;
}

void check_template(const ir::Template& statement, std::size_t parameters, Random& random) {
  for (const bool with_pow : {false, true}) {
    TemplateChip chip(statement, parameters, with_pow);
    std::size_t occurrences = 0;
    for (const ir::Item item : statement.items)
      occurrences += item.is_parameter();
    const std::size_t products = occurrences == 0 ? 0 : occurrences - 1;
    CHECK(chip.products() == products * (with_pow ? 2 : 1));

    std::vector<Text> texts(parameters);
    for (Text& text : texts)
      for (std::size_t n = random.below(4); n > 0; --n)
        text.push_back(static_cast<ir::SymbolCode>(1 + random.below(9)));
    const cs::Challenges challenges{random.element<Fr>(), random.element<Fr>(),
                                    random.element<Fr>()};
    const Text whole = concatenate(statement, texts);
    const auto values = chip.evaluate(texts, challenges);
    CHECK(values.fingerprint == fingerprint(whole, challenges.r));
    CHECK(values.length == Fr::from_u64(whole.size()));
    if (with_pow)
      CHECK(values.pow == challenges.r.pow(std::uint64_t{whole.size()}));
  }
}

} // namespace

TEST_CASE("templates evaluate to the fingerprint of the concatenation") {
  Random random(1);
  for (int round = 0; round < 500; ++round) {
    const std::size_t parameters = random.below(4);
    ir::Template statement{0, {}};
    for (std::size_t n = random.below(9); n > 0; --n)
      if (parameters != 0 && random.below(2) != 0)
        statement.items.push_back(
            ir::Item::parameter(static_cast<std::uint32_t>(random.below(parameters))));
      else
        statement.items.push_back(
            ir::Item::constant(static_cast<ir::SymbolCode>(1 + random.below(5))));
    check_template(statement, parameters, random);
  }
}

TEST_CASE("edge cases of templates") {
  using ir::Item;
  Random random(2);
  const Item a = Item::parameter(0), b = Item::parameter(1), c = Item::constant(7);
  const std::vector<std::vector<Item>> cases = {
      {},           {c},          {c, c, c},       {a},       {a, a},          {a, a, a},
      {c, a},       {a, c},       {c, a, c},       {a, b},    {b, a},          {a, c, a},
      {c, c, a, b}, {a, b, c, c}, {c, a, a, c, b}, {a, c, b}, {c, a, c, b, c},
  };
  for (const auto& items : cases)
    check_template({0, items}, 2, random);
}

TEST_CASE("an implication costs two products") {
  const ir::Theory theory = theory_of(std::string(kLogic) + "goal $p |- ( p -> p ) $= ? $.");
  const ir::Assertion& wi = theory.of(theory.rules[rule(theory, "wi")]);
  CHECK(TemplateChip(wi.conclusion, 2, true).products() == 2);
  CHECK(TemplateChip(wi.conclusion, 2, false).products() == 1);
}

TEST_CASE("runs of constants are pooled") {
  cs::TextPool pool;
  lower::RunPool runs(pool);
  const ir::SymbolCode first[] = {1, 2}, second[] = {1, 2, 3};
  const cs::TextId id = runs.intern(first);
  CHECK(runs.intern(second) != id);
  CHECK(runs.intern(first) == id);
  CHECK(pool.size() == 2);
  CHECK(pool.symbols() == 5);
  CHECK(std::ranges::equal(pool[id], first));
}

TEST_CASE("a coefficient is held once, and spelled as it was given") {
  cs::Circuit circuit;
  lower::CoefficientInterner interner(circuit.coefficients);
  std::map<cs::CoefficientId, cs::Coefficient> seen;
  for (const std::int64_t scale : {1, -1, 2, -16, 15, 16, -17})
    for (const cs::TextId text : {cs::kNoText, cs::TextId{0}})
      for (const std::uint32_t r_power : {0U, 3U})
        for (std::uint32_t beta_power = 0; beta_power < 10; ++beta_power)
          for (const bool alpha : {false, true}) {
            const cs::Coefficient coefficient{scale, text, r_power, beta_power, alpha};
            const cs::CoefficientId id = interner.intern(coefficient);
            CHECK(seen.emplace(id, coefficient).second);
            CHECK(interner.intern(coefficient) == id);
            const cs::Term term{{cs::Phase::Bus, 2}, id};
            CHECK(circuit.spell({&term, 1}).front().coefficient == coefficient);
          }
  CHECK(circuit.coefficients.all().size() == seen.size());
}
