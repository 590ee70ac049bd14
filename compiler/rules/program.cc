#include "compiler/rules/program.h"

#include "compiler/support/format.h"

#include <algorithm>
#include <map>

namespace blockfold::rules {

std::size_t Table::columns() const {
  switch (kind) {
  case Kind::Range:
    return 1;
  case Kind::And:
  case Kind::Or:
  case Kind::Xor:
    return 3;
  case Kind::Rows:
    break;
  }
  return rows.front().size();
}

Interval Table::column_interval(std::size_t column) const {
  if (kind != Kind::Rows)
    return bits_interval(bits);
  return row_intervals[column];
}

bool Table::determines(llvm::ArrayRef<bool> known, std::size_t column) const {
  switch (kind) {
  case Kind::Range:
    return bits == 0;
  case Kind::And:
  case Kind::Or:
    return column == 2 && known[0] && known[1];
  case Kind::Xor: // any two give the third
    return known[(column + 1) % 3] && known[(column + 2) % 3];
  case Kind::Rows:
    break;
  }
  std::map<std::vector<std::uint64_t>, std::uint64_t> values;
  for (const auto& row : rows) {
    std::vector<std::uint64_t> key;
    for (std::size_t i = 0; i < row.size(); ++i)
      if (known[i] && i != column)
        key.push_back(row[i]);
    const auto [entry, inserted] = values.try_emplace(std::move(key), row[column]);
    if (!inserted && entry->second != row[column])
      return false;
  }
  return true;
}

std::string type_name(const Program& program, const Type& type) {
  switch (type.kind) {
  case Type::Kind::Field:
    return "field";
  case Type::Kind::Bits:
    return fmt::format("{}{}", type.is_signed ? "i" : "u", type.bits);
  case Type::Kind::Address:
    return "address";
  case Type::Kind::Text:
    break;
  }
  return program[type.sort].name;
}

std::optional<Interval> type_interval(const Type& type) {
  if (type.kind != Type::Kind::Bits)
    return std::nullopt;
  if (!type.is_signed)
    return bits_interval(type.bits);
  const WideInteger half = WideInteger{1} << (type.bits - 1);
  return Interval{-half, half - 1};
}

std::string to_string(const Rule& rule, const Polynomial& polynomial) {
  return ir::to_text(polynomial, [&](VariableIndex variable) -> llvm::StringRef {
    return rule.variables[variable].name;
  });
}

std::string to_string(const Program& program, const Rule& rule, const Text& text) {
  std::string out;
  for (const TextItem item : text) {
    out += out.empty() ? "" : " ";
    out += item.is_variable ? rule.variables[item.id].name
                            : program[static_cast<SymbolId>(item.id)].name;
  }
  return out;
}

} // namespace blockfold::rules
