// Any bytes as what an editor sends to the language server. A line of `%%` ends a message: the
// pieces are framed, so that most inputs get as far as the methods; without one the bytes are the
// stream.
#include "tools/server/server.h"

#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/input.h"

#include <llvm/ADT/SmallVector.h>

#include <algorithm>

using namespace blockfold;
using namespace blockfold::server;

namespace {

/// Gives a text in pieces of a size.
class Text : public ByteSource {
public:
  Text(llvm::StringRef text, std::size_t piece) : text_(text), piece_(piece) {}
  std::size_t read(char* to, std::size_t most) override {
    const std::size_t count = std::min({most, piece_, text_.size()});
    std::copy_n(text_.data(), count, to);
    text_ = text_.drop_front(count);
    return count;
  }
  bool ready() override { return !text_.empty(); }

private:
  llvm::StringRef text_;
  std::size_t piece_;
};

constexpr std::size_t kWhole = std::size_t{1} << 20;

std::string stream_of(llvm::StringRef input) {
  if (!input.contains("\n%%\n"))
    return input.str();
  llvm::SmallVector<llvm::StringRef, 16> bodies;
  input.split(bodies, "\n%%\n");
  std::string stream;
  for (const llvm::StringRef body : bodies)
    stream += framed(body);
  return stream;
}

/// What a reader makes of a stream.
std::vector<std::pair<Incoming::Kind, std::string>> messages(llvm::StringRef stream,
                                                             std::size_t piece) {
  Text source(stream, piece);
  MessageReader reader(source);
  std::vector<std::pair<Incoming::Kind, std::string>> out;
  for (Incoming in = reader.next(); in.kind != Incoming::Kind::End; in = reader.next()) {
    FUZZ_CHECK(in.kind == Incoming::Kind::Message || !in.text.empty());
    out.emplace_back(in.kind, std::move(in.text));
    FUZZ_CHECK(out.size() <= stream.size());
  }
  return out;
}

/// How many of the messages are requests, which have an answer each.
std::size_t check_answers(llvm::StringRef stream) {
  Text source(stream, kWhole);
  std::string sent;
  Server served(
      source, [&](llvm::StringRef bytes) { return sent += bytes, true; }, "fuzzed");
  const int exit = served.run();
  FUZZ_CHECK(exit == 0 || exit == 1);
  std::size_t answers = 0;
  for (const auto& [kind, text] : messages(sent, kWhole)) {
    FUZZ_CHECK(kind == Incoming::Kind::Message);
    const Json json = Json::parse(text, nullptr, false);
    FUZZ_CHECK(json.is_object() && json["jsonrpc"] == "2.0");
    FUZZ_CHECK(json.contains("method") != (json.contains("result") || json.contains("error")));
    answers += json.contains("method") ? 0 : 1;
  }
  return answers;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string stream = stream_of(fuzz::as_text(data, size));
  const auto whole = messages(stream, kWhole);
  FUZZ_CHECK(messages(stream, 1) == whole);
  FUZZ_CHECK(messages(stream, 7) == whole);
  FUZZ_CHECK(check_answers(stream) <= whole.size());
  return 0;
}
