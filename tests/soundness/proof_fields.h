#pragma once

#include "runtime/cert/proof.h"

#include <string>

/// Visits everything that a proof consists of, with the name of each part.
namespace blockfold::soundness {

inline constexpr const char* kPhaseNames[] = {"structure", "text", "bus"};

/// visit(kind, part, Fr&) for every scalar.
template <class Visit> void for_each_scalar(cert::Proof& proof, Visit visit) {
  for (std::size_t k = 0; k < proof.kinds.size(); ++k) {
    cert::KindProof& kind = proof.kinds[k];
    const auto rounds = [&](const char* part, std::vector<cert::RoundMessage>& messages) {
      for (cert::RoundMessage& message : messages)
        for (Fr& scalar : message)
          visit(k, std::string(part), scalar);
    };
    visit(k, std::string("bus sum"), kind.bus_sum);
    rounds("fold", kind.fold);
    visit(k, std::string("folded bus sum"), kind.folded_bus_sum);
    rounds("outer", kind.outer);
    for (Fr& scalar : kind.row_values)
      visit(k, std::string("row values"), scalar);
    rounds("inner", kind.inner);
    for (Fr& scalar : kind.part_values)
      visit(k, std::string("part values"), scalar);
    visit(k, std::string("opening"), kind.opening.last);
  }
}

/// visit(kind, part, list) for every list: of points and of round messages.
template <class Visit> void for_each_list(cert::Proof& proof, Visit visit) {
  for (std::size_t k = 0; k < proof.kinds.size(); ++k) {
    cert::KindProof& kind = proof.kinds[k];
    for (unsigned phase = 0; phase < 3; ++phase)
      visit(k, std::string(kPhaseNames[phase]), kind.commitments[phase]);
    visit(k, std::string("opening"), kind.opening.left);
    visit(k, std::string("opening"), kind.opening.right);
    visit(k, std::string("fold"), kind.fold);
    visit(k, std::string("outer"), kind.outer);
    visit(k, std::string("inner"), kind.inner);
  }
}

/// visit(kind, part, point&) for every point.
template <class Visit> void for_each_point(cert::Proof& proof, Visit visit) {
  for_each_list(proof, [&](std::size_t k, const std::string& part, auto& list) {
    if constexpr (std::is_same_v<std::decay_t<decltype(list)>, std::vector<cert::EncodedPoint>>)
      for (cert::EncodedPoint& point : list)
        visit(k, part, point);
  });
}

} // namespace blockfold::soundness
