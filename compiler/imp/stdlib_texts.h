#pragma once

/// Files of the standard library that proofs of runs are built on, as they were when the program
/// was built.
namespace blockfold::imp {

extern const char* const kNumerals;            ///< stdlib/numerals.blk
extern const char* const kMatchingLogic;       ///< stdlib/matching_logic.blk
extern const char* const kMatchingLogicProofs; ///< stdlib/matching_logic.bmt

} // namespace blockfold::imp
