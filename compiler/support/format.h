#pragma once

#include <fmt/format.h>
#include <llvm/ADT/StringRef.h>

/// Lets `fmt::format` take LLVM's string views.
template <> struct fmt::formatter<llvm::StringRef> : fmt::formatter<std::string_view> {
  template <class Context> auto format(llvm::StringRef text, Context& context) const {
    return fmt::formatter<std::string_view>::format({text.data(), text.size()}, context);
  }
};

namespace blockfold {

/// A name of the input as messages quote it: in quotes, cut when it is absurdly long.
inline std::string quoted(llvm::StringRef name) {
  constexpr std::size_t kShown = 100;
  return name.size() <= kShown ? fmt::format("'{}'", name)
                               : fmt::format("'{}...'", name.take_front(kShown));
}

} // namespace blockfold
