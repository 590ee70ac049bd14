// Every diagnostic code, where it is reported, and that nothing else is.
#include "compiler/metamath/codes.h"
#include "tests/unit/metamath/check_text.h"

#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringExtras.h>

#include <doctest/doctest.h>

#include <set>

using namespace blockfold;
using namespace blockfold::mm;

namespace {

struct Case {
  const char* codes; ///< of the diagnostics, one per mark
  const char* text;  ///< after kLogic
};

constexpr Case kCases[] = {
    // Characters and tokens.
    {"MM0001", "$( caf@\xc3\xa9 $)"},
    {"MM0001 MM0001", "$( @\x01 and @\x7f\x80 $)"},
    {"MM0001", "ax $a |- $( @\x0b $) p $."},
    {"MM0001", "th $p |- F. $= @\x02 $."},
    {"MM0002", "ax $a |- @a$b F. @$x $."},
    {"MM0002", "th $p wff F. $= wf @w$f $."},
    {"MM0002", "@$(glued comment $)"},
    {"MM0003", "@$( not closed"},
    {"MM0003", "$( fine $) @$( $"},
    {"MM0004", "$( one @$( two $)"},
    {"MM0004", "$( one@$(two $)"},
    {"MM0005", "$( text@$) $c x $."},
    {"MM0006", "@$)"},
    // The shape of statements.
    {"MM0101", "ax @$a |- F. ax2 $a |- F. $."},
    {"MM0101", "ax @$a |- F. ${ $}"},
    {"MM0101", "@$c x"},
    {"MM0101", "th @$p |- F. $= wf ax $a |- F. $."},
    {"MM0102", "@$a |- F. $."},
    {"MM0103", "@ax $c x $."},
    {"MM0103", "@one two $a |- F. $."},
    {"MM0103", "@ax"},
    {"MM0104", "@ax' $a |- F. $."},
    {"MM0105", "@$."},
    {"MM0105", "@$= @$]"},
    {"MM0105", "ax $a |- F. @$= wf $."},
    {"MM0105", "th $p |- F. $= wf @$= x @$= $."},
    {"MM0106", "th @$p |- F. $."},
    {"MM0107", "@$c $. @$v $."},
    {"MM0108", "@$d p $. @$d $."},
    {"MM0109", "f @$f wff $. g @$f wff p q $. h @$f $."},
    {"MM0110", "ax @$a $. e @$e $. th @$p $= wf $."},
    {"MM0111", "${ $} @$}"},
    {"MM0112", "@${ ${ $} @${"},
    {"MM0113", "@$[ $]"},
    {"MM0113", "@$[ a b c $]"},
    {"MM0113 MM0105", "@$[ a @$."},
    {"MM0114", "ax $a |- @$[ x $] F. $."},
    {"MM0114", "th $p |- F. $= wf @$[ x $] $."},
    {"MM0115", "${ @$[ x $] $}"},
    {"MM0116", "@th $p |- F. $= $( nothing $) $."},
    {"MM0116", "@th $p |- F. $= ( wf ) $."},
    // Declarations and scopes.
    {"MM0201", "${ @$c x $. $}"},
    {"MM0202", "$c x @x @wff $."},
    {"MM0203", "$v @p x @x $."},
    {"MM0203", "${ $v x $. ${ $v @x $. $} $}"},
    {"MM0204", "$v @wff $. $c @p $."},
    {"MM0204", "${ $v x $. $} $c @x $."},
    {"MM0205", "$c @mp $. $v @wp $."},
    {"MM0206", "@mp $a |- F. $."},
    {"MM0207", "@wff $a |- F. $."},
    {"MM0208", "ax $a |- @x -> @wp $."},
    {"MM0208", "$d p @x $."},
    {"MM0209", "${ $v x $. $} ax $a |- @x $."},
    {"MM0210", "ax $a @p F. $."},
    {"MM0210", "f $f @p q $."},
    {"MM0211", "f $f wff @F. $."},
    {"MM0212", "f $f wff @p $."},
    {"MM0213", "$v x $. ax $a |- @x $. e $e |- p @x $."},
    {"MM0213", "$v x $. ${ wx $f wff x $. ok $a |- x $. $} ax $a |- @x $."},
    {"MM0214", "$d p @wff $."},
    {"MM0215", "$d p q @p $."},
    // Proofs.
    {"MM0301", "th $p |- F. $= @nosuch $."},
    {"MM0301", "th $p |- F. $= ( wf @nosuch ) A $."},
    {"MM0302", "th $p |- F. $= @th $."},
    {"MM0303", "th $p |- F. $= @ax $. ax $a |- F. $."},
    {"MM0304", "${ h $e |- F. $. $} th $p |- F. $= @h $."},
    {"MM0304", "${ $v x $. wx $f wff x $. $} th $p wff F. $= ( @wx wf ) B $."},
    {"MM0208 MM0305", "ax $a |- @x $. th $p |- F. $= @ax $."},
    {"MM0306", "th $p wff ( p -> q ) $= wp @wi $."},
    {"MM0306", "th $p wff ( p -> q ) $= ( wi ) A@C $."},
    {"MM0307", "th $p wff p $= wp @wp $."},
    {"MM0307", "th $p wff p $= ( ) A@A $."},
    {"MM0308", "th $p wff ( p -> q ) $= wq wp @wi $."},
    {"MM0309", "${ h $e |- p $. th $p wff ( p -> q ) $= wp h @wi $. $}"},
    {"MM0310", "${ h $e |- p $. th $p |- q $= wp wq h h @mp $. $}"},
    {"MM0311", "${ $d p q $. ax $a |- F. p q $. $} th $p |- F. r r $= wr wr @ax $."},
    {"MM0312", "${ $d p q $. ax $a |- F. p q $. $} th $p |- F. q r $= wq wr @ax $."},
    {"MM0313", "th $p |- F. $= wf @! $."},
    {"MM0313", "th $p |- F. $= wf @( wf ) A $."},
    {"MM0313", "th $p |- F. $= ( @? ) A $."},
    {"MM0320", "th $p wff F. $= @( wf $."},
    {"MM0321", "th $p wff p $= ( @wp ) A $."},
    {"MM0322", "th $p wff F. $= ( wf wi @wf ) A $."},
    {"MM0323", "th $p wff F. $= ( wf ) @a $."},
    {"MM0323", "th $p wff F. $= ( wf ) A@) $."},
    {"MM0324", "th $p wff F. $= ( wf ) YYYYYYYYYYYYY@YYYYYYA $."},
    {"MM0325", "th $p wff F. $= ( wf ) @B $."},
    {"MM0325", "th $p wff F. $= ( wf ) @UA $."},
    {"MM0325", "th $p wff F. $= ( wf ) U @A $."},
    {"MM0326", "th $p wff F. $= ( wf ) @ZA $."},
    {"MM0326", "th $p wff F. $= ( wf ) AZ@Z $."},
    {"MM0327", "th $p wff F. $= ( wf ) AX@U $."},
    {"MM0327", "th $p wff F. $= ( wf ) U@Z $."},
    {"MM0327", "th $p wff F. $= ( wf ) U@? $."},
    {"MM0340", "th $p wff F. $= @? $."},
    {"MM0340", "th $p wff ( F. -> p ) $= ( wf wi ) B@?C $."},
};

std::vector<std::string> expected(llvm::StringRef codes, const Marked& marked) {
  llvm::SmallVector<llvm::StringRef, 4> list;
  codes.split(list, ' ');
  std::vector<std::string> findings;
  for (std::size_t i = 0; i < marked.places.size(); ++i)
    findings.push_back((list[std::min(i, list.size() - 1)] + " " + marked.places[i]).str());
  return findings;
}

} // namespace

