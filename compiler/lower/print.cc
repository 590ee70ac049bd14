#include "compiler/lower/print.h"

#include "compiler/lower/chip/relations.h"

#include <nlohmann/json.hpp>

#include <array>
#include <map>
#include <optional>

namespace blockfold::lower {
namespace {

using cs::Column;
using cs::Phase;
using cs::RowKind;
using cs::SymbolicTerm;

constexpr const char* kPhaseNames[] = {"structure", "text", "bus"};
constexpr char kPhaseLetters[] = {'s', 't', 'h'};

llvm::StringRef kind_name(RowKind kind) {
  switch (kind) {
  case RowKind::Product:
    return "product";
  case RowKind::Inverse:
    return "inverse";
  case RowKind::Emit:
    return "emit";
  case RowKind::Demand:
    return "demand";
  case RowKind::Assert:
    return "assert";
  }
  return "";
}

std::string power(const char* base, std::uint64_t exponent) {
  return exponent == 1 ? base : base + ("^" + std::to_string(exponent));
}

std::string symbols_text(const ir::Theory& theory, std::span<const std::uint32_t> symbols) {
  std::string text;
  for (const std::uint32_t code : symbols) {
    if (!text.empty())
      text += ' ';
    text += theory.symbol_names[code];
  }
  return text;
}

/// A coefficient without its sign.
std::string magnitude_text(const ir::Theory& theory, const cs::TextPool& texts,
                           const cs::Coefficient& coefficient) {
  std::string out;
  const auto factor = [&](const std::string& more) { out += out.empty() ? more : "*" + more; };
  // Negated as unsigned: the least number has no positive counterpart.
  const auto scale = static_cast<std::uint64_t>(coefficient.scale);
  const std::uint64_t magnitude = coefficient.scale < 0 ? 0 - scale : scale;
  if (magnitude != 1)
    factor(std::to_string(magnitude));
  if (coefficient.alpha)
    factor("alpha");
  if (coefficient.beta_power != 0)
    factor(power("beta", coefficient.beta_power));
  if (coefficient.r_power != 0)
    factor(power("r", coefficient.r_power));
  if (coefficient.text != cs::kNoText)
    factor("fp(\"" + symbols_text(theory, texts[coefficient.text]) + "\")");
  return out.empty() ? "1" : out;
}

/// Writes rows and forms of one chip.
class FormWriter {
public:
  FormWriter(const ir::Theory& theory, const cs::Circuit& circuit, const cs::Chip& chip)
      : theory_(theory), circuit_(circuit), chip_(chip) {}

  std::string form(std::uint32_t begin, std::uint32_t end) const { return form(spell(begin, end)); }

  std::string form(llvm::ArrayRef<SymbolicTerm> terms) const {
    std::string out;
    for (const SymbolicTerm& term : terms) {
      const bool negative = term.coefficient.scale < 0;
      if (out.empty())
        out = negative ? "-" : "";
      else
        out += negative ? " - " : " + ";
      out += magnitude(term);
    }
    return out.empty() ? "0" : out;
  }

  std::string row(const cs::Row& row) const {
    const std::string left = tuple_difference(row).value_or(parenthesized(spell(row.a, row.b)));
    return left + " * " + parenthesized(spell(row.b, row.c)) + " = " + form(row.c, row.end);
  }

private:
  std::vector<SymbolicTerm> spell(std::uint32_t begin, std::uint32_t end) const {
    return circuit_.spell(std::span(chip_.terms).subspan(begin, end - begin));
  }

  std::string magnitude(const SymbolicTerm& term) const {
    std::string coefficient = magnitude_text(theory_, circuit_.texts, term.coefficient);
    if (term.column == Column{Phase::Fixed, cs::kOne})
      return coefficient;
    const std::string column = column_text(chip_, term.column);
    return coefficient == "1" ? column : coefficient + "*" + column;
  }

  std::string parenthesized(llvm::ArrayRef<SymbolicTerm> terms) const {
    const bool plain = terms.size() == 1 && terms.front().coefficient.scale >= 0;
    return plain ? form(terms) : "(" + form(terms) + ")";
  }

