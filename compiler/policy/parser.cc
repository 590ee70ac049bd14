#include "compiler/policy/parser.h"

#include "compiler/policy/codes.h"
#include "compiler/support/format.h"

#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringExtras.h>

#include <algorithm>

namespace blockfold::policy {
namespace {

constexpr llvm::StringRef kDigestMark = "sha256:";
constexpr llvm::StringRef kProgramMark = "keccak256:";
constexpr llvm::StringRef kSpace = " \t\r\f\v";
/// Signs that make a label a pattern.
constexpr llvm::StringRef kPatternSigns = "*?[\\";

class Parser {
public:
  Parser(const SourceFile& source, DiagnosticSink& sink)
      : source_(source), sink_(sink), errors_before_(sink.error_count()) {}

  std::optional<Policy> run() {
    llvm::StringRef rest = source_.text();
    while (!rest.empty()) {
      llvm::StringRef line;
      std::tie(line, rest) = rest.split('\n');
      ++line_;
      parse_line(line);
    }
    if (!versioned_ && sink_.error_count() == errors_before_)
      fail(Code::MissingVersion, source_.text().take_back(0), "the file says nothing");
    if (sink_.error_count() != errors_before_)
      return std::nullopt;
    return std::move(policy_);
  }

private:
  using Words = llvm::ArrayRef<llvm::StringRef>;

  /// `where` must be a piece of the text.
  void fail(Code code, llvm::StringRef where, std::string message) {
    Diagnostic diagnostic;
    diagnostic.code = &info(code);
    diagnostic.where =
        SourceRange(source_, static_cast<std::uint32_t>(where.data() - source_.text().data()),
                    static_cast<std::uint32_t>(where.size()));
    diagnostic.message = std::move(message);
    sink_.add(std::move(diagnostic));
  }

  void parse_line(llvm::StringRef line) {
    llvm::SmallVector<llvm::StringRef, 8> words;
    while (true) {
      line = line.ltrim(kSpace);
      if (line.empty() || line.front() == '#')
        break;
      words.push_back(line.take_front(line.find_first_of(kSpace)));
      line = line.drop_front(words.back().size());
    }
    if (words.empty())
      return;
    if (!versioned_)
      return parse_version(words);
    parse_rule(words.front(), Words(words).drop_front());
  }

  /// Whatever stands first is taken for the version once, so that a file without it gets one error.
  void parse_version(Words words) {
    versioned_ = true;
    if (words.front() != "policy")
      return fail(Code::MissingVersion, words.front(),
                  fmt::format("the first line is not 'policy 1' but begins with {}",
                              quoted(words.front())));
    if (words.size() != 2 || words[1] != "1")
      fail(Code::UnknownVersion, words.size() > 1 ? words[1] : words[0],
           "this program reads version 1 of the format");
  }

  void parse_rule(llvm::StringRef rule, Words words) {
    if (rule == "allow")
      return add_patterns(rule, words, policy_.allow, true);
    if (rule == "deny")
      return add_patterns(rule, words, policy_.deny, false);
    if (rule == "allow-typecode")
      return add_typecodes(rule, words);
    if (rule == "assume")
      return parse_assume(rule, words);
    if (rule == "hoisted-syntax")
      return parse_hoisted_syntax(rule, words);
    if (rule == "program")
      return add_programs(rule, words);
    if (rule == "policy")
      return fail(Code::Contradiction, rule, "the version stands in the file already");
    fail_unknown(rule);
  }

  void fail_unknown(llvm::StringRef rule) {
    NearMatches near(rule, 1);
    for (const char* known :
         {"allow", "allow-typecode", "deny", "assume", "hoisted-syntax", "program"})
      near.offer(known);
    const auto best = near.best();
    fail(Code::UnknownRule, rule,
         fmt::format("{} is no rule of policies{}", quoted(rule),
                     best.empty() ? std::string()
                                  : fmt::format("; did you mean {}?", quoted(best.front()))));
  }

  bool names_nothing(llvm::StringRef rule, Words words) {
    if (words.empty())
      fail(Code::NothingNamed, rule, fmt::format("{} names nothing", quoted(rule)));
    return words.empty();
  }

