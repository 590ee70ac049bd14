#include "tools/common/arguments.h"

#include "compiler/support/format.h"
#include "compiler/support/names.h"
#include "tools/common/exit_status.h"

#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/Twine.h>

#include <algorithm>

namespace blockfold::tools {
namespace {

constexpr Option kHelp{"help", "", "print this text", 'h'};

class Parser {
public:
  Parser(const CommandLine& line, llvm::ArrayRef<llvm::StringRef> words)
      : line_(line), words_(words) {}

  struct Given {
    const Option* option = nullptr;
    std::string value;
  };

  bool at_end() const { return next_ == words_.size(); }
  /// "--": all words after it are operands.
  bool skip_separator() {
    if (only_operands_ || words_[next_] != "--")
      return false;
    only_operands_ = true;
    ++next_;
    return true;
  }
  bool at_operand() const {
    const llvm::StringRef word = words_[next_];
    return only_operands_ || word == "-" || !word.startswith("-");
  }
  llvm::StringRef take() { return words_[next_++]; }

  Result<Given> option() {
    const llvm::StringRef word = take();
    if (word.startswith("--"))
      return long_option(word);
    const Option* found = find([&](const Option& o) { return o.letter == word[1]; });
    if (found == nullptr)
      return Error{"usage.option", fmt::format("unknown option {}", quoted(word))};
    if (word.size() > 2 && found->argument.empty())
      return Error{"usage.option", fmt::format("unknown option {}", quoted(word))};
    return with_value(*found, word.drop_front(2), word.size() > 2);
  }

private:
  template <class F> const Option* find(const F& matches) const {
    const auto found = std::ranges::find_if(line_.options, matches);
    if (found != line_.options.end())
      return &*found;
    return matches(kHelp) ? &kHelp : nullptr;
  }

  Result<Given> long_option(llvm::StringRef word) {
    const auto [name, value] = word.drop_front(2).split('=');
    const bool attached = word.contains('=');
    const Option* found = find([name = name](const Option& o) { return o.name == name; });
    if (found == nullptr)
      return unknown(name);
    if (found->argument.empty() && attached)
      return Error{"usage.option", fmt::format("--{} takes no value", name)};
    return with_value(*found, value, attached);
  }

  Error unknown(llvm::StringRef name) const {
    llvm::SmallVector<llvm::StringRef, 16> names{kHelp.name};
    for (const Option& option : line_.options)
      names.push_back(option.name);
    std::string message = fmt::format("unknown option {}", quoted(("--" + name).str()));
    NearMatches near(name);
    for (const llvm::StringRef candidate : names)
      near.offer(candidate);
    std::vector<std::string> dashed;
    for (const llvm::StringRef match : near.best())
      dashed.push_back(("--" + match).str());
    const std::vector<llvm::StringRef> views(dashed.begin(), dashed.end());
    const std::string hint = did_you_mean(views);
    message += hint.empty() ? fmt::format("; '{} --help' lists all", line_.name) : "; " + hint;
    return Error{"usage.option", message};
  }

  Result<Given> with_value(const Option& option, llvm::StringRef attached, bool has_attached) {
    if (option.argument.empty())
      return Given{&option, ""};
    if (has_attached)
      return Given{&option, attached.str()};
    // A word that looks like an option is more likely one than a value; '=' says otherwise.
    if (at_end() || words_[next_].startswith("--"))
      return Error{"usage.value", fmt::format("--{} needs a value: --{}={}", option.name,
                                              option.name, option.argument)};
    return Given{&option, take().str()};
  }

