#pragma once

#include "runtime/base/bytes.h"

#include <cstdint>
#include <optional>
#include <span>

/// Reading and writing of the certificate's primitive values. The encoding is canonical: every
/// value has exactly one, and the reader refuses all others.
namespace blockfold {

class ByteWriter {
public:
  void byte(std::uint8_t value) { bytes_.push_back(value); }
  void raw(ByteView value) { bytes_.insert(bytes_.end(), value.begin(), value.end()); }
  /// LEB128 without superfluous groups.
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7)
      byte(static_cast<std::uint8_t>(value | 0x80));
    byte(static_cast<std::uint8_t>(value));
  }
  void sized(ByteView value) {
    number(value.size());
    raw(value);
  }
  Bytes take() { return std::move(bytes_); }

private:
  Bytes bytes_;
};

/// Reads what ByteWriter wrote. Never reads beyond the end; the first failure is final.
class ByteReader {
public:
  explicit ByteReader(ByteView bytes) : rest_(bytes) {}

  bool failed() const { return failed_; }
  bool at_end() const { return rest_.empty(); }
  std::size_t remaining() const { return rest_.size(); }

  ByteView raw(std::size_t size) {
    if (failed_ || size > rest_.size())
      return fail(), ByteView{};
    const ByteView out = rest_.first(size);
    rest_ = rest_.subspan(size);
    return out;
  }

  std::uint8_t byte() {
    const ByteView out = raw(1);
    return failed_ ? std::uint8_t{0} : out[0];
  }

  /// A number of at most `limit`; fails on larger ones and on non-canonical encodings.
  std::uint64_t number(std::uint64_t limit) {
    std::uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const std::uint8_t group = byte();
      const bool overflows = shift > 63 || (shift == 63 && group > 1);
      const bool overlong = group == 0 && shift != 0;
      if (failed_ || overflows || overlong)
        return fail(), 0;
      value |= std::uint64_t{group & 0x7FU} << shift;
      if (group < 0x80)
        break;
    }
    if (value > limit)
      return fail(), 0;
    return value;
  }

  /// A length-prefixed run of bytes.
  ByteView sized() {
    const std::uint64_t size = number(rest_.size());
    return raw(size);
  }

  void fail() { failed_ = true; }

private:
  ByteView rest_;
  bool failed_ = false;
};

} // namespace blockfold
