#pragma once

#include "compiler/ir/transcript.h"
#include "compiler/support/diagnostic.h"

/// A second opinion on transcripts, by other means than the proof system's: texts are compared
/// symbol by symbol and $d conditions by sets of variables. Tests ask it what the circuits ought to
/// accept.
namespace blockfold::ir {

/// Whether a transcript has its $d blocks already. If so, every condition must rest on them.
enum class DisjointBlocks : bool { Absent, Present };

/// Whether every block follows its rule, from premises before it, in contexts where the rule may be
/// applied, and every context's statement is concluded. One diagnostic per fault, which names the
/// block and what differs. Trusts the theory, and nothing about the transcript.
///
/// Says nothing about which syntax ought to be shared, only whether what is shared may be.
bool verify_transcript(const Theory& theory, const Transcript& transcript, DisjointBlocks disjoint,
                       DiagnosticSink& sink);

} // namespace blockfold::ir
