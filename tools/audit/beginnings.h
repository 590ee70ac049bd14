#pragma once

#include "tools/audit/puppet.h"

#include <functional>

/// How a lie about a block may begin: with a wire, or a text, that is another.
namespace blockfold::audit {

/// Changes an honest state. False if it cannot, or if nothing changes.
using Move = std::function<bool(Puppet::State&)>;

/// Moves that may lead to what the puppet's freedom asks for. They refer to theatre and puppet.
std::vector<Move> beginnings(const Theatre& theatre, const StagedBlock& block,
                             const Puppet& puppet);

} // namespace blockfold::audit
