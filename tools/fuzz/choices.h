#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace blockfold::fuzz {

/// An input read as a sequence of choices; zeros follow its end.
class Choices {
public:
  Choices(const std::uint8_t* data, std::size_t size) : at_(data), end_(data + size) {}

  bool empty() const { return at_ == end_; }
  std::uint8_t byte() { return at_ == end_ ? std::uint8_t{0} : *at_++; }
  std::uint64_t word() {
    std::uint64_t out = 0;
    const std::size_t size = std::min<std::size_t>(8, static_cast<std::size_t>(end_ - at_));
    if (size != 0)
      std::memcpy(&out, at_, size);
    at_ += size;
    return out;
  }
  std::size_t below(std::size_t bound) { return byte() % bound; }

private:
  const std::uint8_t* at_;
  const std::uint8_t* end_;
};

} // namespace blockfold::fuzz