  /// A bus row's left side, `(alpha - [claim])`; nothing for other rows.
  std::optional<std::string> tuple_difference(const cs::Row& row) const {
    if (!cs::is_bus(row.kind))
      return std::nullopt;
    std::map<unsigned, std::vector<SymbolicTerm>> fields; // by power of beta
    std::int64_t tag = 0;
    for (SymbolicTerm term : spell(row.a, row.b)) {
      if (term.coefficient.alpha)
        continue;
      term.coefficient.scale = -term.coefficient.scale;
      if (term.coefficient.beta_power == 0) {
        tag += term.coefficient.scale;
        continue;
      }
      const unsigned place = std::exchange(term.coefficient.beta_power, 0U);
      fields[place].push_back(term);
    }
    std::string out = "(alpha - [" + relation_name(tag);
    for (const auto& [place, terms] : fields)
      out += " " + field_name(tag, place) + "=" + field_value(tag, place, terms);
    return out + "])";
  }

  static bool is(std::int64_t tag, Relation relation) {
    return tag == static_cast<std::int64_t>(relation);
  }

  static std::string relation_name(std::int64_t tag) {
    constexpr auto kNode = static_cast<std::int64_t>(Relation::Node);
    constexpr auto kBlock = static_cast<std::int64_t>(Relation::Block);
    if (tag >= kBlock)
      return "relation" + std::to_string(tag - kBlock);
    if (tag >= kNode)
      return "node" + std::to_string(tag - kNode);
    constexpr std::array<const char*, 7> kNames = {"?",    "stmt",     "var",  "dummy",
                                                   "disj", "declared", "range"};
    return tag > 0 && tag < static_cast<std::int64_t>(kNames.size())
               ? kNames[static_cast<std::size_t>(tag)]
               : "relation" + std::to_string(tag);
  }

  static std::string field_name(std::int64_t tag, unsigned place) {
    constexpr std::array<const char*, 8> kStatement = {"",  "kappa", "tc", "t",
                                                       "L", "F",     "R",  "addr"};
    constexpr std::array<const char*, 4> kDisjoint = {"", "kappa", "a", "b"};
    constexpr std::array<const char*, 4> kDeclared = {"", "kappa", "x", "y"};
    if (is(tag, Relation::Statement) && place < kStatement.size())
      return kStatement[place];
    if (is(tag, Relation::Disjoint) && place < kDisjoint.size())
      return kDisjoint[place];
    if (is(tag, Relation::Declared) && place < kDeclared.size())
      return kDeclared[place];
    if (is(tag, Relation::Range))
      return "value";
    if (tag >= static_cast<std::int64_t>(Relation::Block))
      return "a" + std::to_string(place);
    if (place == 1)
      return "addr";
    return tag >= static_cast<std::int64_t>(Relation::Node) ? "a" + std::to_string(place - 1) : "x";
  }

  std::string field_value(std::int64_t tag, unsigned place,
                          llvm::ArrayRef<SymbolicTerm> terms) const {
    if (is(tag, Relation::Statement) && place == kTypecodeField) {
      const std::int64_t typecode = terms.front().coefficient.scale - 1;
      if (terms.size() == 1 && typecode >= 0 &&
          typecode < static_cast<std::int64_t>(theory_.typecodes.size()))
        return theory_.typecodes[static_cast<std::size_t>(typecode)];
    }
    return parenthesized(terms);
  }

