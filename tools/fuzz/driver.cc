// Runs a fuzz target without libFuzzer: every file of the corpus as it is, then changed copies of
// them, the same ones for the same seed. Knows no coverage, so it finds regressions rather than
// bugs; for those there is the preset `fuzz`. The options are the part of libFuzzer's that makes
// sense here, so that tools/fuzz/run.sh and CTest may run either.
#include "runtime/base/bytes.h"
#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/random.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

using blockfold::Bytes;
using blockfold::fuzz::Random;

#pragma weak LLVMFuzzerCustomMutator

namespace {

namespace fs = std::filesystem;

struct Options {
  std::size_t runs = 10'000;
  std::size_t max_len = 4096;
  std::uint64_t seed = 1;
  std::string dictionary;
  std::vector<fs::path> corpus;
};

Random choices(1);
std::vector<Bytes> tokens; ///< of the dictionary

// What is being run, for the handler of signals.
const std::uint8_t* current = nullptr;
std::size_t current_size = 0;

/// Keeps the input that ended the program. Only calls what a signal handler may.
void on_crash(int signal) {
  const int file = open("fuzz-crash.input", O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file >= 0 && write(file, current, current_size) == static_cast<ssize_t>(current_size)) {
    constexpr std::string_view said = "the input is in fuzz-crash.input\n";
    static_cast<void>(!write(2, said.data(), said.size()));
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void run_one(const Bytes& input) {
  const Bytes copy(input.begin(), input.end()); // exactly as large as it is
  current = copy.data();
  current_size = copy.size();
  LLVMFuzzerTestOneInput(copy.data(), copy.size());
}

bool take_option(std::string_view argument, std::string_view name, std::string& value) {
  if (!argument.starts_with(name))
    return false;
  value = argument.substr(name.size());
  return true;
}

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    std::string value;
    if (take_option(argv[i], "-runs=", value))
      options.runs = std::stoul(value);
    else if (take_option(argv[i], "-max_len=", value))
      options.max_len = std::stoul(value);
    else if (take_option(argv[i], "-seed=", value))
      options.seed = std::stoull(value);
    else if (take_option(argv[i], "-dict=", value))
      options.dictionary = value;
    else if (argv[i][0] != '-')
      options.corpus.emplace_back(argv[i]);
    else
      std::fprintf(stderr, "%s: only libFuzzer knows this option; it is ignored\n", argv[i]);
  }
  return options;
}

Bytes contents(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The files of the corpus, in the order of their names.
std::vector<Bytes> read_corpus(const std::vector<fs::path>& places) {
  std::vector<fs::path> files;
  for (const fs::path& place : places) {
    if (!fs::is_directory(place))
      files.push_back(place);
    else
      for (const auto& entry : fs::recursive_directory_iterator(place))
        if (entry.is_regular_file())
          files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Bytes> out;
  for (const fs::path& file : files)
    out.push_back(contents(file));
  return out;
}

int hex(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c - 'A' + 10;
}

/// Lines such as  name="\x24(" , as libFuzzer and AFL read them.
void read_dictionary(const std::string& path) {
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const std::size_t first = line.find('"'), last = line.rfind('"');
    if (line.starts_with("#") || first == last)
      continue;
    Bytes token;
    for (std::size_t i = first + 1; i < last; ++i) {
      if (line[i] == '\\' && line[i + 1] == 'x' && i + 3 < last) {
        token.push_back(static_cast<std::uint8_t>(hex(line[i + 2]) * 16 + hex(line[i + 3])));
        i += 3;
        continue;
      }
      i += line[i] == '\\';
      token.push_back(static_cast<std::uint8_t>(line[i]));
    }
    tokens.push_back(token);
  }
}

void change_once(Bytes& input) {
  if (input.empty()) {
    input.push_back(static_cast<std::uint8_t>(choices.word()));
    return;
  }
  const std::size_t at = choices.below(input.size());
  const auto place = input.begin() + static_cast<std::ptrdiff_t>(at);
  const std::size_t length = 1 + choices.below(std::min<std::size_t>(input.size() - at, 32));
  const auto end = place + static_cast<std::ptrdiff_t>(length);
  switch (choices.below(tokens.empty() ? 7 : 9)) {
  case 0:
    *place ^= static_cast<std::uint8_t>(1U << choices.below(8));
    return;
  case 1:
    *place = static_cast<std::uint8_t>(choices.word());
    return;
  case 2:
    *place = static_cast<std::uint8_t>(*place + choices.below(9) - 4);
    return;
  case 3:
    input.insert(place, static_cast<std::uint8_t>(choices.word()));
    return;
  case 4:
    input.erase(place, end);
    return;
  case 5: { // a piece once more, elsewhere
    const Bytes piece(place, end);
    const std::size_t to = choices.below(input.size() + 1);
    input.insert(input.begin() + static_cast<std::ptrdiff_t>(to), piece.begin(), piece.end());
    return;
  }
  case 6:
    std::rotate(place, place + static_cast<std::ptrdiff_t>(choices.below(length)), end);
    return;
  default: {
    const Bytes& token = choices.of(tokens);
    input.insert(place, token.begin(), token.end());
  }
  }
}

/// The beginning of one input and the end of another.
Bytes crossed(const Bytes& first, const Bytes& second) {
  Bytes out(first.begin(),
            first.begin() + static_cast<std::ptrdiff_t>(choices.below(first.size() + 1)));
  out.insert(out.end(),
             second.begin() + static_cast<std::ptrdiff_t>(choices.below(second.size() + 1)),
             second.end());
  return out;
}

Bytes changed(Bytes input, std::size_t max_len) {
  if (LLVMFuzzerCustomMutator != nullptr) {
    const std::size_t size = std::min(input.size(), max_len);
    input.resize(max_len);
    input.resize(LLVMFuzzerCustomMutator(input.data(), size, max_len,
                                         static_cast<unsigned>(choices.word())));
    return input;
  }
  for (std::size_t n = 1 + choices.below(4); n > 0; --n)
    change_once(input);
  input.resize(std::min(input.size(), max_len));
  return input;
}

} // namespace

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                        std::size_t max_size) {
  Bytes input(data, data + size);
  change_once(input);
  input.resize(std::min(input.size(), max_size));
  std::copy(input.begin(), input.end(), data);
  return input.size();
}

int main(int argc, char** argv) {
  const Options options = parse(argc, argv);
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL})
    std::signal(signal, on_crash);
  choices = Random(options.seed);
  if (!options.dictionary.empty())
    read_dictionary(options.dictionary);

  const auto start = std::chrono::steady_clock::now();
  std::vector<Bytes> corpus = read_corpus(options.corpus);
  if (!options.corpus.empty() && corpus.empty()) {
    std::fprintf(stderr, "there is no corpus at %s\n", options.corpus.front().c_str());
    return 1;
  }
  for (const Bytes& input : corpus)
    run_one(input);
  const std::size_t replayed = corpus.size();
  if (corpus.empty())
    corpus.emplace_back();
  for (std::size_t i = 0; i < options.runs; ++i)
    run_one(changed(choices.one_in(8) ? crossed(choices.of(corpus), choices.of(corpus))
                                      : choices.of(corpus),
                    options.max_len));
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::printf("%zu inputs replayed, %zu fresh ones run in %.2f s, no crash\n", replayed,
              options.runs, seconds);
  return 0;
}
