#include "tools/common/completions.h"

#include "compiler/support/format.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringSwitch.h>

namespace blockfold::tools {
namespace {

// --- what there is to offer ---------------------------------------------------------------------

enum class Sort { Nothing, Words, Files, Folders };

/// What may follow an option, by the words it takes or by what the help calls its value.
Sort sort_of(const Option& option) {
  if (!option.values.empty())
    return Sort::Words;
  return llvm::StringSwitch<Sort>(option.argument)
      .Case("DIR", Sort::Folders)
      .Cases("FILE", "OUT", Sort::Files)
      .Default(option.argument.contains('.') ? Sort::Files : Sort::Nothing);
}

llvm::StringRef short_name(const CommandLine& line) {
  return line.name.split(' ').second;
}

/// The words that a first operand takes, if it is called "one|two|three".
std::string first_words(const CommandLine& line) {
  if (line.operands.empty() || !line.operands.front().contains('|'))
    return "";
  llvm::SmallVector<llvm::StringRef, 4> words;
  line.operands.front().split(words, '|');
  return llvm::join(words, " ");
}

bool takes_files(const CommandLine& line) {
  const auto is_file = [](llvm::StringRef name) { return name.contains('.'); };
  return llvm::any_of(line.operands, is_file) || llvm::any_of(line.optional_operands, is_file);
}

/// The options of a command, and the one that all have.
std::vector<Option> options_of(const CommandLine& line) {
  std::vector<Option> options = line.options;
  options.push_back({"help", "", "print a description", 'h'});
  return options;
}

/// One line of help, up to the first semicolon.
std::string brief(llvm::StringRef help) {
  std::string text = help.split("; ").first.str();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

/// In single quotes, for any shell: quotes become '\''.
std::string in_quotes(llvm::StringRef text) {
  std::string out = "'";
  for (const char c : text)
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string command_names(llvm::ArrayRef<CommandLine> commands) {
  std::string names;
  for (const CommandLine& line : commands)
    names += short_name(line).str() + " ";
  return names + "help";
}

/// Puts values in the place of @NAMES@ in a script.
std::string filled(std::string script,
                   std::initializer_list<std::pair<llvm::StringRef, std::string>> values) {
  for (const auto& [name, value] : values)
    for (std::size_t at = 0; (at = script.find(name, at)) != std::string::npos; at += value.size())
      script.replace(at, name.size(), value);
  return script;
}

// --- bash ---------------------------------------------------------------------------------------

constexpr const char* kBash =
    R"(# Completion of @PROGRAM@ for bash, written by '@PROGRAM@ completions bash'.
_@PROGRAM@_files() {
  mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
  compopt -o filenames 2>/dev/null
}
_@PROGRAM@_words() {
  mapfile -t COMPREPLY < <(compgen -W "$2" -- "$1")
  if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2>/dev/null; fi
}
_@PROGRAM@() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local command=${COMP_WORDS[1]} place=$COMP_CWORD options='' first='' files=''
  COMPREPLY=()
  # To bash '=' is a word.
  if [[ $current == = ]]; then
    current=''
  elif [[ $previous == = ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if ((place == 1)); then
    _@PROGRAM@_words "$current" '@COMMANDS@ --help --version'
    return
  fi
  case "$command $previous" in
@VALUES@  esac
  case $command in
    help) first='@COMMANDS@' ;;
@OPTIONS@  esac
  if [[ $current == -* ]]; then
    _@PROGRAM@_words "$current" "$options"
  elif [[ -n $first && $place -eq 2 ]]; then
    _@PROGRAM@_words "$current" "$first"
  elif [[ -n $files ]]; then
    _@PROGRAM@_files -f "$current"
  fi
}
complete -F _@PROGRAM@ @PROGRAM@
)";

std::string bash_offer(const Option& option) {
  switch (sort_of(option)) {
  case Sort::Words:
    return fmt::format("_@PROGRAM@_words \"$current\" {}; ", in_quotes(option.values));
  case Sort::Files:
    return "_@PROGRAM@_files -f \"$current\"; ";
  case Sort::Folders:
    return "_@PROGRAM@_files -d \"$current\"; ";
  case Sort::Nothing:
    return "";
  }
  return "";
}

std::string bash_script(llvm::ArrayRef<CommandLine> commands) {
  std::string values, options;
  for (const CommandLine& line : commands) {
    std::string names;
    for (const Option& option : options_of(line)) {
      names += fmt::format("{}--{}{}", names.empty() ? "" : " ", option.name,
                           option.argument.empty() ? "" : "=");
      if (option.argument.empty())
        continue;
      std::string pattern = in_quotes(fmt::format("{} --{}", short_name(line), option.name));
      if (option.letter != 0)
        pattern += " | " + in_quotes(fmt::format("{} -{}", short_name(line), option.letter));
      values += fmt::format("    {}) {}return ;;\n", pattern, bash_offer(option));
    }
    options +=
        fmt::format("    {}) options={} first={} files={} ;;\n", short_name(line), in_quotes(names),
                    in_quotes(first_words(line)), takes_files(line) ? "yes" : "''");
  }
  return filled(kBash, {{"@VALUES@", values}, {"@OPTIONS@", options}});
}

// --- zsh ----------------------------------------------------------------------------------------

constexpr const char* kZsh = R"(#compdef @PROGRAM@
# Completion of @PROGRAM@ for zsh, written by '@PROGRAM@ completions zsh'.
_@PROGRAM@() {
  local -a commands
  commands=(
@SUMMARIES@    'help:describe a command'
  )
  if ((CURRENT == 2)); then
    if [[ $PREFIX == -* ]]; then compadd -- --help --version; else _describe command commands; fi
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
    help) _describe command commands ;;
@OPTIONS@  esac
}
if [[ $funcstack[1] == _@PROGRAM@ ]]; then _@PROGRAM@ "$@"; else compdef _@PROGRAM@ @PROGRAM@; fi
)";

/// Characters that mean something in the descriptions of _arguments and _describe.
std::string zsh_escaped(llvm::StringRef text) {
  std::string out;
  for (const char c : text) {
    if (llvm::StringRef("[]:\\").contains(c))
      out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_offer(const Option& option) {
  switch (sort_of(option)) {
  case Sort::Words:
    return fmt::format("({})", option.values);
  case Sort::Files:
    return "_files";
  case Sort::Folders:
    return "_files -/";
  case Sort::Nothing:
    return " ";
  }
  return "";
}

/// One argument of _arguments for each form of an option.
std::string zsh_option(const Option& option) {
  std::string tail = "[" + zsh_escaped(brief(option.help)) + "]";
  if (!option.argument.empty())
    tail += fmt::format(":{}:{}", zsh_escaped(option.argument), zsh_offer(option));
  std::string forms = fmt::format("--{}", option.name);
  std::string exclusions;
  if (option.letter != 0)
    exclusions = fmt::format("(-{} --{})", option.letter, option.name);
  if (option.repeats)
    exclusions = "*";
  std::string out =
      fmt::format(" \\\n        {}",
                  in_quotes(exclusions + forms + (option.argument.empty() ? "" : "=") + tail));
  if (option.letter != 0)
    out += " " + in_quotes(fmt::format("{}-{}{}{}", exclusions, option.letter,
                                       option.argument.empty() ? "" : "+", tail));
  return out;
}

std::string zsh_script(llvm::ArrayRef<CommandLine> commands) {
  std::string summaries, options;
  for (const CommandLine& line : commands) {
    summaries += fmt::format(
        "    {}\n", in_quotes(fmt::format("{}:{}", short_name(line), zsh_escaped(line.summary))));
    options += fmt::format("    {})\n      _arguments -s", short_name(line));
    for (const Option& option : options_of(line))
      options += zsh_option(option);
    if (const std::string words = first_words(line); !words.empty())
      options += fmt::format(" \\\n        {}", in_quotes(fmt::format("1:what:({})", words)));
    options +=
        fmt::format(" \\\n        '*:operand:{}'\n      ;;\n", takes_files(line) ? "_files" : " ");
  }
  return filled(kZsh, {{"@SUMMARIES@", summaries}, {"@OPTIONS@", options}});
}

// --- fish ---------------------------------------------------------------------------------------

constexpr const char* kFish =
    R"(# Completion of @PROGRAM@ for fish, written by '@PROGRAM@ completions fish'.
function __@PROGRAM@_at_command
    test (count (commandline -opc)) -eq 1
end
function __@PROGRAM@_in
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test $words[2] = $argv[1]
end
function __@PROGRAM@_at_first
    set -l words (commandline -opc)
    test (count $words) -eq 2; and test $words[2] = $argv[1]
end
complete -c @PROGRAM@ -n __@PROGRAM@_at_command -f
complete -c @PROGRAM@ -n __@PROGRAM@_at_command -l help -d 'list the commands'
complete -c @PROGRAM@ -n __@PROGRAM@_at_command -l version -d 'print the version'
complete -c @PROGRAM@ -n __@PROGRAM@_at_command -a help -d 'describe a command'
complete -c @PROGRAM@ -n '__@PROGRAM@_in help' -f
complete -c @PROGRAM@ -n '__@PROGRAM@_at_first help' -a '@COMMANDS@'
@LINES@)";

/// In single quotes, as fish has them.
std::string fish_quotes(llvm::StringRef text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\')
      out += '\\';
    out += c;
  }
  return out + "'";
}

std::string fish_offer(const Option& option) {
  switch (sort_of(option)) {
  case Sort::Words:
    return " -x -a " + fish_quotes(option.values);
  case Sort::Files:
    return " -r -F";
  case Sort::Folders:
    return " -x -a '(__fish_complete_directories)'";
  case Sort::Nothing:
    return option.argument.empty() ? "" : " -x";
  }
  return "";
}

std::string fish_script(llvm::ArrayRef<CommandLine> commands) {
  std::string lines;
  for (const CommandLine& line : commands) {
    const llvm::StringRef name = short_name(line);
    lines += fmt::format("complete -c @PROGRAM@ -n __@PROGRAM@_at_command -a {} -d {}\n", name,
                         fish_quotes(line.summary));
    if (!takes_files(line))
      lines += fmt::format("complete -c @PROGRAM@ -n '__@PROGRAM@_in {}' -f\n", name);
    if (const std::string words = first_words(line); !words.empty())
      lines += fmt::format("complete -c @PROGRAM@ -n '__@PROGRAM@_at_first {}' -f -a '{}'\n", name,
                           words);
    for (const Option& option : options_of(line))
      lines +=
          fmt::format("complete -c @PROGRAM@ -n '__@PROGRAM@_in {}' -l {}{}{} -d {}\n", name,
                      option.name, option.letter == 0 ? "" : fmt::format(" -s {}", option.letter),
                      fish_offer(option), fish_quotes(brief(option.help)));
  }
  return filled(kFish, {{"@LINES@", lines}});
}

} // namespace

std::optional<Shell> shell_named(llvm::StringRef name) {
  return llvm::StringSwitch<std::optional<Shell>>(name)
      .Case("bash", Shell::Bash)
      .Case("zsh", Shell::Zsh)
      .Case("fish", Shell::Fish)
      .Default(std::nullopt);
}

std::string completion_script(Shell shell, llvm::StringRef program,
                              llvm::ArrayRef<CommandLine> commands) {
  std::string script;
  switch (shell) {
  case Shell::Bash:
    script = bash_script(commands);
    break;
  case Shell::Zsh:
    script = zsh_script(commands);
    break;
  case Shell::Fish:
    script = fish_script(commands);
    break;
  }
  return filled(script, {{"@COMMANDS@", command_names(commands)}, {"@PROGRAM@", program.str()}});
}

} // namespace blockfold::tools
