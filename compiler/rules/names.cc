#include "compiler/rules/names.h"

#include "compiler/rules/suggest.h"
#include "compiler/support/format.h"

#include <llvm/ADT/STLExtras.h>

#include <limits>

namespace blockfold::rules {
namespace {

constexpr unsigned kMaxBits = 64;

/// The types that every program has, but for the uN and iN.
std::optional<Type> builtin_type(llvm::StringRef name) {
  if (name == "field")
    return Type{Type::Kind::Field};
  if (name == "address")
    return Type{Type::Kind::Address};
  if (name == "bool")
    return Type{Type::Kind::Bits, 1};
  return std::nullopt;
}

/// "u32" and "i32"; the number of bits may be too large.
std::optional<Type> integer_type(llvm::StringRef name) {
  Type type{Type::Kind::Bits};
  type.is_signed = name.startswith("i");
  if (!name.consume_front("u") && !name.consume_front("i"))
    return std::nullopt;
  if (name.startswith("0") || name.getAsInteger(10, type.bits))
    return std::nullopt;
  return type;
}

} // namespace

std::optional<std::int64_t> parse_number(const ast::Word& word, Reporter& reporter) {
  std::string digits;
  for (const char c : word.text)
    if (c != '_')
      digits += c;
  llvm::StringRef rest = digits;
  const unsigned radix = rest.consume_front("0x") ? 16 : 10;
  std::uint64_t value = 0;
  if (!rest.getAsInteger(radix, value) && value <= std::numeric_limits<std::int64_t>::max())
    return static_cast<std::int64_t>(value);
  reporter.report(Code::BadNumber, word.range,
                  fmt::format("{} is no number below 2^63", quoted(word.text)));
  return std::nullopt;
}

llvm::StringRef Names::kind_name(Kind kind) {
  switch (kind) {
  case Kind::Sort:
    return "sort";
  case Kind::Symbol:
    return "symbol";
  case Kind::Relation:
    return "relation";
  case Kind::Table:
    return "table";
  case Kind::Rule:
    return "rule";
  }
  return "name";
}

bool Names::declare(const ast::Word& name, Kind kind, std::size_t id) {
  if (in_texts(kind) && (builtin_type(name.text) || integer_type(name.text))) {
    reporter_.report(Code::Redeclared, name.range,
                     fmt::format("{} is a type of the language", quoted(name.text)));
    return false;
  }
  Space& space = in_texts(kind) ? words_ : names_;
  const auto [entry, inserted] =
      space.try_emplace(name.text, Named{kind, static_cast<std::uint32_t>(id), name.range});
  if (inserted)
    return true;
  reporter_.report(Code::Redeclared, name.range,
                   fmt::format("{} is declared already, as a {}", quoted(name.text),
                               kind_name(entry->second.kind)),
                   {reporter_.note(entry->second.where, "the first declaration is here")});
  return false;
}

const Names::Named* Names::visible(const Space& space, const ast::Word& name) const {
  const auto found = space.find(name.text);
  if (found == space.end() || !sees(name.range.file, found->second.where.file))
    return nullptr;
  return &found->second;
}

const Names::Named* Names::require(const ast::Word& name, llvm::ArrayRef<Kind> kinds, Code code,
                                   llvm::StringRef what,
                                   llvm::ArrayRef<llvm::StringRef> extra) const {
  const Space& space = in_texts(kinds.front()) ? words_ : names_;
  const Named* found = visible(space, name);
  if (found != nullptr && llvm::is_contained(kinds, found->kind))
    return found;
  std::vector<DiagnosticNote> notes;
  std::string message = fmt::format("there is no {} {}", what, quoted(name.text));
  if (found != nullptr) {
    message = fmt::format("{} is a {}, not a {}", quoted(name.text), kind_name(found->kind), what);
    notes.push_back(reporter_.note(found->where, "it is declared here"));
  } else if (const auto hidden = space.find(name.text); hidden != space.end()) {
    notes.push_back(reporter_.note(hidden->second.where,
                                   "it is declared here, in a file that this one does not import"));
  } else if (!reporter_.sink().full()) { // names are compared with all others
    NearMatches near(name.text);
    for (const llvm::StringRef candidate : extra)
      near.offer(candidate);
    for (const auto& entry : space)
      if (llvm::is_contained(kinds, entry.second.kind) &&
          sees(name.range.file, entry.second.where.file))
        near.offer(entry.first());
    message += did_you_mean(near);
  }
  reporter_.report(code, name.range, std::move(message), std::move(notes));
  return nullptr;
}

std::optional<Type> Names::type(const ast::Word& name, const Program& program) const {
  if (const auto builtin = builtin_type(name.text))
    return builtin;
  if (const auto integer = integer_type(name.text)) {
    if (integer->bits <= kMaxBits)
      return integer;
    reporter_.report(Code::UnknownType, name.range,
                     fmt::format("{} has too many bits: the widest types are u{} and i{}",
                                 quoted(name.text), kMaxBits, kMaxBits));
    return std::nullopt;
  }
  const llvm::StringRef builtins[] = {"field", "bool", "address"};
  const Named* found = require(name, Kind::Sort, Code::UnknownType, "type or sort", builtins);
  if (found == nullptr)
    return std::nullopt;
  const auto sort = static_cast<SortId>(found->id);
  if (!program[sort].is_claim)
    return Type{Type::Kind::Text, 0, false, sort};
  reporter_.report(Code::ClaimVariable, name.range,
                   fmt::format("{} is a claim, and claims have no variables", quoted(name.text)),
                   {reporter_.note(found->where, "it is declared here")});
  return std::nullopt;
}

} // namespace blockfold::rules