  const ir::Theory& theory_;
  const cs::Circuit& circuit_;
  const cs::Chip& chip_;
};

std::vector<std::string> wires(const cs::Chip& chip, unsigned phase) {
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < chip.columns[phase]; ++i)
    names.push_back(column_text(chip, {static_cast<Phase>(phase + 1), i}));
  return names;
}

std::string constant_text(const ir::Theory& theory, const cs::TextPool& texts,
                          const cs::ConstantColumn& column, std::size_t copy) {
  const std::uint64_t value = column.values[copy];
  switch (column.meaning) {
  case cs::ConstantColumn::Meaning::Integer:
    return std::to_string(value);
  case cs::ConstantColumn::Meaning::Scalar:
    return "scalar " + std::to_string(value);
  case cs::ConstantColumn::Meaning::Power:
    return power("r", value);
  case cs::ConstantColumn::Meaning::Fingerprint:
    return "fp(\"" + symbols_text(theory, texts[static_cast<cs::TextId>(value)]) + "\")";
  }
  return "";
}

/// The values of a fixed column, copy after copy; only the first of a long one.
void print_constants(llvm::raw_ostream& out, const ir::Theory& theory, const cs::TextPool& texts,
                     const cs::Chip& chip, std::uint32_t index) {
  constexpr std::size_t kShown = 8;
  const cs::ConstantColumn& column = chip.constants[index];
  out << "  " << column_text(chip, {Phase::Fixed, cs::kFirstConstant + index}) << ':';
  for (std::size_t copy = 0; copy < column.values.size() && copy < kShown; ++copy)
    out << (copy == 0 ? " " : ", ") << constant_text(theory, texts, column, copy);
  out << (column.values.size() > kShown ? ", ...\n" : "\n");
}

void print_chip(llvm::raw_ostream& out, const ir::Theory& theory, const LoweredTheory& lowered,
                std::size_t index) {
  const cs::Chip& chip = lowered.circuit.chips[index];
  const LoweredChip& meaning = lowered.chips[index];
  out << "\nchip " << index << " " << role_name(meaning.role) << " '" << chip.name
      << "': " << chip.rows.size() << " constraints, wires " << chip.columns[0] << " + "
      << chip.columns[1] << " + " << chip.columns[2];
  if (meaning.fixed_copies != 0)
    out << ", " << meaning.fixed_copies << " copies";
  out << '\n';
  for (unsigned phase = 0; phase < cs::kPhases; ++phase) {
    out << "  " << kPhaseNames[phase] << ':';
    for (const std::string& name : wires(chip, phase))
      out << ' ' << name;
    out << '\n';
  }
  for (std::uint32_t i = 0; i < chip.constants.size(); ++i)
    print_constants(out, theory, lowered.circuit.texts, chip, i);
  const FormWriter writer(theory, lowered.circuit, chip);
  for (std::size_t i = 0; i < chip.rows.size(); ++i) {
    out << "  " << kind_name(chip.rows[i].kind) << ": " << writer.row(chip.rows[i]);
    if (i < chip.row_names.size())
      out << "    # " << chip.row_names[i];
    out << '\n';
  }
}

// --- matrices -----------------------------------------------------------------------------------

/// The entries of one matrix of one kind.
class MatrixEntries {
public:
  MatrixEntries(const ir::Theory& theory, const LoweredTheory& lowered, const cs::Kind& kind,
                unsigned matrix)
      : theory_(theory), lowered_(lowered), kind_(kind), matrix_(matrix) {}

  char name() const { return "ABC"[matrix_]; }

  std::uint64_t count() const {
    std::uint64_t total = 0;
    for (const cs::Placement& placement : kind_.placements)
      for (const cs::Row& row : chip(placement).rows)
        for (const SymbolicTerm& term : terms(placement, row))
          total += std::uint64_t{is_address(term) ? 3U : 1U} << placement.log_copies;
    return total;
  }

  /// Visits row, column and coefficient of every entry.
  template <class Visit> void for_each(Visit visit) const {
    for (const cs::Placement& placement : kind_.placements) {
      std::uint64_t first_row = placement.row;
      for (const cs::Row& row : chip(placement).rows) {
        const std::vector<SymbolicTerm> spelled = terms(placement, row);
        for (std::uint32_t copy = 0; copy < placement.copies(); ++copy)
          for (const SymbolicTerm& term : spelled)
            visit_term(placement, term, first_row + copy, copy, visit);
        first_row += placement.copies();
      }
    }
  }

private:
  const cs::Chip& chip(const cs::Placement& placement) const {
    return lowered_.circuit.chips[placement.chip];
  }