  void add_patterns(llvm::StringRef rule, Words words, std::vector<Pattern>& patterns,
                    bool may_pin) {
    if (names_nothing(rule, words))
      return;
    bool pinnable = false; // the word before is a label
    for (const llvm::StringRef word : words) {
      if (word.startswith(kDigestMark)) {
        if (pinnable && may_pin)
          pin(patterns.back(), word);
        else
          fail(Code::MisplacedDigest, word,
               may_pin ? "a digest must stand behind a label" : "what is denied has no digest");
        pinnable = false;
      } else {
        pinnable = add_pattern(word, patterns);
      }
    }
  }

  /// True for a label.
  bool add_pattern(llvm::StringRef word, std::vector<Pattern>& patterns) {
    if (word.find_first_of(kPatternSigns) == llvm::StringRef::npos) {
      patterns.push_back({word.str(), std::nullopt, line_});
      return true;
    }
    std::string why;
    auto glob = Glob::parse(word, &why);
    if (glob)
      patterns.push_back({word.str(), std::move(*glob), line_});
    else
      fail(Code::BadPattern, word, fmt::format("{} is no pattern: {}", quoted(word), why));
    return false;
  }

  /// The bytes of 64 hexadecimal digits.
  static std::optional<std::array<std::uint8_t, 32>> read_digest(llvm::StringRef digits) {
    std::string bytes;
    std::array<std::uint8_t, 32> digest;
    if (digits.size() != 2 * digest.size() || !llvm::tryGetFromHex(digits, bytes))
      return std::nullopt;
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
  }

  static std::string why_no_digest(llvm::StringRef name, llvm::StringRef digits) {
    return fmt::format("a {} digest has 64 hexadecimal digits, not {}", name,
                       digits.size() == 64 ? "other signs" : std::to_string(digits.size()));
  }

  void pin(Pattern& pattern, llvm::StringRef word) {
    const llvm::StringRef digits = word.drop_front(kDigestMark.size());
    const auto digest = read_digest(digits);
    if (!digest)
      return fail(Code::BadDigest, word, why_no_digest("SHA-256", digits));
    pattern.pinned = *digest;
  }

  void add_programs(llvm::StringRef rule, Words words) {
    if (names_nothing(rule, words))
      return;
    for (const llvm::StringRef word : words) {
      llvm::StringRef digits = word;
      const bool marked = digits.consume_front(kProgramMark);
      const auto digest = read_digest(digits);
      if (marked && digest)
        policy_.programs.push_back(*digest);
      else
        fail(Code::BadProgram, word,
             marked ? why_no_digest("Keccak-256", digits)
                    : fmt::format("{} does not begin with {}", quoted(word), kProgramMark.str()));
    }
  }

  void add_typecodes(llvm::StringRef rule, Words words) {
    if (names_nothing(rule, words))
      return;
    for (const llvm::StringRef word : words)
      policy_.typecodes.push_back(word.str());
  }

  void parse_assume(llvm::StringRef rule, Words words) {
    if (names_nothing(rule, words))
      return;
    const bool none = words.size() == 1 && words.front() == "none";
    if (assume_none_ || (none && !policy_.assume.empty()))
      return fail(Code::Contradiction, rule, "'assume none' goes with no other 'assume'");
    assume_none_ = none;
    if (!none)
      add_patterns(rule, words, policy_.assume, true);
  }

  void parse_hoisted_syntax(llvm::StringRef rule, Words words) {
    if (hoisted_said_)
      return fail(Code::Contradiction, rule, "'hoisted-syntax' is said already");
    hoisted_said_ = true;
    if (words.size() != 1 || (words.front() != "yes" && words.front() != "no"))
      return fail(Code::BadAnswer, words.empty() ? rule : words.front(),
                  "'hoisted-syntax' takes one word, yes or no");
    policy_.hoisted_syntax = words.front() == "yes";
  }

  const SourceFile& source_;
  DiagnosticSink& sink_;
  std::size_t errors_before_;
  Policy policy_;
  std::uint32_t line_ = 0;
  bool versioned_ = false, assume_none_ = false, hoisted_said_ = false;
};

} // namespace

std::optional<Policy> parse_policy(const SourceFile& source, DiagnosticSink& sink) {
  return Parser(source, sink).run();
}

} // namespace blockfold::policy
