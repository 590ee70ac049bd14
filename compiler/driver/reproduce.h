#pragma once

#include "compiler/driver/certificate_fields.h"
#include "compiler/driver/prove.h"
#include "compiler/driver/prove_execution.h"
#include "compiler/ir/theory_source.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

/// Making a certificate's parts again, from a theory and from proofs, and comparing them with what
/// the certificate says.
namespace blockfold::driver {

/// One thing that was made again.
struct ReproductionStep {
  enum class Outcome {
    Same,
    Differs,
    Noted, ///< nothing in the certificate says otherwise
  };
  Outcome outcome;
  std::string name;
  std::string found; ///< from the theory or the proofs
  std::string says;  ///< by the certificate, if it differs
};

/// What was made again, step by step, whatever the certificate is about.
class ReproductionLog {
public:
  const std::vector<ReproductionStep>& steps() const { return steps_; }
  bool same() const;
  /// The certificate could be read with the theory or program at hand, so a proof can be compared.
  bool bound() const;
  /// The whole certificate was made again, whether it is the same or not.
  bool proved_again() const { return proved_again_; }
  /// The first field that is not the same.
  const std::optional<FieldDifference>& difference() const { return difference_; }

protected:
  void same(std::string name, std::string found);
  void differs(std::string name, std::string found, std::string says);
  void noted(std::string name, std::string found);

  /// What follows from a circuit: layout, its digest, and whether the proof section holds for it.
  void compare_circuit(const layout::Layout& layout, const cs::Circuit& circuit,
                       const std::array<std::uint8_t, 32>& digest, const Transcript& transcript,
                       const cert::Certificate& certificate);
  void note_planned_layout(const layout::Layout& planned, const cert::Certificate& certificate);
  void refuse_room(const Error& error);
  void compare_bytes(const cert::Certificate& found, const cert::Certificate& certificate,
                     ByteView bytes);

  bool proved_again_ = false;
  std::optional<FieldDifference> difference_;

private:
  std::vector<ReproductionStep> steps_;
};

/// Of theorems.
class Reproduction : public ReproductionLog {
public:
  /// All but the last must outlive the reproduction.
  Reproduction(const ir::TheorySource& source, const cert::Certificate& certificate, ByteView bytes)
      : source_(source), certificate_(certificate), bytes_(bytes) {}

  /// Makes theory digest, layout and circuit digest again from the theory, and verifies the proof
  /// section against them. What depends on a part that could not be made again is left out.
  void from_theory();

  /// Which proofs would do: assertions of the certificate by their ordinals.
  std::vector<std::uint32_t> goals() const;
  std::vector<std::uint32_t> assumed() const;

  /// Makes the list of entries again from proofs of the goals, then the certificate, with the
  /// layout that it has, and compares all bytes. `may_start` is asked before the long work; an
  /// error of its is returned.
  Status from_proof(import::ImportedProof proof,
                    const std::function<Status(const Compiled&)>& may_start,
                    const fold::Progress& progress = {});

private:
  std::vector<std::uint32_t> with_role(bool (*matches)(ir::Role)) const;
  std::string names_of_goals() const;
  void fail_to_bind(const Error& error);
  bool same_entries(const import::ImportedProof& proof);

  const ir::TheorySource& source_;
  const cert::Certificate& certificate_;
  ByteView bytes_;
};

/// Of an execution.
class ExecutionReproduction : public ReproductionLog {
public:
  /// All but the last must outlive the reproduction.
  ExecutionReproduction(const ir::BlockProgram& program, const cert::Certificate& certificate,
                        ByteView bytes)
      : program_(program), certificate_(certificate), bytes_(bytes) {}

  /// The same as from_theory, from the program.
  void from_program();

  /// Holds the public blocks of an execution, which satisfies the program, against the
  /// certificate's, then makes the certificate again with the layout that it has.
  Status from_execution(const ir::Execution& execution,
                        const std::function<Status(const CompiledExecution&)>& may_start,
                        const fold::Progress& progress = {});

private:
  void fail_to_bind(const Error& error);
  bool same_blocks(const CompiledExecution& compiled);

  const ir::BlockProgram& program_;
  const cert::Certificate& certificate_;
  ByteView bytes_;
};

} // namespace blockfold::driver
