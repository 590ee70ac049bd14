// What the reader makes of a database: symbols, scopes, frames; and how it recovers from errors.
#include "tests/unit/metamath/check_text.h"

#include <doctest/doctest.h>

#include <string>

using namespace blockfold;
using namespace blockfold::mm;

namespace {

ReadResult read_good(const std::string& text) {
  DiagnosticSink sink;
  ReadResult read = read_database_text(text, "test.mm", sink, false);
  CHECK(read.ok());
  CHECK_FALSE(sink.has_errors());
  return read;
}

std::string hypotheses(const Database& database, llvm::StringRef label) {
  std::string text;
  for (const StatementId id : database.statement(*database.find(label)).frame->hypotheses)
    text += database.statement(id).label.str() + " ";
  return text;
}

std::string pairs(const Database& database, llvm::ArrayRef<DisjointPair> list) {
  std::string text;
  for (const DisjointPair pair : list)
    text += (database.name(pair.first) + "," + database.name(pair.second) + " ").str();
  return text;
}

} // namespace

TEST_CASE("statements in the order of the text") {
  const auto read = read_good(kLogic);
  std::string text;
  for (const Statement& s : read.database.statements())
    text += (s.label + " " + keyword(s.kind) + " ").str() + read.database.text(s.math) + "\n";
  CHECK(text == "wp $f wff p\nwq $f wff q\nwr $f wff r\nwi $a wff ( p -> q )\nwf $a wff F.\n"
                "mp.1 $e |- p\nmp.2 $e |- ( p -> q )\nmp $a |- q\n");
}

TEST_CASE("symbols are numbered by first declaration") {
  const auto read = read_good("$c a b $. $v x $. $c c $.");
  CHECK(read.database.symbols().size() == 4);
  CHECK(read.database.name(2) == "x");
  CHECK(read.database.is_variable(2));
  CHECK_FALSE(read.database.is_variable(3));
  CHECK(*read.database.find_symbol("c") == 3);
  CHECK_FALSE(read.database.find_symbol("d"));
}

TEST_CASE("a frame has the $f of each variable that occurs, and every active $e") {
  const auto read = read_good(std::string(kLogic) +
                              "${ e1 $e |- r $. a1 $a |- F. $. e2 $e |- p $. a2 $a |- q $. $}\n"
                              "a3 $a |- r $. a4 $a |- F. $.");
  CHECK(hypotheses(read.database, "mp") == "wp wq mp.1 mp.2 ");
  CHECK(hypotheses(read.database, "a1") == "wr e1 ");
  CHECK(hypotheses(read.database, "a2") == "wp wq wr e1 e2 ");
  CHECK(hypotheses(read.database, "a3") == "wr ");
  CHECK(hypotheses(read.database, "a4") == "");
}

TEST_CASE("$d pairs: mandatory and active ones, sorted, without repetition") {
  const auto read = read_good(std::string(kLogic) +
                              "$d q p $. ${ $d p q r $. a1 $a |- p q $. ${ a2 $a |- r q $. $} $}\n"
                              "a3 $a |- p q $. a4 $a |- p r $. $d r p $. a5 $a |- p r $.");
  const Database& database = read.database;
  const auto frame = [&](const char* label) {
    return database.statement(*database.find(label)).frame;
  };
  CHECK(pairs(database, frame("a1")->disjoint) == "p,q ");
  CHECK(pairs(database, frame("a1")->active_disjoint) == "p,q p,r q,r ");
  CHECK(pairs(database, frame("a2")->disjoint) == "q,r ");
  CHECK(pairs(database, frame("a3")->active_disjoint) == "p,q ");
  CHECK(pairs(database, frame("a4")->disjoint) == "");
  CHECK(pairs(database, frame("a5")->disjoint) == "p,r ");
}

TEST_CASE("a variable may be declared again, with another type, once its block has ended") {
  const auto read = read_good("$c A B $. ${ $v x $. f1 $f A x $. a1 $a A x $. $}\n"
                              "$v x $. f2 $f B x $. a2 $a B x $.");
  const Database& database = read.database;
  CHECK(database.symbols().size() == 3);
  CHECK(hypotheses(database, "a1") == "f1 ");
  CHECK(hypotheses(database, "a2") == "f2 ");
  const SymbolId x = *database.find_symbol("x");
  CHECK(database.statement(*database.floating_of(x, *database.find("a1"))).label == "f1");
  CHECK(database.statement(*database.floating_of(x, *database.find("a2"))).label == "f2");
  CHECK_FALSE(database.floating_of(x, *database.find("f2")));
}

TEST_CASE("a variable may get another $f once the block of the first has ended") {
  const auto read =
      read_good("$c A B $. $v x $. ${ f1 $f A x $. $} ${ f2 $f B x $. a $a B x $. $}");
  CHECK(hypotheses(read.database, "a") == "f2 ");
}

TEST_CASE("hypotheses are active until their block ends") {
  const auto read =
      read_good(std::string(kLogic) + "${ h $e |- p $. ${ a $a |- p $. $} b $a |- p $. $}"
                                      " c $a |- p $.");
  const Database& database = read.database;
  const auto id = [&](const char* label) { return *database.find(label); };
  CHECK(database.is_active(id("h"), id("a")));
  CHECK(database.is_active(id("h"), id("b")));
  CHECK_FALSE(database.is_active(id("h"), id("c")));
  CHECK_FALSE(database.is_active(id("h"), id("h")));
  CHECK(database.is_active(id("wp"), id("c")));
}

TEST_CASE("any printable character but '$' makes a symbol, keywords need white space only") {
  const auto read = read_good("$c \x21\x22#%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~ ( ) ? $.\r\n"
                              "$c\tA\fB\r$.");
  CHECK(read.database.symbols().size() == 6);
}

TEST_CASE("empty and comment-only databases are fine") {
  for (const char* text : {"", "\n", " \t\f\r\n", "$( $)", "$( a $) $( b $)", "${ $}"})
    CHECK(read_good(text).database.statements().empty());
}

TEST_CASE("a dollar in a comment is nothing special") {
  CHECK(read_good("$( costs 5$ or $x , $. $a ${ $= a$b $)").database.statements().empty());
}

TEST_CASE("after an error the following statements are read") {
  const auto checked = check_text(std::string(kLogic) + "x1 $a |- nosuch $.\n"
                                                        "x2 $a |- F. x3 $a |- F. $.\n"
                                                        "x4 $p |- F. $= x3 x5 $p |- F. $= x3 $.\n"
                                                        "$d p $c k $.\n"
                                                        "x6 $a |- k $.\n");
  CHECK(checked.findings() ==
        std::vector<std::string>{"MM0208 6:10", "MM0101 7:4", "MM0101 8:4", "MM0101 9:1"});
  CHECK(checked.read.status == ReadStatus::Invalid);
  const Database& database = checked.read.database;
  CHECK(database.is_broken_label("x1"));
  CHECK(database.is_broken_label("x2"));
  CHECK(database.find("x3"));
  CHECK(database.is_broken_label("x4"));
  CHECK(database.find("x5"));
  CHECK(database.find("x6"));
  CHECK(checked.report.valid == 1);
}

TEST_CASE("the number of diagnostics kept is bounded, their count is not") {
  std::string text;
  for (int i = 0; i < 5000; ++i)
    text += "$.\n";
  const auto checked = check_text(text);
  CHECK(checked.sink.diagnostics().size() == DiagnosticSink::kDefaultLimit);
  CHECK(checked.sink.error_count() == 5000);
  CHECK(checked.sink.suppressed() == 4000);
}
