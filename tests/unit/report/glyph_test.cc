// Signs out of HTML fragments that nobody vouches for.
#include "tools/report/glyph.h"
#include "tools/report/unicode.h"

#include <doctest/doctest.h>

using namespace blockfold::report;

namespace {

/// The text of a glyph that must be one run of no style.
std::string plain(const char* html) {
  const auto glyph = read_glyph(html);
  REQUIRE_MESSAGE(glyph.has_value(), html);
  REQUIRE(glyph->runs.size() == 1);
  CHECK(glyph->runs.front().style == kPlain);
  return glyph->runs.front().text;
}

} // namespace

TEST_CASE("glyph: entities become characters") {
  CHECK(plain("&rarr;") == "\u2192");
  CHECK(plain("&#8704;") == "\u2200");
  CHECK(plain("&#x1D711;") == "\U0001d711");
  CHECK(plain("&#X2200;") == "\u2200");
  CHECK(plain("&#8709") == "\u2205"); // people forget the semicolon
  CHECK(plain("&lt;") == "<");
  CHECK(plain("&Nopf;") == "\u2115");
}

TEST_CASE("glyph: text stays, whatever it looks like") {
  CHECK(plain("dom") == "dom");
  CHECK(plain("<->") == "<->");
  CHECK(plain("<") == "<");
  CHECK(plain("a > b") == "a > b");
}

TEST_CASE("glyph: spaces around become flags, spaces within one space") {
  const auto glyph = read_glyph(" &nbsp; a &#160;\n b ");
  REQUIRE(glyph.has_value());
  CHECK(glyph->space_before);
  CHECK(glyph->space_after);
  CHECK(glyph->runs == std::vector<Run>{{"a b", kPlain}});
  CHECK_FALSE(read_glyph("a")->space_before);
  CHECK_FALSE(read_glyph("a")->space_after);
}

TEST_CASE("glyph: styles of known tags, nested and in either case") {
  CHECK(read_glyph("<I>x</I>")->runs == std::vector<Run>{{"x", kItalic}});
  CHECK(read_glyph("a<SUB><i>b</i></SUB>c")->runs ==
        std::vector<Run>{{"a", kPlain}, {"b", kSubscript | kItalic}, {"c", kPlain}});
  CHECK(read_glyph("<SPAN STYLE='text-decoration: overline;'>Z</SPAN>")->runs ==
        std::vector<Run>{{"Z", kOverline}});
  CHECK(read_glyph("<FONT COLOR=\"#0000FF\"><I>&phi;</I></FONT>")->runs ==
        std::vector<Run>{{"\u03c6", kItalic}});
  CHECK(read_glyph("<b>x</i></b>y")->runs == std::vector<Run>{{"x", kBold}, {"y", kPlain}});
}

TEST_CASE("glyph: large unions are those of families") {
  CHECK(plain("<FONT SIZE=\"+1\">&cup;</FONT>") == "\u22c3");
  CHECK(plain("&cup;") == "\u222a");
}

TEST_CASE("glyph: what symbols have no use for is refused") {
  for (const std::string html :
       {"", "   ", "<I></I>", "<IMG SRC='x.gif' ALT=' A.'>", "<script>alert(1)</script>",
        "<style>x</style>", "<a href='http://x'>y</a>", "<i", "&unknown;", "&rarr", "&#;", "&#x;",
        "&#0;", "&#x110000;", "&#xD800;", "&#99999999999999;", "&", "a\x01", "\xff"}) {
    INFO(html);
    CHECK_FALSE(read_glyph(html).has_value());
  }
  CHECK_FALSE(read_glyph(std::string(65, 'a')).has_value());
}

TEST_CASE("glyph: nothing that turns, hides or disturbs the text around it") {
  for (const std::string html :
       {"&#x202E;", "&#x2066;", "&#x200F;", "&#x200B;", "&#xAD;", "&#x5D0;", "&#xFEFF;", "&#xE000;",
        "&#x2028;", "&#x1EE00;", "a&#x202E;b"}) {
    INFO(html);
    CHECK_FALSE(read_glyph(html).has_value());
  }
  CHECK(plain("&aleph;") == "\u2135"); // a sign for cardinals, not the letter
}

TEST_CASE("glyph: symbols that look alike are found, spaces and slant aside") {
  const auto look = [](const char* html) { return appearance(*read_glyph(html)); };
  CHECK(look("<i>a</i>") == look(" a "));
  CHECK(look("<sub>a</sub>") != look("a"));
  CHECK(look("<sub>a</sub>") != look("<sup>a</sup>"));
  CHECK(look("<span class=symvar>+</span>") != look("+"));
  CHECK(look("ab") != look("a"));
}

TEST_CASE("unicode: bytes of unknown origin") {
  CHECK(harmless_text("x \u03c6 <b>") == "x \u03c6 <b>");
  CHECK(harmless_text("a\xff"
                      "b") == "a<FF>b");
  CHECK(harmless_text("\xe2\x80\xae") == "<E2><80><AE>");
  CHECK(harmless_text("a\nb\x1b[1m") == "a<0A>b<1B>[1m");
  CHECK(harmless_text("\xc3") == "<C3>");
  CHECK(harmless_text("\xed\xa0\x80") == "<ED><A0><80>");
}
