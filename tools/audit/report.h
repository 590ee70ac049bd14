#pragma once

#include "tools/audit/cells.h"
#include "tools/audit/determined.h"
#include "tools/audit/lies.h"

#include <llvm/Support/raw_ostream.h>
#include <nlohmann/json_fwd.hpp>

/// The three searches over one circuit, counted and told.
namespace blockfold::audit {

struct AuditOptions {
  SweepOptions sweep{.copies_per_chip = 3};
  bool lies = true;
  /// Lies are looked for on every n-th chip; 1: all.
  std::size_t lie_stride = 1;
  /// Every n-th lie is evaluated on the whole circuit as well; 0: none.
  std::size_t confirm_stride = 16;
};

struct LieCount {
  std::size_t tried = 0, found = 0;
};

struct AuditReport {
  Determination determination;
  SweepReport sweep;
  std::vector<LieCount> lies;               ///< per chip
  std::map<std::string, LieCount> by_class; ///< by class_of
  std::vector<Constraint> without_lie;      ///< no lie was found
  std::size_t confirmed = 0;                ///< lies evaluated from scratch
  /// What is wrong: unsound, or unsure whether sound. A constraint without a lie is none of these.
  std::vector<std::string> errors() const;
  std::vector<std::string> own_errors; ///< of the witness and of the searches themselves
};

AuditReport audit_model(const Model& model, const AuditOptions& options = {});

void print_report(llvm::raw_ostream& out, const Model& model, const AuditReport& report);
/// A line for each wire of each chip: how it is determined, and by which row.
void print_wires(llvm::raw_ostream& out, const Model& model, const Determination& determination);
nlohmann::ordered_json report_json(const Model& model, const AuditReport& report);

} // namespace blockfold::audit
