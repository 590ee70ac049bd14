#pragma once

#include <llvm/ADT/StringRef.h>

#include <cstddef>
#include <cstdint>
#include <string>

/// How messages lie in a stream of bytes: the base protocol of the Language Server Protocol. A
/// header of lines `Name: value`, an empty line, and as many bytes as `Content-Length` says.
namespace blockfold::server {

/// Where bytes come from.
class ByteSource {
public:
  virtual ~ByteSource() = default;
  /// At most `most` bytes; 0 at the end. Waits for the first one.
  virtual std::size_t read(char* to, std::size_t most) = 0;
  /// Whether `read` would return at once.
  virtual bool ready() = 0;
};

struct Incoming {
  enum class Kind : std::uint8_t {
    Message, ///< `text` is its body
    Bad,     ///< `text` says what is wrong; there may be messages after it
    End,
  };
  Kind kind;
  std::string text;
};

/// Cuts a stream into messages. Whatever the bytes are, every call of `next` consumes some of them
/// or says that the stream has ended, and never keeps more than a header and a message.
class MessageReader {
public:
  static constexpr std::size_t kMaxHeaderBytes = 4096;
  static constexpr std::uint64_t kMaxMessageBytes = std::uint64_t{64} << 20;

  explicit MessageReader(ByteSource& source) : source_(source) {}

  Incoming next();
  /// Whether more has arrived already.
  bool ready() { return at_ < buffer_.size() || source_.ready(); }

private:
  struct Header;
  bool fill();
  bool line(std::string& into, std::string& problem);
  std::string take_field(llvm::StringRef field, Header& header) const;
  Incoming bad(std::string why);
  Incoming body(std::uint64_t length);
  void find_header();
  void skip();

  ByteSource& source_;
  std::string buffer_;
  std::size_t at_ = 0;           ///< what of the buffer was used
  std::size_t header_bytes_ = 0; ///< of the header being read
  bool lost_ = false;            ///< the next header has to be found first
  std::uint64_t to_skip_ = 0;    ///< bytes of a message that is not read
};

/// The message with its header.
std::string framed(llvm::StringRef body);

} // namespace blockfold::server
