#include "compiler/lower/chip/chip_builder.h"

#include "runtime/base/check.h"

#include <llvm/Support/xxhash.h>

namespace blockfold::lower {

using cs::Column;
using cs::Phase;
using cs::SymbolicTerm;

cs::TextId RunPool::intern(llvm::ArrayRef<ir::SymbolCode> run) {
  const llvm::StringRef bytes(reinterpret_cast<const char*>(run.data()),
                              run.size() * sizeof(ir::SymbolCode));
  const auto hash = static_cast<std::uint32_t>(llvm::xxHash64(bytes));
  const auto known = known_.find(llvm::CachedHashStringRef(bytes, hash));
  if (known != known_.end())
    return known->second;
  const cs::TextId id = pool_.add({run.data(), run.size()});
  known_.try_emplace(llvm::CachedHashStringRef(bytes.copy(keys_), hash), id);
  return id;
}

std::optional<std::size_t> CoefficientInterner::plain_index(const cs::Coefficient& c) {
  if (c.text != cs::kNoText || c.r_power != 0 || c.scale < -kPlainScales || c.scale >= kPlainScales)
    return std::nullopt;
  if (c.alpha ? c.beta_power != 0 : c.beta_power >= kPlainPowers)
    return std::nullopt;
  const std::int64_t base = c.alpha ? kPlainPowers : c.beta_power;
  return static_cast<std::size_t>(base * 2 * kPlainScales + c.scale + kPlainScales);
}

cs::CoefficientId CoefficientInterner::intern(const cs::Coefficient& coefficient) {
  if (const auto plain = plain_index(coefficient)) {
    if (!plain_[*plain])
      plain_[*plain] = pool_.add(coefficient);
    return *plain_[*plain];
  }
  const auto [entry, inserted] = ids_.try_emplace(coefficient, 0);
  if (inserted)
    entry->second = pool_.add(coefficient);
  return entry->second;
}

ChipBuilder::ChipBuilder(std::string name, LoweredChip& lowered, cs::Chip& chip, RunPool& runs,
                         CoefficientInterner& coefficients, const RangeParameters& range, Keep keep,
                         ChipScratch& scratch)
    : lowered_(lowered), chip_(chip), runs_(runs), coefficients_(coefficients), range_(range),
      keep_(keep), scratch_(scratch) {
  if (keep_ != Keep::Circuit)
    chip_.name = std::move(name);
}

ChipBuilder::~ChipBuilder() {
  const auto settle = [](auto& scratch, auto& exact, bool wanted = true) {
    if (wanted)
      exact.assign(scratch.begin(), scratch.end());
    scratch.clear();
  };
  settle(scratch_.terms, chip_.terms);
  settle(scratch_.rows, chip_.rows);
  settle(scratch_.structure, lowered_.structure, keep_ != Keep::Circuit);
  settle(scratch_.text, lowered_.text, keep_ != Keep::Circuit);
}

Form ChipBuilder::constant(std::int64_t value) {
  if (value == 0)
    return {};
  SymbolicTerm term{{Phase::Fixed, cs::kOne}, {}};
  term.coefficient.scale = value;
  return {term};
}

Form ChipBuilder::one_times_text(cs::TextId text) {
  SymbolicTerm term{{Phase::Fixed, cs::kOne}, {}};
  term.coefficient.text = text;
  return {term};
}

Form ChipBuilder::wire(Column column) {
  return {SymbolicTerm{column, {}}};
}

void ChipBuilder::append(Form& form, const Form& more, std::int64_t scale) {
  for (SymbolicTerm term : more) {
    term.coefficient.scale *= scale;
    form.push_back(term);
  }
}

cs::Column ChipBuilder::new_column(Phase phase, const llvm::Twine& name) {
  const unsigned committed = static_cast<unsigned>(phase) - 1;
  if (keep_ == Keep::Names)
    chip_.column_names[committed].push_back(name.str());
  BF_CHECK(chip_.columns[committed] < cs::kMaxColumns);
  return {phase, chip_.columns[committed]++};
}

namespace {

llvm::StringRef name_of(StructureWire::Meaning meaning) {
  switch (meaning) {
  case StructureWire::Meaning::Context:
    return "kappa";
  case StructureWire::Meaning::OrderLimb:
    return "order";
  case StructureWire::Meaning::Time:
    return "t";
  case StructureWire::Meaning::PremiseTime:
    return "premise_t";
  case StructureWire::Meaning::TimeLimb:
    return "later";
  case StructureWire::Meaning::PremiseAddress:
    return "address";
  case StructureWire::Meaning::PremiseLength:
    return "L";
  case StructureWire::Meaning::LengthLimb:
    return "L_out";
  case StructureWire::Meaning::Multiplicity:
    return "m";
  case StructureWire::Meaning::Symbol:
    return "symbol";
  case StructureWire::Meaning::Value:
    return "v";
  case StructureWire::Meaning::Digit:
    return "digit";
  case StructureWire::Meaning::Active:
    return "active";
  case StructureWire::Meaning::Site:
    return "site";
  }
  return "";
}

} // namespace

Form ChipBuilder::structure(StructureWire::Meaning meaning, std::uint32_t subject,
                            std::uint32_t limb) {
  scratch_.structure.push_back({meaning, subject, limb});
  return wire(new_column(Phase::Structure, name_of(meaning) + llvm::Twine(subject) +
                                               (limb != 0 ? "." + llvm::Twine(limb).str() : "")));
}

Form ChipBuilder::text(TextWire::Meaning meaning, std::uint32_t premise) {
  scratch_.text.push_back({meaning, premise});
  const char* letter = meaning == TextWire::Meaning::Fingerprint ? "F"
                       : meaning == TextWire::Meaning::Value     ? "v"
                                                                 : "R";
  return wire(new_column(Phase::Text, letter + llvm::Twine(premise)));
}

Form ChipBuilder::constants(cs::ConstantColumn column) {
  chip_.constants.push_back(std::move(column));
  return wire(
      {Phase::Fixed, static_cast<std::uint32_t>(cs::kFirstConstant + chip_.constants.size() - 1)});
}

TextForms ChipBuilder::parameter_wires(std::uint32_t premise) {
  TextForms wires;
  wires.length = structure(StructureWire::Meaning::PremiseLength, premise);
  wires.fingerprint = text(TextWire::Meaning::Fingerprint, premise);
  wires.pow = text(TextWire::Meaning::Pow, premise);
  return wires;
}

void ChipBuilder::put(const SymbolicTerm& term) {
  scratch_.terms.push_back({term.column, coefficients_.intern(term.coefficient)});
}

std::uint32_t ChipBuilder::put(const Form& form) {
  for (const SymbolicTerm& term : form)
    put(term);
  return static_cast<std::uint32_t>(scratch_.terms.size());
}

void ChipBuilder::row(cs::RowKind kind, const Form& a, const Form& b, const Form& c,
                      std::uint32_t defines, const llvm::Twine& about) {
  const auto begin = static_cast<std::uint32_t>(scratch_.terms.size());
  put(a);
  close_row(kind, begin, b, c, defines, about);
}

void ChipBuilder::close_row(cs::RowKind kind, std::uint32_t begin, const Form& b, const Form& c,
                            std::uint32_t defines, const llvm::Twine& about) {
  cs::Row row{kind, begin, static_cast<std::uint32_t>(scratch_.terms.size()), 0, 0, defines};
  row.c = put(b);
  row.end = put(c);
  scratch_.rows.push_back(row);
  if (keep_ == Keep::Names)
    chip_.row_names.push_back(about.str());
}

Form ChipBuilder::product(const Form& a, const Form& b, const llvm::Twine& about) {
  scratch_.text.push_back({TextWire::Meaning::Defined, 0});
  const Column column = new_column(Phase::Text, "p" + llvm::Twine(chip_.columns[1]));
  row(cs::RowKind::Product, a, b, wire(column), column.index, about);
  return wire(column);
}

void ChipBuilder::nonzero(const Form& value, const llvm::Twine& about) {
  scratch_.text.push_back({TextWire::Meaning::Defined, 0});
  const Column column = new_column(Phase::Text, "inverse");
  row(cs::RowKind::Inverse, value, wire(column), constant(1), column.index, about);
}

TextForms ChipBuilder::lower_template(const ir::Template& statement,
                                      llvm::ArrayRef<TextForms> parameters, bool with_pow) {
  TextForms out;
  llvm::SmallVector<ir::SymbolCode, 32> run;
  bool seen_parameter = false;
  std::uint32_t constants_before = 0; // all constants so far: the exponent of r in the pow

  const auto flush_run = [&] {
    if (run.empty())
      return;
    for (SymbolicTerm& term : out.fingerprint)
      term.coefficient.r_power += static_cast<std::uint32_t>(run.size());
    append(out.fingerprint, one_times_text(runs_.intern(run)));
    constants_before += static_cast<std::uint32_t>(run.size());
    run.clear();
  };

  for (const ir::Item item : statement.items) {
    if (!item.is_parameter()) {
      run.push_back(item.code());
      continue;
    }
    const TextForms& parameter = parameters[item.index()];
    flush_run();
    if (!seen_parameter) {
      // What stands before the first variable is a constant: its product with R is linear.
      if (!out.fingerprint.empty()) {
        const cs::Coefficient prefix = out.fingerprint.front().coefficient;
        out.fingerprint = parameter.pow;
        out.fingerprint.front().coefficient = prefix;
      }
      if (with_pow)
        out.pow = parameter.pow;
    } else {
      out.fingerprint = product(out.fingerprint, parameter.pow, "text");
      if (with_pow)
        out.pow = product(out.pow, parameter.pow, "pow");
    }
    append(out.fingerprint, parameter.fingerprint);
    append(out.length, parameter.length);
    seen_parameter = true;
  }
  flush_run();
  append(out.length, constant(constants_before));
  if (with_pow) {
    if (!seen_parameter)
      out.pow = constant(1);
    for (SymbolicTerm& term : out.pow)
      term.coefficient.r_power += constants_before;
  }
  return out;
}

// Claims are written term by term into the chip: a library has a million of them.

void ChipBuilder::begin_claim(Relation relation, std::uint32_t arity) {
  claim_ = static_cast<std::uint32_t>(scratch_.terms.size());
  cs::Coefficient alpha;
  alpha.alpha = true;
  put({{Phase::Fixed, cs::kOne}, alpha});
  put(constant(-(static_cast<std::int64_t>(relation) + arity)));
}

void ChipBuilder::field(std::uint32_t place, const Form& form) {
  for (SymbolicTerm term : form) {
    BF_ASSERT(term.coefficient.beta_power == 0);
    term.coefficient.scale = -term.coefficient.scale;
    term.coefficient.beta_power = place;
    put(term);
  }
}

void ChipBuilder::end_claim(cs::RowKind kind, const Form& right, const llvm::Twine& about) {
  const Column h = new_column(Phase::Bus, "h" + llvm::Twine(chip_.columns[2]));
  close_row(kind, claim_, wire(h), right, h.index, about);
}

void ChipBuilder::demand(const llvm::Twine& about) {
  end_claim(cs::RowKind::Demand, constant(1), about);
}

void ChipBuilder::emit(const llvm::Twine& about) {
  end_claim(cs::RowKind::Emit, new_multiplicity(), about);
}

Form ChipBuilder::new_multiplicity() {
  return structure(StructureWire::Meaning::Multiplicity, lowered_.emissions++);
}

void ChipBuilder::demand(const Form& times, const llvm::Twine& about) {
  end_claim(cs::RowKind::Demand, times, about);
}

void ChipBuilder::emit(const Form& times, const llvm::Twine& about) {
  end_claim(cs::RowKind::Emit, times, about);
}

void ChipBuilder::assert_product(const Form& a, const Form& b, const Form& c,
                                 const llvm::Twine& about) {
  row(cs::RowKind::Assert, a, b, c, 0, about);
}

void ChipBuilder::demand(Relation relation, std::uint32_t arity, llvm::ArrayRef<Field> fields,
                         const llvm::Twine& about) {
  begin_claim(relation, arity);
  for (const Field& each : fields)
    field(each.place, each.form);
  demand(about);
}

void ChipBuilder::emit(Relation relation, std::uint32_t arity, llvm::ArrayRef<Field> fields,
                       const llvm::Twine& about) {
  begin_claim(relation, arity);
  for (const Field& each : fields)
    field(each.place, each.form);
  emit(about);
}

void ChipBuilder::demand_range(const Form& value, StructureWire::Meaning meaning,
                               std::uint32_t subject, std::uint32_t limbs,
                               const llvm::Twine& about) {
  Form lowest = value;
  for (std::uint32_t limb = 1; limb < limbs; ++limb) {
    const Form digit = structure(meaning, subject, limb);
    demand(Relation::Range, 0, {{1, digit}}, about);
    append(lowest, digit, -(std::int64_t{1} << (limb * range_.table_bits)));
  }
  demand(Relation::Range, 0, {{1, lowest}}, about);
}

Form ChipBuilder::range_checked_digits(StructureWire::Meaning meaning, std::uint32_t subject,
                                       std::uint32_t limbs, const llvm::Twine& about) {
  Form value;
  for (std::uint32_t limb = 0; limb < limbs; ++limb) {
    const Form digit = structure(meaning, subject, limb);
    demand(Relation::Range, 0, {{1, digit}}, about);
    append(value, digit, std::int64_t{1} << (limb * range_.table_bits));
  }
  return value;
}

} // namespace blockfold::lower
