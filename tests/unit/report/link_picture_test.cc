// Arcs from parts to those that prove what they take for granted.
#include "tools/report/link_picture.h"

#include <doctest/doctest.h>
#include <llvm/ADT/StringRef.h>

using namespace blockfold;

namespace {

/// A link of `count` parts, each of which takes a statement from the next.
driver::LinkText chain(std::size_t count) {
  driver::LinkText link;
  for (std::size_t i = 0; i < count; ++i) {
    driver::LinkPartText part;
    part.theory = "theory.mm";
    part.goals = {"lemma" + std::to_string(i)};
    if (i + 1 < count)
      part.discharged = {{"lemma" + std::to_string(i + 1), true, i + 1}};
    link.parts.push_back(std::move(part));
  }
  link.goals = {"lemma0"};
  return link;
}

std::size_t count_of(const report::Html& html, llvm::StringRef what) {
  return llvm::StringRef(html.str()).count(what);
}

} // namespace

TEST_CASE("links: a part, an arc, an end") {
  const report::Html picture = report::link_picture(chain(3));
  CHECK(count_of(picture, "<circle") == 3);
  CHECK(count_of(picture, "class=\"edge\"") == 2);
  CHECK(count_of(picture, "class=\"root\"") == 1);
  CHECK(count_of(picture, "class=\"leaf\"") == 1);
  CHECK(count_of(report::link_picture(chain(1)), "class=\"edge\"") == 0);
}

TEST_CASE("links: several statements of one part are one arc") {
  driver::LinkText link = chain(2);
  link.parts[0].discharged.push_back({"other", false, 1});
  CHECK(count_of(report::link_picture(link), "class=\"edge\"") == 1);
  CHECK(count_of(report::link_picture(link), "takes 2 statements from 1 other parts") == 1);
}

TEST_CASE("links: large ones are drawn in part, and long names lose their middle") {
  driver::LinkText link = chain(report::kMostParts + 50);
  link.parts[0].goals = {"intermediate-state-of-the-run-1", "second"};
  const report::Html picture = report::link_picture(link);
  CHECK(count_of(picture, "<circle") == report::kMostParts);
  CHECK(count_of(picture, "class=\"edge\"") == report::kMostParts - 1);
  CHECK(count_of(picture, "\u2026") == 1);
  CHECK(count_of(picture, "-1 +1</text>") == 1);
}
