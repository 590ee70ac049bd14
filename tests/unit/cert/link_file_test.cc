// Linked certificates: their bytes are canonical, and everything else is refused.
#include "runtime/cert/link_file.h"

#include "runtime/base/codec.h"
#include "runtime/cert/certificate.h"

#include <doctest/doctest.h>

#include <string>

using namespace blockfold;
using cert::LinkFile;

namespace {

LinkFile example() {
  return {{{"goal.mm", {3, 4, 300}, {1, 2, 3}},
           {"lemma with a space.mm", {}, Bytes(200, 7)},
           {"x", {UINT32_MAX}, {}}}};
}

std::string code_of(ByteView bytes) {
  const auto read = cert::read_link(bytes);
  return read ? "ok" : read.error().code;
}

/// The bytes of a file whose only part is written by hand.
template <class F> Bytes with_part(const F& write) {
  ByteWriter out;
  out.raw(cert::kLinkMagic);
  out.number(cert::kLinkVersion);
  out.number(1);
  write(out);
  return out.take();
}

Bytes with_name(const std::string& name) {
  return cert::write_link({{{name, {0}, {1}}}});
}

} // namespace

TEST_CASE("links survive writing and reading") {
  const LinkFile file = example();
  const Bytes bytes = cert::write_link(file);
  CHECK(cert::is_link_file(bytes));
  const auto read = cert::read_link(bytes);
  REQUIRE(read.ok());
  REQUIRE(read->parts.size() == file.parts.size());
  for (std::size_t i = 0; i < file.parts.size(); ++i) {
    CHECK(read->parts[i].theory == file.parts[i].theory);
    CHECK(read->parts[i].goals == file.parts[i].goals);
    CHECK(read->parts[i].certificate == file.parts[i].certificate);
  }
  CHECK(cert::write_link(*read) == bytes);
}

TEST_CASE("a link cut anywhere, or with something behind it, is refused") {
  Bytes bytes = cert::write_link(example());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    CHECK(code_of(ByteView(bytes).first(size)) != "ok");
  bytes.push_back(0);
  CHECK(code_of(bytes) == "link.trailing");
}

TEST_CASE("magic and version of a link") {
  const Bytes good = cert::write_link(example());
  Bytes bad = good;
  bad[2] = 'C';
  CHECK(code_of(bad) == "link.magic");
  CHECK_FALSE(cert::is_link_file(bad));
  CHECK(code_of({}) == "link.magic");
  bad = good;
  ++bad[4];
  CHECK(code_of(bad) == "link.version");
}

TEST_CASE("a link has a part, and never more than its bytes can hold") {
  CHECK(code_of(cert::write_link({})) == "link.parts");
  ByteWriter out;
  out.raw(cert::kLinkMagic);
  out.number(cert::kLinkVersion);
  out.number(cert::kMostParts);
  CHECK(code_of(out.take()) == "link.parts");
}

TEST_CASE("names of theory files stay in their folder") {
  CHECK(code_of(with_name("a.mm")) == "ok");
  CHECK(code_of(with_name("...")) == "ok");
  CHECK(code_of(with_name("\xc3\xa9.mm")) == "ok");
  CHECK(code_of(with_name(std::string(cert::kLongestTheoryName, 'a'))) == "ok");
  for (const std::string& name :
       {std::string(), std::string("."), std::string(".."), std::string("/etc/passwd"),
        std::string("../a.mm"), std::string("a\nb"), std::string("a\0b", 3), std::string("\x7f"),
        std::string(cert::kLongestTheoryName + 1, 'a')}) {
    CAPTURE(name);
    CHECK(code_of(with_name(name)) == "link.parts");
  }
}

TEST_CASE("ordinals of goals have one encoding and are below 2^32") {
  const auto goals = [](std::initializer_list<std::uint64_t> steps) {
    return code_of(with_part([&](ByteWriter& out) {
      out.sized(Bytes{'x'});
      out.number(steps.size());
      for (const std::uint64_t step : steps)
        out.number(step);
      out.sized({});
    }));
  };
  CHECK(goals({UINT32_MAX}) == "ok");
  CHECK(goals({UINT32_MAX, 0}) == "link.parts");
  CHECK(goals({std::uint64_t{UINT32_MAX} + 1}) == "link.parts");
  CHECK(code_of(with_part([](ByteWriter& out) {
          out.sized(Bytes{'x'});
          out.raw(Bytes{0x80, 0x00}); // a zero in two bytes
          out.sized({});
        })) == "link.parts");
}
