#pragma once

#include <cstdlib>
#include <string>
#include <utility>
#include <variant>

namespace blockfold {

/// Why an operation of the runtime failed. `code` is stable and meant for machines, `message` is
/// one sentence for people, without a final stop.
struct Error {
  std::string code;
  std::string message;
};

/// A value or the reason why there is none. Reading the wrong half ends the program: it is a bug of
/// the caller, never of the input.
template <class T> class [[nodiscard]] Result {
public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& operator*() { return get<0>(); }
  const T& operator*() const { return get<0>(); }
  T* operator->() { return &get<0>(); }
  const T* operator->() const { return &get<0>(); }
  const Error& error() const { return get<1>(); }

private:
  template <std::size_t I> auto& get() {
    if (state_.index() != I)
      std::abort();
    return *std::get_if<I>(&state_);
  }
  template <std::size_t I> const auto& get() const {
    if (state_.index() != I)
      std::abort();
    return *std::get_if<I>(&state_);
  }

  std::variant<T, Error> state_;
};

/// Success, or the reason for failure.
using Status = Result<std::monostate>;
inline Status success() {
  return std::monostate{};
}

} // namespace blockfold
