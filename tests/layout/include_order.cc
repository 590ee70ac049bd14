// Which module may include which: the dependency graph of the project, enforced on every include.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Module {
  std::string path;
  std::string uses; ///< other modules; '*' stands for all listed before
};

/// A module may include itself, runtime/base, and what is named here. Modules come in an order in
/// which each uses earlier ones only, so the graph has no cycle.
const std::vector<Module> kModules = {
    // The proof system: no LLVM, ANTLR or Boost, and nothing of the compiler.
    {"runtime/base", ""},
    {"runtime/field", ""},
    {"runtime/curve", "runtime/field"},
    {"runtime/hash", "runtime/field"},
    {"runtime/poly", "runtime/field runtime/hash"},
    {"runtime/cs", "runtime/field"},
    {"runtime/checker", "runtime/hash"},
    {"runtime/cert", "runtime/field runtime/hash"},
    {"runtime/pcs", "runtime/field runtime/curve runtime/poly runtime/hash"},
    // The verifier: what it uses is what must be trusted.
    {"runtime/verify",
     "runtime/field runtime/curve runtime/hash runtime/poly runtime/cs runtime/cert "
     "runtime/pcs"},
    {"runtime/guest", "runtime/checker runtime/cert"},
    // The provers.
    {"runtime/parallel", ""},
    {"runtime/kernels", "runtime/field runtime/curve runtime/hash runtime/parallel"},
    {"runtime/zkvm", "runtime/cs"},
    {"runtime/fold",
     "runtime/field runtime/curve runtime/hash runtime/poly runtime/cs runtime/cert "
     "runtime/pcs runtime/verify runtime/kernels runtime/parallel"},
    {"runtime/stark", "runtime/field runtime/hash runtime/poly runtime/cs runtime/cert runtime/pcs "
                      "runtime/verify runtime/kernels runtime/parallel"},
    // From a theory and a proof to circuits and witnesses.
    {"compiler/support", ""},
    {"compiler/metamath", "compiler/support runtime/parallel"},
    {"compiler/ir", "compiler/support runtime/field"},
    {"compiler/rules", "compiler/support compiler/ir"},
    {"compiler/imp", "compiler/support compiler/ir compiler/rules runtime/field"},
    {"compiler/lower", "compiler/ir runtime/cs runtime/field"},
    {"compiler/import",
     "compiler/support compiler/metamath compiler/ir compiler/lower runtime/hash"},
    {"compiler/passes", "compiler/ir compiler/lower"},
    {"compiler/layout", "compiler/ir compiler/lower runtime/cs runtime/hash"},
    {"compiler/witness", "compiler/ir compiler/passes compiler/lower compiler/layout runtime/cs "
                         "runtime/field"},
    {"compiler/export", "compiler/ir compiler/lower runtime/cs runtime/field"},
    {"compiler/driver", "*"},
    {"compiler/trial", "*"},
};

struct Include {
  std::string file;   ///< relative to the repository
  std::string target; ///< as written, without quotes
};

const fs::path kRoot = BLOCKFOLD_SOURCE_DIR;

/// "runtime/poly" of "runtime/poly/sumcheck.h"; empty for paths elsewhere.
std::string module_of(const std::string& path) {
  for (const char* top : {"runtime/", "compiler/"})
    if (path.starts_with(top))
      return path.substr(0, path.find('/', std::string(top).size()));
  return "";
}

/// What stands between the delimiters of an #include line, or nothing.
std::string included_by(const std::string& line) {
  std::istringstream in(line);
  std::string hash, target;
  in >> hash;
  if (hash == "#")
    in >> hash, hash = "#" + hash;
  if (hash != "#include" || !(in >> target) || target.size() < 2)
    return "";
  return target.substr(1, target.size() - 2);
}

std::vector<Include> includes_below(const char* top) {
  std::vector<Include> found;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / top)) {
    const std::string extension = entry.path().extension().string();
    if (extension != ".h" && extension != ".cc" && extension != ".def")
      continue;
    std::ifstream in(entry.path());
    for (std::string line; std::getline(in, line);)
      if (const std::string target = included_by(line); !target.empty())
        found.push_back({fs::relative(entry.path(), kRoot).string(), target});
  }
  return found;
}

/// The modules that each may include, from the table.
std::map<std::string, std::set<std::string>> allowed_uses() {
  std::map<std::string, std::set<std::string>> allowed;
  std::set<std::string> before;
  for (const Module& module : kModules) {
    std::set<std::string> uses = {module.path, "runtime/base"};
    std::istringstream in(module.uses);
    for (std::string used; in >> used;) {
      if (used == "*") {
        uses.insert(before.begin(), before.end());
        continue;
      }
      INFO("module ", module.path, " uses ", used);
      CHECK(before.contains(used));
      uses.insert(used);
    }
    allowed[module.path] = uses;
    before.insert(module.path);
  }
  return allowed;
}

} // namespace

TEST_CASE("every module includes only what the table allows") {
  const auto allowed = allowed_uses();
  std::size_t seen = 0;
  for (const char* top : {"runtime", "compiler"})
    for (const Include& include : includes_below(top)) {
      const std::string target = module_of(include.target);
      if (target.empty())
        continue;
      ++seen;
      const std::string module = module_of(include.file);
      INFO(include.file, " includes ", include.target);
      REQUIRE(allowed.contains(module));
      CHECK(allowed.at(module).contains(target));
    }
  CHECK(seen > 100);
}

TEST_CASE("nothing in the product includes tools or tests, and includes start at the root") {
  for (const char* top : {"runtime", "compiler"})
    for (const Include& include : includes_below(top)) {
      INFO(include.file, " includes ", include.target);
      CHECK_FALSE(include.target.starts_with("tools/"));
      CHECK_FALSE(include.target.starts_with("tests/"));
      CHECK(include.target.find("../") == std::string::npos);
    }
}

TEST_CASE("the runtime uses neither the compiler nor its libraries") {
  for (const Include& include : includes_below("runtime")) {
    INFO(include.file, " includes ", include.target);
    for (const char* foreign : {"compiler/", "llvm/", "antlr4", "boost/", "nlohmann/"})
      CHECK_FALSE(include.target.starts_with(foreign));
  }
}

TEST_CASE("what verifies never includes a prover, its kernels or threads") {
  const auto allowed = allowed_uses();
  for (const char* trusted : {"runtime/verify", "runtime/checker", "runtime/cert", "runtime/pcs",
                              "runtime/cs", "runtime/poly", "runtime/hash", "runtime/curve"})
    for (const char* prover :
         {"runtime/kernels", "runtime/fold", "runtime/stark", "runtime/parallel"}) {
      INFO(trusted, " may use ", prover);
      CHECK_FALSE(allowed.at(trusted).contains(prover));
    }
}
