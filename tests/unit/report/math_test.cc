// Statements as mathematics.
#include "tools/report/math.h"

#include "tests/unit/theories.h"

using namespace blockfold;
using namespace blockfold::report;

namespace {

/// The text of mark-up, tags taken out.
std::string text_of(const Html& html) {
  std::string text;
  bool inside = false;
  for (const char c : html.str()) {
    inside |= c == '<';
    if (!inside)
      text += c;
    inside &= c != '>';
  }
  return text;
}

/// The conclusion of an assertion as it is shown.
std::string shown(const std::string& theory_text, const std::string& label, const char* comment,
                  std::size_t max_symbols = SIZE_MAX) {
  const ir::Theory theory = testing::theory_of(theory_text + " t $p wff p $= wp $.");
  const Typesetting typesetting = Typesetting::read(comment);
  const MathWriter math(theory, typesetting);
  for (const ir::Assertion& assertion : theory.assertions)
    if (assertion.label == label)
      return text_of(math.statement(assertion, assertion.conclusion, max_symbols));
  return "absent";
}

constexpr const char* kArrows = R"t(althtmldef "|-" as "&#8866; "; althtmldef "(" as "(";
  althtmldef ")" as ")"; althtmldef "->" as " &rarr; "; althtmldef "p" as "<i>p</i>";
  althtmldef "q" as "<i>q</i>";)t";

} // namespace

TEST_CASE("math: typeset with the spaces that the definitions ask for") {
  CHECK(shown(testing::kLogic, "ax1", kArrows) == "\u22a2 (p \u2192 (q \u2192 p))");
  CHECK(shown(testing::kLogic, "ax1", "") == "|- ( p -&gt; ( q -&gt; p ) )");
}

TEST_CASE("math: a long statement is cut and says so") {
  CHECK(shown(testing::kLogic, "ax1", "", 2) == "|- ( p &hellip; 7 more symbols");
}

TEST_CASE("math: two symbols that look alike are both shown as they are written") {
  const std::string theory = std::string(testing::kLogic) + "$c 0 zero $. "
                                                            "wz $a wff zero $. wo $a wff 0 $.";
  CHECK(shown(theory, "wz", "htmldef \"zero\" as \"&#48;\";") == "wff zero");
  CHECK(shown(theory, "wo", "htmldef \"zero\" as \"0\"; htmldef \"0\" as \"0\";") == "wff 0");
  CHECK(shown(theory, "wz", "htmldef \"zero\" as \"0\"; htmldef \"0\" as \"0\";") == "wff zero");
  CHECK(shown(theory, "wz", "htmldef \"zero\" as \"&empty;\";") == "wff \u2205");
}

TEST_CASE("math: no symbol can hide behind a lie that swaps two") {
  // Each of the two is shown as the other is written: neither is what it seems.
  const std::string theory =
      std::string(testing::kLogic) + "$c < > $. wl $a wff < $. wg $a wff > $.";
  const char* swapped = "htmldef \"<\" as \"&gt;\"; htmldef \">\" as \"&lt;\";";
  CHECK(shown(theory, "wl", swapped) == "wff &lt;");
  CHECK(shown(theory, "wg", swapped) == "wff &gt;");
}

TEST_CASE("math: a constant may look as a variable is written, which has a glyph of its own") {
  const std::string theory = std::string(testing::kLogic) + "$c _p $. wv $a wff _p $.";
  CHECK(shown(theory, "wv", "htmldef \"_p\" as \"p\"; htmldef \"p\" as \"&#x1D45D;\";") ==
        "wff p");
  CHECK(shown(theory, "wv", "htmldef \"_p\" as \"p\";") == "wff _p");
}

TEST_CASE("math: variables are marked by their typecode") {
  const ir::Theory theory = testing::theory_of(std::string(testing::kLogic) + testing::kIdentity);
  const Typesetting none;
  const MathWriter math(theory, none);
  const ir::Assertion& goal = theory.assertions.back();
  CHECK(math.statement(goal, goal.conclusion).str().find("<var class=\"v0\">") !=
        std::string::npos);
}
