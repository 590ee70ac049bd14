// Compressed proofs (Metamath book, appendix B): numbers, saved steps, label lists, white space.
#include "tests/unit/metamath/check_text.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace blockfold;
using namespace blockfold::mm;

namespace {

bool valid(const std::string& theorem) {
  const auto checked = check_text(std::string(kLogic) + theorem);
  return checked.read.ok() && checked.report.checked > 0 && checked.report.all_valid();
}

/// A number as appendix B writes it.
std::string encode(unsigned number) {
  std::string letters(1, static_cast<char>('A' + (number - 1) % 20));
  for (unsigned rest = (number - 1) / 20; rest > 0; rest = (rest - 1) / 5)
    letters.insert(letters.begin(), static_cast<char>('U' + (rest - 1) % 5));
  return letters;
}

} // namespace

TEST_CASE("the test's own encoding follows the book's examples") {
  CHECK(encode(1) == "A");
  CHECK(encode(20) == "T");
  CHECK(encode(21) == "UA");
  CHECK(encode(120) == "YT");
  CHECK(encode(121) == "UUA");
  CHECK(encode(620) == "YYT");
  CHECK(encode(621) == "UUUA");
}

TEST_CASE("mandatory hypotheses come before the list") {
  CHECK(valid("th $p wff ( p -> q ) $= ( wi ) ABC $."));
  CHECK(valid("th $p wff ( q -> p ) $= ( wi ) BAC $."));
}

TEST_CASE("hypotheses are numbered in the order of the text, $e among $f") {
  CHECK(valid("${ h $e |- q $. $v x $. wx $f wff x $. th $p wff ( q -> x ) $= ( wi ) ACD $. $}"));
}

TEST_CASE("a saved step counts from the end of the list") {
  CHECK(valid("th $p wff ( ( p -> q ) -> ( p -> q ) ) $= ( wi ) ABCZDC $."));
}

TEST_CASE("every step can be saved, hypotheses and saved steps themselves included") {
  CHECK(valid("th $p wff ( p -> p ) $= ( wi ) AZCB $."));
  CHECK(valid("th $p wff ( p -> p ) $= ( wi ) AZCZB $."));
  CHECK(valid("th $p wff ( p -> p ) $= ( wi ) AZCZDBZ $. th2 $p wff p $= ( ) AZ $.") == false);
  CHECK(valid("th $p wff ( p -> p ) $= ( wi ) AABZ $."));
}

TEST_CASE("white space and comments may stand between any letters") {
  CHECK(valid("th $p wff ( p -> q ) $= ( wi )\n A\tB $( C $) C $."));
  CHECK(valid("th $p wff ( p -> q ) $= $( x $) ( $( x $) wi $( x $) ) ABC $( x $) $."));
}

TEST_CASE("numbers of two and more letters, even torn apart") {
  std::string axioms;
  std::string list;
  for (int i = 0; i < 700; ++i) {
    axioms += fmt::format("a{} $a |- F. $.\n", i);
    list += fmt::format(" a{}", i);
  }
  for (const unsigned number : {1U, 20U, 21U, 40U, 41U, 120U, 121U, 140U, 620U, 621U, 700U}) {
    CAPTURE(number);
    const std::string letters = encode(number);
    CHECK(valid(axioms + "th $p |- F. $= (" + list + " ) " + letters + " $."));
    CHECK(valid(axioms + "th $p |- F. $= (" + list + " ) " + letters[0] + "\n" + letters.substr(1) +
                " $."));
  }
  CHECK_FALSE(valid(axioms + "th $p |- F. $= (" + list + " ) " + encode(701) + " $."));
}

TEST_CASE("a number that wraps around 32 or 64 bits is not taken for a small one") {
  CHECK_FALSE(valid("ax $a |- F. $. th $p |- F. $= ( ax ) XUXXWWXVUXVXQ $."));
  CHECK_FALSE(valid("ax $a |- F. $. th $p |- F. $= ( ax ) " + std::string(1000, 'Y') + "A $."));
  // 2^64 + 1: (2^64) / 20 and (2^64) % 20, written out.
  std::string letters(1, static_cast<char>('A' + 16));
  for (std::uint64_t rest = 922'337'203'685'477'580; rest > 0; rest = (rest - 1) / 5)
    letters.insert(letters.begin(), static_cast<char>('U' + (rest - 1) % 5));
  CHECK_FALSE(valid("ax $a |- F. $. th $p |- F. $= ( ax ) " + letters + " $."));
}

TEST_CASE("labels of the list need not be used") {
  CHECK(valid("th $p wff F. $= ( wi wf mp ) B $."));
}

TEST_CASE("a dummy variable's $f belongs into the list, a mandatory one does not") {
  CHECK(valid("${ k $e |- ( r -> p ) $. h $e |- r $. th $p |- p $= ( mp ) BADCE $. $}"));
  CHECK(valid(
      "ax $a |- ( r -> F. ) $. ax2 $a |- r $. th $p |- F. $= ( wp wf ax2 ax mp ) ABACADE $."));
}

TEST_CASE("an incomplete compressed proof is not valid, and its known part is checked") {
  const auto checked = check_text(std::string(kLogic) + "a $p |- p $= ( wi mp ) ?Z $.\n"
                                                        "b $p wff ( p -> q ) $= ( wi ) A?C $.\n"
                                                        "c $p wff ( p -> q ) $= ( wi ) A?CC $.\n"
                                                        "d $p wff ( p -> q ) $= ( wi ) BAC? $.\n");
  CHECK(checked.report.incomplete == 2);
  CHECK(checked.report.invalid == 2);
  CHECK(checked.report.valid == 0);
}
