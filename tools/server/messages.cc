#include "tools/server/messages.h"

#include "compiler/support/format.h"

#include <algorithm>
#include <optional>

namespace blockfold::server {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 16;
constexpr llvm::StringRef kLengthField = "Content-Length";

/// Bytes of a header for a message, as much of them as helps.
std::string shown(llvm::StringRef bytes) {
  std::string text;
  for (const char c : bytes.take_front(40))
    text += c >= ' ' && c <= '~' ? c : '?';
  return "'" + text + (bytes.size() > 40 ? "...'" : "'");
}

} // namespace

struct MessageReader::Header {
  std::optional<std::uint64_t> length;
};

bool MessageReader::fill() {
  if (at_ == buffer_.size()) {
    buffer_.clear();
    at_ = 0;
  } else if (at_ > kChunk) {
    buffer_.erase(0, at_);
    at_ = 0;
  }
  const std::size_t before = buffer_.size();
  buffer_.resize(before + kChunk);
  const std::size_t count = source_.read(buffer_.data() + before, kChunk);
  buffer_.resize(before + count);
  return count != 0;
}

Incoming MessageReader::bad(std::string why) {
  header_bytes_ = 0;
  return {Incoming::Kind::Bad, std::move(why)};
}

/// Takes a line without its end. False, with `problem` set unless the stream has ended, if there is
/// none.
bool MessageReader::line(std::string& into, std::string& problem) {
  for (;;) {
    const std::size_t end = buffer_.find('\n', at_);
    const std::size_t length = (end == std::string::npos ? buffer_.size() : end) - at_;
    if (header_bytes_ + length > kMaxHeaderBytes) {
      problem = fmt::format("the header of a message is longer than {} bytes", kMaxHeaderBytes);
      return false;
    }
    if (end != std::string::npos) {
      into = buffer_.substr(at_, length);
      if (!into.empty() && into.back() == '\r')
        into.pop_back();
      header_bytes_ += length + 1;
      at_ = end + 1;
      return true;
    }
    if (!fill())
      return false;
  }
}

/// What is wrong with a field, or empty.
std::string MessageReader::take_field(llvm::StringRef field, Header& header) const {
  auto [name, value] = field.split(':');
  if (name.size() == field.size())
    return fmt::format("the header line {} has no colon", shown(field));
  value = value.trim(" \t");
  if (name.equals_insensitive(kLengthField)) {
    std::uint64_t length = 0;
    if (value.empty() || value.find_first_not_of("0123456789") != llvm::StringRef::npos)
      return fmt::format("Content-Length is no number: {}", shown(value));
    if (value.getAsInteger(10, length))
      return fmt::format("Content-Length is too large: {}", shown(value));
    if (header.length && *header.length != length)
      return "the header has two different Content-Lengths";
    header.length = length;
  } else if (name.equals_insensitive("Content-Type")) {
    const std::string type = value.lower();
    const std::size_t at = type.find("charset=");
    if (at != std::string::npos) {
      const llvm::StringRef charset = llvm::StringRef(type).drop_front(at + 8).trim("\" \t");
      if (charset != "utf-8" && charset != "utf8")
        return fmt::format("the charset {} is not supported, only utf-8 is", shown(charset));
    }
  }
  return {}; // other fields mean nothing here
}

Incoming MessageReader::next() {
  if (to_skip_ != 0)
    skip();
  if (lost_)
    find_header();
  Header header;
  std::string text, problem;
  header_bytes_ = 0;
  bool any = false;
  for (;;) {
    if (!line(text, problem)) {
      const bool inside = any || at_ != buffer_.size();
      at_ = problem.empty() ? buffer_.size() : at_;
      lost_ = !problem.empty();
      if (!problem.empty())
        return bad(problem);
      return inside ? bad("the stream ends inside of a header") : Incoming{Incoming::Kind::End, ""};
    }
    if (text.empty() && !any) {
      header_bytes_ = 0;
      continue; // empty lines between messages do no harm
    }
    any = true;
    if (text.empty())
      break;
    if (std::string why = take_field(text, header); !why.empty()) {
      lost_ = true;
      return bad(std::move(why));
    }
  }
  if (!header.length) {
    lost_ = true;
    return bad("the header has no Content-Length");
  }
  if (*header.length > kMaxMessageBytes) {
    to_skip_ = *header.length;
    return bad(fmt::format("a message of {} bytes is too large, at most {} are read",
                           *header.length, kMaxMessageBytes));
  }
  return body(*header.length);
}

Incoming MessageReader::body(std::uint64_t length) {
  while (buffer_.size() - at_ < length)
    if (!fill()) {
      at_ = buffer_.size();
      return bad("the stream ends inside of a message");
    }
  Incoming message{Incoming::Kind::Message, buffer_.substr(at_, length)};
  at_ += length;
  return message;
}

/// After a header that makes no sense: to the next place where one may begin.
void MessageReader::find_header() {
  const std::string wanted = kLengthField.str() + ":";
  for (;;) {
    const std::size_t found = buffer_.find(wanted, at_);
    if (found != std::string::npos) {
      at_ = found;
      lost_ = false;
      return;
    }
    at_ = std::max(at_, buffer_.size() - std::min(buffer_.size(), wanted.size() - 1));
    if (!fill()) {
      at_ = buffer_.size();
      lost_ = false;
      return;
    }
  }
}

void MessageReader::skip() {
  while (to_skip_ != 0) {
    if (at_ == buffer_.size() && !fill()) {
      to_skip_ = 0;
      return;
    }
    const auto count = std::min<std::uint64_t>(to_skip_, buffer_.size() - at_);
    at_ += count;
    to_skip_ -= count;
  }
}

std::string framed(llvm::StringRef body) {
  return fmt::format("Content-Length: {}\r\n\r\n{}", body.size(), body);
}

} // namespace blockfold::server
