#include "tools/audit/text_values.h"

#include <algorithm>

namespace blockfold::audit {

namespace {

void append(TextValue& text, const TextValue& more) {
  text.length += more.length;
  text.fingerprint = text.fingerprint * more.power + more.fingerprint;
  text.power *= more.power;
}

TextValue symbol(ir::SymbolCode code, const Fr& r) {
  return {Fr::one(), Fr::from_u64(code), r};
}

TextValue empty_text() {
  return {Fr::zero(), Fr::zero(), Fr::one()};
}

} // namespace

Fr part_of_text(const TextValue& text, FieldKind kind) {
  return kind == FieldKind::Length  ? text.length
         : kind == FieldKind::Power ? text.power
                                    : text.fingerprint;
}

TextValue value_of_text(llvm::ArrayRef<ir::SymbolCode> codes, const Fr& r) {
  TextValue out = empty_text();
  for (const ir::SymbolCode code : codes)
    append(out, symbol(code, r));
  return out;
}

TextValue value_of_written(const ir::BlockVariable& text, llvm::ArrayRef<TextValue> variables,
                           const Fr& r) {
  TextValue out = empty_text();
  for (const ir::Item item : text.text)
    append(out, item.is_parameter() ? variables[item.index()] : symbol(item.code(), r));
  return out;
}

KnownTexts::KnownTexts(const std::vector<std::vector<ir::SymbolCode>>& given,
                       ir::SymbolCode symbols, const Fr& r) {
  for (const auto& codes : given)
    add(value_of_text(codes, r));
  const auto other = [&](ir::SymbolCode code) {
    return static_cast<ir::SymbolCode>(code == symbols ? 1 : code + 1);
  };
  for (std::vector<ir::SymbolCode> codes : given) {
    if (codes.empty())
      continue;
    codes.back() = other(codes.back());
    add(value_of_text(codes, r));
    codes.front() = other(codes.front());
    add(value_of_text(codes, r));
  }
  add(empty_text());
  for (ir::SymbolCode code = 1; code <= std::min<ir::SymbolCode>(symbols, 2); ++code)
    add(symbol(code, r));
  if (symbols == 0)
    return;
  add_repeated((std::uint64_t{1} << ir::kTextLengthBits) - 1, r);
  add_repeated(std::uint64_t{1} << (ir::kTextLengthBits - 1), r);
}

void KnownTexts::add(const TextValue& value) {
  if (!has(value))
    all_.push_back(value);
}

/// So many times the first symbol.
void KnownTexts::add_repeated(std::uint64_t length, const Fr& r) {
  TextValue out = empty_text(), square = symbol(1, r);
  for (; length != 0; length >>= 1) {
    if ((length & 1) != 0)
      append(out, square);
    append(square, TextValue(square));
  }
  add(out);
}

bool KnownTexts::has(const TextValue& value) const {
  return std::ranges::find(all_, value) != all_.end();
}

std::optional<TextValue> KnownTexts::with_fingerprint(const Fr& fingerprint) const {
  const auto found = std::ranges::find(all_, fingerprint, &TextValue::fingerprint);
  return found == all_.end() ? std::nullopt : std::optional(*found);
}

} // namespace blockfold::audit
