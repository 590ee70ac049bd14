#include "compiler/imp/inputs.h"

#include "compiler/support/format.h"

#include <nlohmann/json.hpp>

#include <limits>

namespace blockfold::imp {
namespace {

bool fault(DiagnosticSink& sink, std::string message) {
  Diagnostic diagnostic;
  diagnostic.code = &info(Code::BadInput);
  diagnostic.message = std::move(message);
  sink.add(std::move(diagnostic));
  return false;
}

bool add(llvm::StringRef name, std::vector<std::int64_t> values, Values& inputs,
         DiagnosticSink& sink) {
  if (!inputs.try_emplace(name.str(), std::move(values)).second)
    return fault(sink, fmt::format("the input {} has two values", quoted(name)));
  return true;
}

bool read_number(llvm::StringRef text, std::int64_t& out) {
  return !text.trim().getAsInteger(10, out);
}

bool read_number(const nlohmann::json& json, std::int64_t& out) {
  if (!json.is_number_integer() ||
      (json.is_number_unsigned() &&
       json.get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()}))
    return false;
  out = json.get<std::int64_t>();
  return true;
}

} // namespace

bool read_input(llvm::StringRef text, Values& inputs, DiagnosticSink& sink) {
  auto [name, value] = text.split('=');
  name = name.trim();
  value = value.trim();
  const auto malformed = [&] {
    return fault(sink, fmt::format("{} is not NAME=VALUE, or NAME=[1,2,3] for an array, with "
                                   "values of 64 bits",
                                   quoted(text)));
  };
  if (name.empty() || !text.contains('='))
    return malformed();
  std::vector<std::int64_t> values;
  if (!value.consume_front("[")) {
    values.emplace_back();
    return read_number(value, values.front()) ? add(name, std::move(values), inputs, sink)
                                              : malformed();
  }
  if (!value.consume_back("]"))
    return malformed();
  llvm::SmallVector<llvm::StringRef, 16> parts;
  value.split(parts, ',');
  for (const llvm::StringRef part : parts)
    if (!read_number(part, values.emplace_back()))
      return malformed();
  return add(name, std::move(values), inputs, sink);
}

bool read_inputs(llvm::StringRef text, Values& inputs, DiagnosticSink& sink) {
  const auto json = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
  if (!json.is_object())
    return fault(sink, "the file of inputs is no JSON object such as {\"n\": 10, \"a\": [1, 2]}");
  bool good = true;
  for (const auto& [name, value] : json.items()) {
    std::vector<std::int64_t> values;
    bool numbers = true;
    if (value.is_array())
      for (const auto& element : value)
        numbers &= read_number(element, values.emplace_back());
    else
      numbers = read_number(value, values.emplace_back());
    good &= numbers ? add(name, std::move(values), inputs, sink)
                    : fault(sink, fmt::format("the input {} is no integer of 64 bits, and no array "
                                              "of such",
                                              quoted(llvm::StringRef(name))));
  }
  return good;
}

} // namespace blockfold::imp
