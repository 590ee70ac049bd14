// Streams cut into messages, in pieces of every size.
#include "tools/server/messages.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace blockfold::server;

namespace {

/// Gives a text in pieces of at most `piece` bytes.
class Text : public ByteSource {
public:
  Text(std::string text, std::size_t piece) : text_(std::move(text)), piece_(piece) {}
  std::size_t read(char* to, std::size_t most) override {
    const std::size_t count = std::min({most, piece_, text_.size() - at_});
    std::copy_n(text_.data() + at_, count, to);
    at_ += count;
    return count;
  }
  bool ready() override { return at_ < text_.size(); }

private:
  std::string text_;
  std::size_t piece_, at_ = 0;
};

/// "message:BODY" or "bad" for each, in pieces of a size.
std::vector<std::string> read(const std::string& text, std::size_t piece) {
  Text source(text, piece);
  MessageReader reader(source);
  std::vector<std::string> out;
  for (Incoming in = reader.next(); in.kind != Incoming::Kind::End; in = reader.next()) {
    CHECK(!(in.kind == Incoming::Kind::Bad && in.text.empty()));
    out.push_back(in.kind == Incoming::Kind::Message ? "message:" + in.text : "bad");
  }
  CHECK_FALSE(reader.ready());
  CHECK(reader.next().kind == Incoming::Kind::End);
  return out;
}

std::vector<std::string> read(const std::string& text) {
  const auto whole = read(text, 1 << 20);
  for (const std::size_t piece : {1, 2, 3, 7, 64, 4096})
    CHECK(read(text, piece) == whole);
  return whole;
}

using Found = std::vector<std::string>;

} // namespace

TEST_CASE("messages one after the other") {
  CHECK(read("") == Found{});
  CHECK(read(framed("")) == Found{"message:"});
  CHECK(read(framed("{}") + framed("[1]")) == Found{"message:{}", "message:[1]"});
  CHECK(read(framed("a\r\n\r\nb") + framed("Content-Length: 5")) ==
        Found{"message:a\r\n\r\nb", "message:Content-Length: 5"});
  const std::string large(300000, 'x');
  CHECK(read(framed(large) + framed("y"), 5000) == Found{"message:" + large, "message:y"});
}

TEST_CASE("after what makes no sense the next message is found") {
  const std::string good = framed("good");
  CHECK(read("nonsense\r\n\r\n" + good) == Found{"bad", "message:good"});
  CHECK(read("Content-Length: x\r\n\r\n{}" + good) == Found{"bad", "message:good"});
  CHECK(read(std::string(10000, 'z') + good) == Found{"bad", "message:good"});
  CHECK(read(std::string(10000, '\n') + good) == Found{"message:good"});
  CHECK(read("X: y\r\n\r\nbody" + good) == Found{"bad", "message:good"});
  CHECK(read(good + "Content-Length: 100\r\n\r\n" + good) == Found{"message:good", "bad"});
  CHECK(read("Content-Length") == Found{"bad"});
  CHECK(read("Content-Length: 5\r\n") == Found{"bad"});
  CHECK(read("nonsense\r\nContent-Len") == Found{"bad"});
}

TEST_CASE("a message that is too large is passed over") {
  const std::size_t size = MessageReader::kMaxMessageBytes + 1;
  const std::string text = "Content-Length: " + std::to_string(size) + "\r\n\r\n" +
                           std::string(size, ' ') + framed("good");
  CHECK(read(text, 1 << 16) == Found{"bad", "message:good"});
}