  const CommandLine& line_;
  llvm::ArrayRef<llvm::StringRef> words_;
  std::size_t next_ = 0;
  bool only_operands_ = false;
};

Status check_operands(const CommandLine& line, std::size_t count, llvm::StringRef last) {
  if (count < line.operands.size())
    return Error{"usage.operand", fmt::format("{} is missing; usage: {} {}", line.operands[count],
                                              line.name, line.synopsis)};
  if (!line.any_number_of_operands && count > line.operands.size() + line.optional_operands.size())
    return Error{"usage.operand", fmt::format("one operand too many: {}; usage: {} {}",
                                              quoted(last), line.name, line.synopsis)};
  return success();
}

void print_option(const Option& option, llvm::raw_ostream& out) {
  constexpr std::size_t kHelpColumn = 26;
  std::string left = option.letter != 0 ? fmt::format("  -{}, --", option.letter) : "  --";
  left += option.name.str();
  if (!option.argument.empty())
    left += fmt::format("={}", option.argument);
  out << left;
  std::size_t column = left.size();
  llvm::SmallVector<llvm::StringRef, 4> lines;
  option.help.split(lines, '\n');
  for (const llvm::StringRef text : lines) {
    if (column + 2 > kHelpColumn) {
      out << '\n';
      column = 0;
    }
    out.indent(static_cast<unsigned>(kHelpColumn - column)) << text << '\n';
    column = 0;
  }
}

} // namespace

llvm::StringRef Arguments::value(llvm::StringRef option, llvm::StringRef otherwise) const {
  const auto found = values_.find(option);
  return found == values_.end() ? otherwise : llvm::StringRef(found->second.back());
}

llvm::ArrayRef<std::string> Arguments::values(llvm::StringRef option) const {
  const auto found = values_.find(option);
  if (found == values_.end())
    return {};
  return found->second;
}

Result<std::uint32_t> Arguments::number(llvm::StringRef option, std::uint32_t otherwise,
                                        std::uint32_t limit) const {
  if (!has(option))
    return otherwise;
  std::uint32_t number = 0;
  if (value(option).getAsInteger(10, number) || number > limit)
    return Error{"usage.value", fmt::format("--{} takes a number from 0 to {}, not {}", option,
                                            limit, quoted(value(option)))};
  return number;
}

Result<Arguments> parse_arguments(const CommandLine& line, llvm::ArrayRef<llvm::StringRef> words) {
  Arguments arguments;
  Parser parser(line, words);
  while (!parser.at_end()) {
    if (parser.skip_separator())
      continue;
    if (parser.at_operand()) {
      arguments.operands_.push_back(parser.take().str());
      continue;
    }
    auto given = parser.option();
    if (!given)
      return given.error();
    std::vector<std::string>& values = arguments.values_[given->option->name];
    if (!values.empty() && !given->option->argument.empty() && !given->option->repeats)
      return Error{"usage.option", fmt::format("--{} is given twice", given->option->name)};
    values.push_back(std::move(given->value));
  }
  if (arguments.help())
    return arguments;
  const std::size_t count = arguments.operands_.size();
  if (Status right = check_operands(line, count, count == 0 ? "" : arguments.operands_.back());
      !right)
    return right.error();
  return arguments;
}

void print_help(const CommandLine& line, llvm::raw_ostream& out) {
  out << line.name << ": " << line.summary << "\n\nUsage: " << line.name << ' ' << line.synopsis
      << "\n\n"
      << line.description << "\nOptions:\n";
  for (const Option& option : line.options)
    print_option(option, out);
  print_option(kHelp, out);
  if (!line.examples.empty())
    out << "\nExamples:\n" << line.examples;
  out << '\n' << kExitStatusHelp;
}

std::string did_you_mean(llvm::StringRef typed, llvm::ArrayRef<llvm::StringRef> candidates) {
  NearMatches near(typed);
  for (const llvm::StringRef candidate : candidates)
    near.offer(candidate);
  return did_you_mean(near.best());
}

std::string did_you_mean(llvm::ArrayRef<llvm::StringRef> matches) {
  if (matches.empty())
    return "";
  std::string text = "did you mean ";
  for (std::size_t i = 0; i < matches.size(); ++i) {
    if (i != 0)
      text += i + 1 == matches.size() ? " or " : ", ";
    text += quoted(matches[i]);
  }
  return text + "?";
}

} // namespace blockfold::tools
