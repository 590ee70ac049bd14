#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

/// Runs the built programs and looks at what they leave behind.
namespace blockfold::e2e {

struct Outcome {
  int exit = -1; ///< -1 if the program crashed or could not be run
  std::string out, err;

  /// Standard output as JSON; a discarded value if it is none.
  nlohmann::json json() const { return nlohmann::json::parse(out, nullptr, false); }
};

/// Runs a program of the build's bin folder.
Outcome run(const std::string& program, const std::vector<std::string>& arguments);
/// Runs `blockfold`.
inline Outcome call(const std::vector<std::string>& arguments) {
  return run("blockfold", arguments);
}
/// A line of shell.
Outcome shell(const std::string& line);

std::filesystem::path binary(const std::string& program);

/// A folder of its own for each test, gone at its end.
class Folder {
public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path(const std::string& name) const { return (path_ / name).string(); }
  /// Writes a file and returns its path.
  std::string write(const std::string& name, const std::string& text) const;
  /// Names of everything in the folder, sorted.
  std::vector<std::string> names() const;

private:
  std::filesystem::path path_;
};

std::string read(const std::string& path);
void write(const std::string& path, const std::string& text);

/// A file of the shared test data or of Debian's databases; empty, with a printed line, if absent.
std::string data_file(const std::string& name);
std::string debian_database(const std::string& name);

/// A small theory: implication, modus ponens, `id` and `idd` with proofs, `todo` without one.
extern const char* const kSmallTheory;
/// The same with $d conditions and a lemma with hypotheses.
extern const char* const kDisjointTheory;

} // namespace blockfold::e2e
