// Source positions, the sink and both renderers.
#include "compiler/support/render.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace blockfold;

namespace {

constexpr CodeInfo kTestError = {"TT0001", Severity::Error, "a test", "nothing"};
constexpr CodeInfo kTestWarning = {"TT0002", Severity::Warning, "a test", "nothing"};

Diagnostic diagnostic(const SourceFile& file, std::uint32_t offset, std::uint32_t length) {
  Diagnostic d;
  d.code = &kTestError;
  d.where = SourceRange(file, offset, length);
  d.message = "this is wrong";
  return d;
}

std::string rendered(const Diagnostic& d) {
  std::string text;
  llvm::raw_string_ostream out(text);
  render_text(d, out);
  return out.str();
}

} // namespace

TEST_CASE("lines and columns") {
  const auto file = SourceFile::from_text("ab\n\ncd", "f");
  const auto at = [&](std::uint32_t offset) {
    const LineColumn place = file->position(offset);
    return std::to_string(place.line) + ":" + std::to_string(place.column);
  };
  CHECK(at(0) == "1:1");
  CHECK(at(2) == "1:3");
  CHECK(at(3) == "2:1");
  CHECK(at(4) == "3:1");
  CHECK(at(6) == "3:3");
  CHECK(at(1000) == "3:3");
}

TEST_CASE("a diagnostic shows the line and what is wrong in it") {
  const auto file = SourceFile::from_text("one\ntwo\tthree\nfour", "f.mm");
  CHECK(rendered(diagnostic(*file, 8, 5)) == "f.mm:2:5: error[TT0001]: this is wrong\n"
                                             "    two three\n"
                                             "        ^~~~~\n");
}

TEST_CASE("a diagnostic at the end of the text") {
  const auto file = SourceFile::from_text("one", "f.mm");
  CHECK(rendered(diagnostic(*file, 3, 1)) == "f.mm:1:4: error[TT0001]: this is wrong\n"
                                             "    one\n"
                                             "       ^\n");
  const auto empty = SourceFile::from_text("", "f.mm");
  CHECK(rendered(diagnostic(*empty, 0, 1)) == "f.mm:1:1: error[TT0001]: this is wrong\n"
                                              "    \n"
                                              "    ^\n");
}

TEST_CASE("unprintable bytes are escaped and do not shift the caret") {
  const auto file = SourceFile::from_text("a\xff\x01z", "f.mm");
  CHECK(rendered(diagnostic(*file, 3, 1)) == "f.mm:1:4: error[TT0001]: this is wrong\n"
                                             "    a<FF><01>z\n"
                                             "             ^\n");
  CHECK(rendered(diagnostic(*file, 1, 1)) == "f.mm:1:2: error[TT0001]: this is wrong\n"
                                             "    a<FF><01>z\n"
                                             "     ^~~~\n");
}

TEST_CASE("a long line is cut around the place") {
  const std::string line = std::string(1000, 'a') + "HERE" + std::string(1000, 'b');
  const auto file = SourceFile::from_text("x\n" + line + "\ny", "f.mm");
  for (const std::uint32_t offset : {0U, 2U, 50U, 500U, 1002U, 1900U, 2005U}) {
    CAPTURE(offset);
    const Excerpt excerpt = file->excerpt(offset);
    CHECK(excerpt.text.size() <= SourceFile::kExcerptBytes);
    CHECK(excerpt.caret <= excerpt.text.size());
  }
  const Excerpt excerpt = file->excerpt(1002);
  CHECK(excerpt.text.substr(excerpt.caret, 4) == "HERE");
  CHECK(excerpt.cut_before);
  CHECK(excerpt.cut_after);
  const std::string text = rendered(diagnostic(*file, 1002, 500));
  CHECK(text.find("...aaa") != std::string::npos);
  CHECK(text.find("bbb...") != std::string::npos);
  CHECK(text.size() < 500);
}

TEST_CASE("notes, with a place and without") {
  const auto file = SourceFile::from_text("one two", "f.mm");
  Diagnostic d = diagnostic(*file, 0, 3);
  d.label = "th";
  d.proof_step = 7;
  d.notes.push_back({{}, "just so"});
  d.notes.push_back({SourceRange(*file, 4, 3), "see here"});
  CHECK(rendered(d) == "f.mm:1:1: error[TT0001]: this is wrong (step 7 of the proof of 'th')\n"
                       "    one two\n"
                       "    ^~~\n"
                       "note: just so\n"
                       "f.mm:1:5: note: see here\n"
                       "    one two\n"
                       "        ^~~\n");
  const auto json = to_json(d);
  CHECK(json["code"] == "TT0001");
  CHECK(json["severity"] == "error");
  CHECK(json["line"] == 1);
  CHECK(json["column"] == 1);
  CHECK(json["length"] == 3);
  CHECK(json["label"] == "th");
  CHECK(json["proof_step"] == 7);
  CHECK(json["notes"][0].dump() == R"({"text":"just so"})");
  CHECK(json["notes"][1]["column"] == 5);
}

TEST_CASE("a diagnostic about a whole file") {
  Diagnostic d;
  d.code = &kTestError;
  d.where = SourceRange("caf\xc3\xa9.mm");
  d.message = "gone";
  CHECK(rendered(d) == "caf<C3><A9>.mm: error[TT0001]: gone\n");
  CHECK_FALSE(to_json(d).contains("line"));
  CHECK(to_json(d).dump().find("caf<C3><A9>.mm") != std::string::npos);
}

TEST_CASE("the sink counts what it does not keep") {
  const auto file = SourceFile::from_text("one", "f.mm");
  DiagnosticSink sink(2);
  DiagnosticSink other(10);
  for (int i = 0; i < 3; ++i)
    other.add(diagnostic(*file, 0, 1));
  Diagnostic warning = diagnostic(*file, 0, 1);
  warning.code = &kTestWarning;
  sink.add(warning);
  CHECK_FALSE(sink.has_errors());
  sink.append(std::move(other));
  CHECK(sink.diagnostics().size() == 2);
  CHECK(sink.error_count() == 3);
  CHECK(sink.warning_count() == 1);
  CHECK(sink.suppressed() == 2);
  CHECK(sink.full());
  std::string text;
  llvm::raw_string_ostream out(text);
  render_text(sink, out);
  CHECK(out.str().find("note: 2 more diagnostics are not shown\n") != std::string::npos);
}
