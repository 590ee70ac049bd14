// Reading $t comments.
#include "tools/report/typesetting.h"

#include "tests/unit/theories.h"

using namespace blockfold;
using report::Typesetting;

namespace {

std::string shown(const Typesetting& typesetting, const char* symbol) {
  const report::Glyph* glyph = typesetting.find(symbol);
  return glyph == nullptr ? "" : glyph->runs.front().text;
}

} // namespace

TEST_CASE("typesetting: definitions, joined strings, comments, both sorts of quotes") {
  const Typesetting t = Typesetting::read(R"(
    /* htmldef "no" as "NO"; */
    htmltitle "Title";
    althtmldef "->" as ' &rarr; ';
    althtmldef 'ph' as "&p" + "hi;" /* in two parts */
      + "";
    htmldef "x" as "<i>x</i>"; latexdef "x" as "\alpha";
    htmldef '"' as '""'; htmldef "'" as "it''s"; htmldef "q" as 'it''s';
    htmldef ";" as ";";
  )");
  CHECK(shown(t, "->") == "\u2192");
  CHECK(shown(t, "ph") == "\u03c6");
  CHECK(shown(t, "x") == "x");
  CHECK(shown(t, "no").empty());
  CHECK(shown(t, "\"") == "\"\"");
  CHECK(shown(t, "'") == "it''s");
  CHECK(shown(t, "q") == "it's");
  CHECK(shown(t, ";") == ";");
}

TEST_CASE("typesetting: althtmldef counts before htmldef, the first before the second") {
  const Typesetting t = Typesetting::read(R"(htmldef "a" as "1"; althtmldef "a" as "2";
    althtmldef "a" as "3"; htmldef "b" as "4"; althtmldef "c" as "<img src=x>"; htmldef "c" as "5";)");
  CHECK(shown(t, "a") == "2");
  CHECK(shown(t, "b") == "4");
  CHECK(shown(t, "c") == "5");
}

TEST_CASE("typesetting: whatever is malformed is passed over, and what follows is read") {
  const Typesetting t = Typesetting::read(R"(htmldef; htmldef "a"; htmldef "b" as; htmldef "c" as d;
    htmldef "d" as "unclosed
    ; ; + + ; althtmldef as "x" as "y"; htmldef "e" as "E"; /* never closed htmldef "f" as "F";)");
  CHECK(shown(t, "e") == "E");
  CHECK(shown(t, "f").empty());
  CHECK(shown(t, "c").empty());
  CHECK(Typesetting::read("").size() == 0);
  CHECK(Typesetting::read("htmldef \"").size() == 0);
}

TEST_CASE("typesetting: the comment is found where it is one") {
  CHECK(report::typesetting_comment("$c a $.\n$( $t\n body $)\n") == "\n body ");
  CHECK(report::typesetting_comment("$(\n  $t body $)") == " body ");
  CHECK(report::typesetting_comment("$( about $t and so on $)").empty());
  CHECK(report::typesetting_comment("$( $to $)").empty());
  CHECK(report::typesetting_comment("$($t x $)").empty());
  CHECK(report::typesetting_comment("$t x $)").empty());
  CHECK(report::typesetting_comment("$( no $t $) $( $t yes $)") == " yes ");
}

TEST_CASE("typesetting: of a database") {
  const auto database =
      testing::read(std::string(testing::kLogic) + "$( $t althtmldef \"->\" as ' &rarr; '; $)\n");
  CHECK(shown(Typesetting::of(*database), "->") == "\u2192");
  CHECK(Typesetting::of(*testing::read(testing::kLogic)).size() == 0);
}
