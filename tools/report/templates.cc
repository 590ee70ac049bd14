#include "tools/report/templates.h"

#include "runtime/base/check.h"
#include "tools/common/progress.h"
#include "tools/report/unicode.h"

#include <fmt/format.h>
#include <llvm/ADT/StringMap.h>

#include <cmath>

namespace blockfold::report {
namespace {

namespace mustache = kainjow::mustache;

/// Each template is parsed once.
mustache::mustache& parsed(llvm::StringRef name) {
  static llvm::StringMap<mustache::mustache> cache;
  const auto known = cache.find(name);
  if (known != cache.end())
    return known->second;
  const llvm::StringRef text = embedded_file({name.data(), name.size()});
  auto& added = cache.try_emplace(name, text.rtrim('\n').str()).first->second;
  BF_CHECK(added.is_valid());
  return added;
}

} // namespace

Fields& Fields::text(const char* name, llvm::StringRef value) {
  data_.set(name, harmless_text(value));
  return *this;
}

Fields& Fields::count(const char* name, std::uint64_t value) {
  return text(name, tools::format_count(value));
}

Fields& Fields::number(const char* name, double value) {
  return text(name, fmt::format("{}", std::round(value * 100) / 100));
}

Fields& Fields::html(const char* name, const Html& value) {
  data_.set(name, value.str());
  return *this;
}

Fields& Fields::flag(const char* name, bool value) {
  data_.set(name, value);
  return *this;
}

Fields& Fields::list(const char* name, const std::vector<Fields>& values) {
  mustache::data list(mustache::data::type::list);
  for (const Fields& value : values)
    list.push_back(value.data_);
  data_.set(name, std::move(list));
  return *this;
}

Html render(llvm::StringRef name, const Fields& fields) {
  return Html(parsed(name).render(fields.data_));
}

Html trusted_file(llvm::StringRef name) {
  return Html(std::string(embedded_file({name.data(), name.size()})));
}

} // namespace blockfold::report
