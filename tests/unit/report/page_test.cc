// The page as a whole: it is well made, small, and belongs to nobody who writes a theory.
#include "tests/unit/report/example.h"

#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringRef.h>

#include <set>

using namespace blockfold;
using testing::ReportExample;

namespace {

bool contains(llvm::StringRef text, llvm::StringRef part) {
  return text.contains(part);
}

/// Names of all tags of a page, without those inside style and script.
std::set<std::string> tags_of(llvm::StringRef page) {
  std::set<std::string> tags;
  for (;;) {
    page = page.drop_front(std::min(page.find('<'), page.size()));
    if (page.empty())
      return tags;
    llvm::StringRef inside = page.drop_front(1).take_until([](char c) { return c == '>'; });
    inside.consume_front("/");
    const std::string name =
        inside.take_while([](char c) { return llvm::isAlnum(c) || c == '!'; }).str();
    tags.insert(name);
    page = page.drop_front(1);
    if (name == "style" || name == "script")
      page = page.drop_front(page.find("</" + name) + 1).drop_front(1);
  }
}

const std::set<std::string> kOwnTags = {
    "!doctype", "html",   "head",    "meta",    "title",  "link",       "style",   "script",
    "body",     "a",      "header",  "div",     "svg",    "path",       "rect",    "polygon",
    "text",     "title",  "p",       "span",    "h1",     "h2",         "h3",      "dl",
    "dt",       "dd",     "details", "summary", "nav",    "main",       "section", "article",
    "ul",       "li",     "var",     "code",    "i",      "b",          "u",       "sub",
    "sup",      "strong", "table",   "thead",   "tbody",  "tfoot",      "tr",      "th",
    "ol",       "g",      "circle",  "td",      "figure", "figcaption", "footer",  "pre"};

void check_tags(const std::string& page) {
  for (const std::string& tag : tags_of(page)) {
    INFO(tag);
    CHECK(kOwnTags.contains(tag));
  }
}

/// A theory whose symbols try to be something else, and whose typesetting helps them.
constexpr const char* kHostile = R"(
$c |- wff <script>alert(1)</script> <img/src=x/onerror=alert(2)> "onclick="alert(3) </title><b> {{{style}}} &lt;i&gt; $.
$v <u>p</u> $. wp $f wff <u>p</u> $.
$( $t althtmldef "wff" as "<script>alert(4)</script>";
      althtmldef "<u>p</u>" as "<i>p</i>&lt;script&gt;";
      althtmldef "|-" as "&#x202e;|-"; $)
wx $a wff <script>alert(1)</script> <img/src=x/onerror=alert(2)> "onclick="alert(3) $.
ax $a |- </title><b> {{{style}}} &lt;i&gt; <u>p</u> $.
evil $p |- </title><b> {{{style}}} &lt;i&gt; <script>alert(1)</script> <img/src=x/onerror=alert(2)> "onclick="alert(3) $= wx ax $.
)";

} // namespace

TEST_CASE("page: says what was proved, from what, and how") {
  const ReportExample example(std::string(testing::kLogic) + testing::kIdentity + testing::kTwice);
  const std::string page = example.page("id.bfc");
  for (const char* part :
       {"Valid", "2</dd>", "id.bfc", "theory.mm", "ax1", "mp2", "What is proved",
        "What it rests on", "Nothing is assumed", "The circuit", "Segments and folding",
        "Bytes of the certificate", "Security", "127 bits", "prefers-color-scheme: dark",
        "Content-Security-Policy", "default-src 'none'", "name=\"viewport\""}) {
    INFO(part);
    CHECK(contains(page, part));
  }
  CHECK_FALSE(contains(page, "Time of the prover"));
  CHECK_FALSE(contains(page, "http://"));
  CHECK_FALSE(contains(page, "https://"));
  CHECK_FALSE(contains(page, "{{"));
  CHECK(page == example.page("id.bfc"));
  check_tags(page);
}

TEST_CASE("page: sections come in the order of what matters") {
  const std::string page = ReportExample(std::string(testing::kLogic) + testing::kIdentity).page();
  std::size_t last = 0;
  for (const char* id : {"class=\"verdict\"", "id=\"statement\"", "id=\"axioms\"", "id=\"lemmas\"",
                         "id=\"circuit\"", "id=\"segments\"", "id=\"bytes\"", "id=\"security\""}) {
    INFO(id);
    const std::size_t at = page.find(id);
    REQUIRE(at != std::string::npos);
    CHECK(at > last);
    last = at;
  }
}

TEST_CASE("page: nothing of a theory is mark-up") {
  const ReportExample example(kHostile);
  const std::string page = example.page("\"><script>alert(5)</script>\n\xff.bfc");
  check_tags(page);
  CHECK_FALSE(contains(page, "<script>alert"));
  CHECK_FALSE(contains(page, "<img"));
  CHECK_FALSE(contains(page, "\xff"));
  CHECK_FALSE(contains(page, "\u202e"));
  CHECK(contains(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
  CHECK(contains(page, "{{{style}}}"));
  CHECK(contains(page, "&amp;lt;i&amp;gt;"));
  CHECK(contains(page, "&quot;onclick=&quot;alert(3)"));
}

TEST_CASE("page: names of phases in a profile are no mark-up either") {
  report::Profile profile;
  profile.wall = 1;
  profile.phases = {{"<script>alert(1)</script>", 1, 1}};
  profile.spans = {{"<script>alert(1)</script>", 0, 1}};
  const std::string page =
      ReportExample(std::string(testing::kLogic) + testing::kIdentity).page("x.bfc", &profile);
  check_tags(page);
  CHECK(contains(page, "Time of the prover"));
  CHECK_FALSE(contains(page, "<script>alert"));
}

TEST_CASE("page: many theorems of many symbols make no large page, and none is forgotten") {
  constexpr std::size_t kTheorems = 2'500;
  std::string text = "$c |- \"<&'>\" $.\n";
  for (std::size_t i = 0; i < kTheorems; ++i) {
    std::string words;
    for (std::size_t k = 0; k < (i == 0 ? 60'000 : 1 + i % 300); ++k)
      words += " \"<&'>\"";
    const std::string n = std::to_string(i);
    text += "ax" + n + " $a |-" + words + " $.\nth" + n + std::string(60, 'x') + " $p |-" + words +
            " $= ax" + n + " $.\n";
  }
  const ReportExample example(text);
  const std::string page = example.page();
  CHECK(page.size() <= report::kMaxPageBytes);
  CHECK(page.size() > report::kMaxPageBytes / 4);
  CHECK(contains(page, "more symbols"));
  CHECK(contains(page, "which <code>blockfold verify --full</code> prints"));
  CHECK(contains(page, "2,500"));
  check_tags(page);
}

TEST_CASE("page: names of any length") {
  const std::string label(100'000, 'l'), symbol(100'000, 's');
  const ReportExample example("$c |- " + symbol + " $. ax $a |- " + symbol + " $. " + label +
                              " $p |- " + symbol + " $= ax $.");
  CHECK(example.page().size() < 100'000);
}