  std::vector<SymbolicTerm> terms(const cs::Placement& placement, const cs::Row& row) const {
    const std::uint32_t bounds[] = {row.a, row.b, row.c, row.end};
    return lowered_.circuit.spell(
        std::span(chip(placement).terms)
            .subspan(bounds[matrix_], bounds[matrix_ + 1] - bounds[matrix_]));
  }

  static bool is_address(const SymbolicTerm& term) {
    return term.column == Column{Phase::Fixed, cs::kAddress};
  }

  template <class Visit>
  void visit_term(const cs::Placement& placement, const SymbolicTerm& term, std::uint64_t row,
                  std::uint32_t copy, Visit& visit) const {
    const std::string coefficient =
        coefficient_text(theory_, lowered_.circuit.texts, term.coefficient);
    const auto entry = [&](Column column, const std::string& value) {
      visit(row, cs::column_offset(kind_, placement, column) + copy, value);
    };
    if (!is_address(term))
      return entry(term.column, coefficient);
    // addr = base * one + index + stride * segment
    entry({Phase::Fixed, cs::kOne}, scaled(coefficient, placement.address));
    entry({Phase::Fixed, cs::kIndex}, coefficient);
    entry({Phase::Fixed, cs::kSegment}, scaled(coefficient, kind_.stride));
  }

  static std::string scaled(const std::string& coefficient, std::uint64_t factor) {
    return coefficient + "*" + std::to_string(factor);
  }

  const ir::Theory& theory_;
  const LoweredTheory& lowered_;
  const cs::Kind& kind_;
  unsigned matrix_;
};

} // namespace

llvm::StringRef role_name(ChipRole role) {
  switch (role) {
  case ChipRole::Range:
    return "range table";
  case ChipRole::Variable:
    return "variable";
  case ChipRole::Rule:
    return "rule";
  case ChipRole::DisjointDeclared:
    return "disjoint declared";
  case ChipRole::DisjointDummy:
    return "disjoint dummy";
  case ChipRole::DisjointLeft:
    return "disjoint left";
  case ChipRole::DisjointRight:
    return "disjoint right";
  case ChipRole::Hypothesis:
    return "hypotheses";
  case ChipRole::NodeHypothesis:
    return "hypothesis";
  case ChipRole::Qed:
    return "qed";
  case ChipRole::Declared:
    return "declarations";
  case ChipRole::BlockRule:
    return "block-rule";
  case ChipRole::BlockTable:
    return "block-table";
  }
  return "";
}

std::string coefficient_text(const ir::Theory& theory, const cs::TextPool& texts,
                             const cs::Coefficient& coefficient) {
  return (coefficient.scale < 0 ? "-" : "") + magnitude_text(theory, texts, coefficient);
}

std::string column_text(const cs::Chip& chip, Column column) {
  if (column.phase == Phase::Fixed) {
    constexpr std::array<const char*, 4> kNames = {"1", "index", "segment", "addr"};
    return column.index < kNames.size()
               ? kNames[column.index]
               : "const" + std::to_string(column.index - cs::kFirstConstant);
  }
  const auto phase = static_cast<unsigned>(column.phase) - 1;
  const std::vector<std::string>& names = chip.column_names[phase];
  return column.index < names.size() ? names[column.index]
                                     : kPhaseLetters[phase] + std::to_string(column.index);
}

std::string row_text(const ir::Theory& theory, const cs::Circuit& circuit, const cs::Chip& chip,
                     const cs::Row& row) {
  return FormWriter(theory, circuit, chip).row(row);
}

