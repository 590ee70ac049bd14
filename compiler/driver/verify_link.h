#pragma once

#include "compiler/driver/link.h"
#include "compiler/driver/statement.h"
#include "compiler/ir/theory_source.h"
#include "runtime/base/bytes.h"
#include "runtime/cert/certificate.h"
#include "runtime/cert/link_file.h"

#include <llvm/ADT/STLFunctionalExtras.h>

#include <array>
#include <string>
#include <vector>

/// From a linked certificate and theory files to a verdict (docs/linking.md).
namespace blockfold::driver {

/// What is known of a certificate in a link once it is verified; its circuit is gone.
struct VerifiedPart {
  std::string name; ///< where its theory was found
  ir::Theory theory;
  lower::Analysis analysis;
  cert::Backend backend;
  std::array<std::uint8_t, 32> theory_digest;
  std::size_t bytes = 0;
  double luck = 0; ///< the weight of its error terms, see security.h
};

/// Certificates that are valid, each for its theory, and what they say together.
struct VerifiedLink {
  std::vector<VerifiedPart> parts;
  Linking linking;
  std::vector<Place> goals; ///< by part, then by their order in its theory
  std::size_t bytes = 0;

  /// The goals, and what remains to be taken for granted, each statement once.
  StatementText statement(Detail detail = Detail::Full) const;
};

/// What match_parts is about.
std::vector<LinkPart> parts_of(llvm::ArrayRef<VerifiedPart> parts);

/// A theory, and what to call it: names of different theories differ.
struct FoundTheory {
  const ir::TheorySource* source; ///< lives until the verification is done
  std::string name;
};

/// Finds the theory that a certificate was made for; `hint` is the name that the link has for it. A
/// wrong one is noticed.
using FindTheory = llvm::function_ref<Result<FoundTheory>(llvm::StringRef hint,
                                                          const cert::Certificate& certificate)>;

/// Verifies one certificate for a link.
///
/// Errors: those of verify_certificate.
Result<VerifiedPart> verify_part(const ir::TheorySource& source, ByteView certificate,
                                 llvm::StringRef name);

/// Verifies each certificate of a link and finds out what they say together. What the file says
/// about its goals is checked, and nothing else in it is believed.
///
/// Errors: those of cert::read_link, verify_part (with the part's name before the message),
/// match_parts and check_shape, and `link.goals` (a goal of the link is none of its part).
Result<VerifiedLink> verify_link(ByteView file, FindTheory find);

/// The goals that a link file names, as places. Error: `link.goals`.
Result<std::vector<Place>> goals_of(const cert::LinkFile& file, llvm::ArrayRef<LinkPart> parts);

} // namespace blockfold::driver
