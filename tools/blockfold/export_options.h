#pragma once

#include "compiler/export/block_graph.h"
#include "compiler/layout/plan.h"
#include "tools/common/arguments.h"

#include <llvm/ADT/STLExtras.h>

#include <initializer_list>
#include <string>
#include <vector>

/// What `blockfold export` is asked for.
namespace blockfold::tools {

enum class ExportFormat { R1cs, Wtns, Sym, Json, Dot };
inline constexpr llvm::StringRef kExportFormats[] = {"r1cs", "wtns", "sym", "json", "dot"};

struct ExportTarget {
  ExportFormat format;
  std::string path;
};

struct ExportOptions {
  std::vector<ExportTarget> targets;
  exports::GraphLimits graph;
  layout::PlanOptions plan;
  bool public_challenges = false;

  bool wants(std::initializer_list<ExportFormat> formats) const {
    return llvm::any_of(targets, [&](const ExportTarget& target) {
      return llvm::is_contained(formats, target.format);
    });
  }
  /// Text and bus wires depend on the challenges; so do the constraints if those are constants.
  bool need_challenges() const {
    return wants({ExportFormat::Wtns}) ||
           (wants({ExportFormat::R1cs, ExportFormat::Json}) && !public_challenges);
  }
  /// What a certificate does not hold.
  bool need_proof() const { return wants({ExportFormat::Wtns, ExportFormat::Dot}); }
};

inline llvm::StringRef format_name(ExportFormat format) {
  return kExportFormats[static_cast<std::size_t>(format)];
}

/// Understands the command line, or says what is wrong with it: `usage.*`. Of the files that it
/// names only those are looked at that would be overwritten: `file.write`.
Result<ExportOptions> parse_export_options(const Arguments& arguments);

/// The options of the command.
std::vector<Option> export_options();

} // namespace blockfold::tools
