#include "tools/report/folding_picture.h"

#include <doctest/doctest.h>

#include <string>

using namespace blockfold;

namespace {

cs::Circuit circuit_of(std::initializer_list<std::uint32_t> segments) {
  cs::Circuit circuit;
  for (const std::uint32_t count : segments) {
    cs::Kind kind{};
    kind.segments = count;
    circuit.kinds.push_back(kind);
  }
  return circuit;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

} // namespace

TEST_CASE("folding picture: a cell for each segment and each fold") {
  const std::string svg = report::folding_picture(circuit_of({1, 6})).str();
  CHECK(count(svg, "class=\"root\"") == 2);
  CHECK(count(svg, "class=\"full\"") == 6 + 3 + 2); // 6 segments of 8 places, then 3 of 4, 2 of 2
  CHECK(count(svg, "class=\"empty\"") == 2 + 1);
  CHECK(svg.find("6 segments") != std::string::npos);
  CHECK(svg.find("1 segment<") != std::string::npos);
  CHECK(svg.find("kind 1: 6 segments folded in 3 rounds") != std::string::npos);
}

TEST_CASE("folding picture: the most segments that there can be make no large picture") {
  const std::string svg = report::folding_picture(circuit_of({1, 65536, 40000, 65536})).str();
  CHECK(svg.size() < 40'000);
  CHECK(svg.find(">65,536<") != std::string::npos);
}
