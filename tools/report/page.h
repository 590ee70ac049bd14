#pragma once

#include "tools/report/sections.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/STLFunctionalExtras.h>

#include <string>
#include <utility>
#include <vector>

/// What pages have in common, whatever the certificate is about.
namespace blockfold::report {

/// The head of a page: what holds, and a few figures.
struct Verdict {
  std::string title;
  bool is_name = false;          ///< of a theorem or file, in the type of programs
  std::string does;              ///< "is proved in"
  std::string theory;            ///< a file's name behind that, or nothing
  std::string certificate;       ///< "... by" this
  std::size_t assumed = 0;       ///< theorems used without proof
  std::vector<Fields> figures{}; ///< see figure()
  std::vector<std::pair<std::string, std::string>> digests{}; ///< what of, in hexadecimal
};
Html render_verdict(const Verdict& verdict);
/// A number and what it counts.
Fields figure(llvm::StringRef value, llvm::StringRef what);
std::string sha256(ByteView bytes);

/// A part of the page and its name in the navigation.
struct Section {
  const char *id, *name;
  Html html;
};

struct Page {
  std::string certificate; ///< as the title calls it
  std::string command;     ///< that verifies the certificate
  Html verdict;
  std::vector<Section> sections;
};

/// "blockfold verify X.bfc --theory FILE ...", its words quoted where a shell would want it.
std::string verify_command(llvm::StringRef certificate, llvm::ArrayRef<std::string> theories);

/// Builds a page with less and less room for lists until it has at most kMaxPageBytes.
std::string render_within_limit(llvm::function_ref<Page(const Limits&)> build);

} // namespace blockfold::report