TEST_CASE("each kind of error is reported at its place") {
  for (const Case& test : kCases) {
    const Marked marked(std::string(kLogic) + test.text);
    CAPTURE(std::string(test.text));
    CHECK(llvm::join(check_text(marked.text).findings(), ", ") ==
          llvm::join(expected(test.codes, marked), ", "));
  }
}

TEST_CASE("every code has an example") {
  // These need files or large texts, and have tests of their own.
  std::set<std::string> seen = {"MM0216", "MM0328", "MM0901", "MM0902"};
  for (const Case& test : kCases) {
    llvm::SmallVector<llvm::StringRef, 4> list;
    llvm::StringRef(test.codes).split(list, ' ');
    for (const llvm::StringRef code : list)
      seen.insert(code.str());
  }
  std::set<std::string> all;
  for (const CodeInfo& code : all_codes()) {
    CHECK_MESSAGE(all.insert(code.id).second, code.id, " is used twice");
    CHECK(std::string(code.summary).size() > 10);
    CHECK(std::string(code.next_step).size() > 10);
  }
  CHECK(seen == all);
}

TEST_CASE("codes are found by their identifier") {
  REQUIRE(find_code(all_codes(), "MM0206") != nullptr);
  CHECK(find_code(all_codes(), "MM0206") == &info(Code::LabelReused));
  CHECK(find_code(all_codes(), "MM9999") == nullptr);
}

TEST_CASE("a $d with too many pairs is refused before it takes memory") {
  std::string names;
  for (int i = 0; i < 20'000; ++i)
    names += " v" + std::to_string(i);
  const auto checked = check_text("$v" + names + " $.\n$d" + names + " $.\n");
  CHECK(checked.findings() == std::vector<std::string>{"MM0216 2:4"});
}

TEST_CASE("a proof whose results double in length with each step is refused") {
  // A is wp and B is wi; each result is saved, and implies itself next.
  std::string letters = "AAB";
  for (int number = 3; number < 33; ++number) {
    const std::string prefix = number > 20 ? "U" : "";
    letters += "Z" + prefix + static_cast<char>('A' + (number - 1) % 20) + "B";
  }
  const auto checked =
      check_text(std::string(kLogic) + "th $p wff p $= ( wi ) " + letters + " $.\n");
  REQUIRE(checked.sink.diagnostics().size() == 1);
  CHECK(checked.sink.diagnostics()[0].code == &info(Code::ExpressionTooLong));
}
