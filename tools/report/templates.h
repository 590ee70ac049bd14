#pragma once

#include <kainjow/mustache.hpp>
#include <llvm/ADT/StringRef.h>

#include <string>
#include <string_view>
#include <vector>

/// The page's templates: Mustache files in templates/, built into the program. Text that goes into
/// them is escaped there; only what a template has made is taken as it is.
namespace blockfold::report {

/// Mark-up: made by templates only.
class Html {
public:
  Html() = default;
  Html& operator+=(const Html& more) {
    text_ += more.text_;
    return *this;
  }
  std::size_t size() const { return text_.size(); }
  bool empty() const { return text_.empty(); }
  const std::string& str() const { return text_; }

private:
  friend Html render(llvm::StringRef, const class Fields&);
  friend Html trusted_file(llvm::StringRef);
  explicit Html(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// What a template is filled with.
class Fields {
public:
  /// `{{name}}`. Bytes that a page must not have are spelled out, see harmless_text.
  Fields& text(const char* name, llvm::StringRef value);
  /// `{{name}}`: 1234567 as 1,234,567.
  Fields& count(const char* name, std::uint64_t value);
  /// `{{name}}`, a coordinate or a percentage: two digits behind the point at most.
  Fields& number(const char* name, double value);
  /// `{{{name}}}`.
  Fields& html(const char* name, const Html& value);
  /// `{{#name}} ... {{/name}}` if it holds, `{{^name}} ... {{/name}}` if not.
  Fields& flag(const char* name, bool value);
  /// `{{#name}} ... {{/name}}` once for each.
  Fields& list(const char* name, const std::vector<Fields>& values);

private:
  friend Html render(llvm::StringRef, const Fields&);
  kainjow::mustache::data data_;
};

/// Fills in the template with the name of a file in templates/.
Html render(llvm::StringRef name, const Fields& fields);

/// A file of templates/ as it is: style sheet and script.
Html trusted_file(llvm::StringRef name);

/// The bytes of a file in templates/ (generated). The name must be that of one.
std::string_view embedded_file(std::string_view name);

} // namespace blockfold::report
