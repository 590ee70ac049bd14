#include "compiler/ir/numbers.h"

#include "compiler/support/format.h"

#include <llvm/ADT/APInt.h>
#include <llvm/ADT/StringExtras.h>

namespace blockfold::ir {
namespace {

/// Digits of the largest element, in decimal; hexadecimal ones are fewer.
constexpr std::size_t kMostDigits = 77;

struct Digits {
  bool negative;
  unsigned radix;
  llvm::StringRef text; ///< not empty, all of them digits, no leading zeros but of 0
};

std::optional<Digits> split(llvm::StringRef text) {
  const bool negative = text.consume_front("-");
  const unsigned radix = text.consume_front("0x") ? 16 : 10;
  const auto is_digit = [&](char c) {
    return radix == 16 ? llvm::isHexDigit(c) : llvm::isDigit(c);
  };
  if (text.empty() || !llvm::all_of(text, is_digit))
    return std::nullopt;
  const llvm::StringRef significant = text.ltrim('0');
  return Digits{negative, radix, significant.empty() ? text.take_back(1) : significant};
}

std::optional<std::uint64_t> magnitude(const Digits& digits) {
  std::uint64_t value = 0;
  if (digits.text.getAsInteger(digits.radix, value))
    return std::nullopt;
  return value;
}

std::optional<Fr> large_magnitude(const Digits& digits) {
  if (digits.text.size() > kMostDigits)
    return std::nullopt;
  const llvm::APInt value(320, digits.text, static_cast<std::uint8_t>(digits.radix));
  std::array<std::uint8_t, 32> bytes;
  if (value.getActiveBits() > 8 * bytes.size())
    return std::nullopt;
  for (unsigned i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::uint8_t>(value.extractBitsAsZExtValue(8, 8 * i));
  return Fr::from_bytes(bytes);
}

} // namespace

std::optional<Fr> parse_element(llvm::StringRef text) {
  const auto digits = split(text);
  if (!digits)
    return std::nullopt;
  const auto small = magnitude(*digits);
  const auto value = small ? Fr::from_u64(*small) : large_magnitude(*digits);
  return value && digits->negative ? -*value : value;
}

std::optional<std::uint64_t> parse_word(llvm::StringRef text, const BlockType& type) {
  const auto digits = split(text);
  const auto size = digits ? magnitude(*digits) : std::nullopt;
  if (!size)
    return std::nullopt;
  const WideInteger value = digits->negative ? -WideInteger{*size} : WideInteger{*size};
  if (value < type.low() || value - type.low() >= WideInteger{1} << type.bits)
    return std::nullopt;
  return static_cast<std::uint64_t>(value);
}

std::string type_name(const BlockType& type) {
  switch (type.kind) {
  case BlockType::Kind::Field:
    return "field";
  case BlockType::Kind::Address:
    return "address";
  case BlockType::Kind::Text:
    return "text";
  case BlockType::Kind::Integer:
    break;
  }
  return fmt::format("{}{}", type.is_signed ? "i" : "u", type.bits);
}

std::string type_name(const BlockProgram& program, const BlockType& type) {
  return type.is_text() ? program.sorts[type.sort] : type_name(type);
}

std::string type_range(const BlockType& type) {
  switch (type.kind) {
  case BlockType::Kind::Field:
    return "numbers below the order of BN254's scalar field are field elements";
  case BlockType::Kind::Address:
    return "an address is the name of a block";
  case BlockType::Kind::Text:
    return "a text stands between backquotes";
  case BlockType::Kind::Integer:
    break;
  }
  return fmt::format("{} holds {} to {}", type_name(type), decimal(type.low()),
                     decimal(type.low() + (WideInteger{1} << type.bits) - 1));
}

} // namespace blockfold::ir
