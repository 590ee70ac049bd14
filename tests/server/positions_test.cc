// Places in UTF-16 and in bytes.
#include "tools/server/positions.h"
#include "tools/server/uri.h"

#include <doctest/doctest.h>

#include <iterator>
#include <string>
#include <vector>

using namespace blockfold;
using namespace blockfold::server;

namespace {

/// Every offset between characters is found again from its position, in order.
void check_round_trip(const std::string& text) {
  CAPTURE(text);
  const Positions positions(text);
  Position last{};
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const Position at = positions.at(i);
    CHECK(std::pair(at.line, at.character) >= std::pair(last.line, last.character));
    last = at;
    const std::size_t back = positions.offset(at);
    CHECK(back <= i);
    CHECK(positions.at(back) == at);
  }
}

} // namespace

TEST_CASE("characters count in units of UTF-16") {
  const std::string text = "aé€😀b"; // 1, 2, 3 and 4 bytes
  const Positions positions(text);
  CHECK(positions.at(0) == Position{0, 0});
  CHECK(positions.at(1) == Position{0, 1});
  CHECK(positions.at(2) == Position{0, 1}); // inside of é
  CHECK(positions.at(3) == Position{0, 2});
  CHECK(positions.at(6) == Position{0, 3});
  CHECK(positions.at(10) == Position{0, 5});
  CHECK(positions.at(11) == Position{0, 6});
  CHECK(positions.at(99) == Position{0, 6});
  CHECK(positions.offset(Position{0, 3}) == 6);
  CHECK(positions.offset(Position{0, 4}) == 6); // between the halves of a pair
  CHECK(positions.offset(Position{0, 5}) == 10);
  CHECK(positions.offset(Position{0, 99}) == 11);
  CHECK(positions.offset(Position{9, 0}) == 11);
}

TEST_CASE("long lines, whose characters are not counted from the beginning each time") {
  const std::pair<std::string, std::uint32_t> characters[] = {
      {"a", 1}, {"é", 1}, {"€", 1}, {"😀", 2}, {"\xff", 1}, {"\xf0\x9f", 2}};
  std::string text;
  std::vector<std::pair<std::size_t, Position>> places;
  std::uint32_t seed = 1;
  for (std::uint32_t line = 0; line < 6; ++line) {
    Position at{line, 0};
    for (std::uint32_t length = line % 2 == 0 ? 3000 : 5; length > 0; --length) {
      places.emplace_back(text.size(), at);
      seed = seed * 1664525 + 1013904223;
      const auto& [bytes, units] = characters[(seed >> 16) % std::size(characters)];
      text += bytes + (bytes.size() == 2 && units == 2 ? "a" : ""); // two bytes that are none
      at.character += units + (bytes.size() == 2 && units == 2 ? 1 : 0);
    }
    places.emplace_back(text.size(), at);
    text += line % 3 == 0 ? "\r\n" : "\n";
  }
  const Positions positions(text);
  for (const auto& [offset, place] : places) {
    CAPTURE(offset);
    CHECK(positions.at(offset) == place);
    CHECK(positions.offset(place) == offset);
  }
}

TEST_CASE("every end of a line counts, for editors") {
  const Positions positions(llvm::StringRef("a\nb\r\nc\rd\n"));
  CHECK(positions.line_count() == 5);
  CHECK(positions.line(1) == "b");
  CHECK(positions.line(2) == "c");
  CHECK(positions.line(4).empty());
  CHECK(positions.line(99).empty());
  CHECK(positions.at(5) == Position{2, 0});
  CHECK(positions.at(7) == Position{3, 0});
  CHECK(positions.offset(Position{1, 9}) == 3); // before "\r\n"
  CHECK(positions.offset(Position{4, 0}) == 9);
  // The compiler knows "\n" only.
  CHECK(positions.offset(LineColumn{3, 3}) == 7);
  CHECK(positions.offset(LineColumn{0, 0}) == 0);
  CHECK(positions.offset(LineColumn{1, 99}) == 9);
  CHECK(positions.offset(LineColumn{99, 1}) == 9);
}

TEST_CASE("bytes that are no UTF-8 count one each") {
  for (const std::string text : {"\xff\xfe", "\xc3", "\xe2\x82", "\xf0\x9f\x98", "\xed\xa0\x80",
                                 "\xc0\x80", "\xf4\x90\x80\x80", "\x80\x80"}) {
    const Positions positions(text);
    CHECK(positions.at(text.size()) == Position{0, static_cast<std::uint32_t>(text.size())});
    check_round_trip(text + "\n" + text);
  }
  for (const std::string text :
       {"", "\n", "\r", "\r\n", "\n\r", "aé€😀b\r\n😀\r\r\n\xff😀", "😀\xf0\x9f\n\x98\x80"})
    check_round_trip(text);
}

TEST_CASE("URIs and paths") {
  CHECK(path_of("file:///a/b.blk") == "/a/b.blk");
  CHECK(path_of("FILE:///a/b.blk") == "/a/b.blk");
  CHECK(path_of("file://localhost/a/./c/../b.blk") == "/a/b.blk");
  CHECK(path_of("file:///a%20b/%C3%A9.blk") == "/a b/é.blk");
  CHECK(path_of("file:///a%2") == "/a%2");
  CHECK(path_of("file:///a%zz%") == "/a%zz%");
  CHECK(path_of("untitled:Untitled-1") == "untitled:Untitled-1");
  CHECK(path_of("file://nothing") == "file://nothing");
  CHECK(path_of("").empty());
  CHECK(uri_of("/a b/é.blk") == "file:///a%20b/%C3%A9.blk");
  CHECK(uri_of("untitled:Untitled-1") == "untitled:Untitled-1");
  for (const std::string path : {"/a/b.blk", "/a b/é#?%.blk", "/\xff"})
    CHECK(path_of(uri_of(path)) == path);
}