void print_chips(llvm::raw_ostream& out, const ir::Theory& theory, const LoweredTheory& lowered) {
  const RangeParameters& range = lowered.range;
  out << "range table: " << range.table_bits << " bits; digits: length " << range.length_limbs
      << ", time " << range.time_limbs << ", order " << range.order_limbs << '\n';
  std::size_t rows = 0;
  std::array<std::uint64_t, cs::kPhases> columns{};
  for (std::size_t i = 0; i < lowered.chips.size(); ++i) {
    print_chip(out, theory, lowered, i);
    rows += lowered.circuit.chips[i].rows.size();
    for (unsigned phase = 0; phase < cs::kPhases; ++phase)
      columns[phase] += lowered.circuit.chips[i].columns[phase];
  }
  out << "\ntotal: " << lowered.chips.size() << " chips, " << rows << " constraints, wires "
      << columns[0] << " + " << columns[1] << " + " << columns[2] << ", "
      << lowered.circuit.texts.size() << " texts of " << lowered.circuit.texts.symbols()
      << " symbols\n";
}

nlohmann::ordered_json chips_json(const ir::Theory& theory, const LoweredTheory& lowered) {
  nlohmann::ordered_json array = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < lowered.chips.size(); ++i) {
    const cs::Chip& chip = lowered.circuit.chips[i];
    nlohmann::ordered_json object;
    object["name"] = chip.name;
    object["role"] = role_name(lowered.chips[i].role).str();
    object["subject"] = lowered.chips[i].subject;
    object["fixed_copies"] = lowered.chips[i].fixed_copies;
    for (unsigned phase = 0; phase < cs::kPhases; ++phase)
      object["wires"][kPhaseNames[phase]] = wires(chip, phase);
    object["rows"] = nlohmann::ordered_json::array();
    for (std::size_t q = 0; q < chip.rows.size(); ++q) {
      nlohmann::ordered_json row;
      row["kind"] = kind_name(chip.rows[q].kind).str();
      row["equation"] = row_text(theory, lowered.circuit, chip, chip.rows[q]);
      if (q < chip.row_names.size())
        row["about"] = chip.row_names[q];
      object["rows"].push_back(std::move(row));
    }
    array.push_back(std::move(object));
  }
  return array;
}

void print_r1cs(llvm::raw_ostream& out, const ir::Theory& theory, const LoweredTheory& lowered,
                Matrices detail) {
  for (std::size_t k = 0; k < lowered.circuit.kinds.size(); ++k) {
    const cs::Kind& kind = lowered.circuit.kinds[k];
    out << "kind " << k << ": " << kind.rows_used << " rows of "
        << (std::uint64_t{1} << kind.log_rows) << ", " << 4 * kind.part_size()
        << " columns in 4 parts, " << kind.segments << " segments";
    std::vector<MatrixEntries> matrices;
    for (unsigned matrix = 0; matrix < 3; ++matrix) {
      matrices.emplace_back(theory, lowered, kind, matrix);
      out << ", " << matrices.back().count() << " entries in " << matrices.back().name();
    }
    out << '\n';
    if (detail == Matrices::Entries)
      for (const MatrixEntries& matrix : matrices)
        matrix.for_each([&](std::uint64_t row, std::uint64_t column, const std::string& value) {
          out << matrix.name() << ' ' << row << ' ' << column << ' ' << value << '\n';
        });
  }
}

nlohmann::ordered_json r1cs_json(const ir::Theory& theory, const LoweredTheory& lowered) {
  nlohmann::ordered_json kinds = nlohmann::ordered_json::array();
  for (const cs::Kind& kind : lowered.circuit.kinds) {
    nlohmann::ordered_json object = {{"segments", kind.segments},
                                     {"rows", kind.rows_used},
                                     {"padded_rows", std::uint64_t{1} << kind.log_rows},
                                     {"columns", 4 * kind.part_size()}};
    for (unsigned i = 0; i < 3; ++i) {
      const MatrixEntries matrix(theory, lowered, kind, i);
      nlohmann::ordered_json& entries = object[std::string(1, matrix.name())];
      entries = nlohmann::ordered_json::array();
      matrix.for_each([&](std::uint64_t row, std::uint64_t column, const std::string& value) {
        entries.push_back({row, column, value});
      });
    }
    kinds.push_back(std::move(object));
  }
  return kinds;
}

} // namespace blockfold::lower
