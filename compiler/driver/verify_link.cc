#include "compiler/driver/verify_link.h"

#include "compiler/driver/security.h"
#include "compiler/driver/verify.h"
#include "compiler/support/format.h"

#include <llvm/ADT/StringSet.h>

#include <algorithm>

namespace blockfold::driver {
namespace {

/// An error in one part of a link, with the part named.
Error in_part(std::size_t part, llvm::StringRef name, const Error& error) {
  return {error.code, fmt::format("certificate {} of the link, for {}: {}", part + 1, quoted(name),
                                  error.message)};
}

Result<VerifiedPart> find_and_verify(const cert::LinkedCertificate& part, FindTheory find) {
  const auto certificate = cert::read_certificate(part.certificate);
  if (!certificate)
    return certificate.error();
  const auto theory = find(part.theory, *certificate);
  if (!theory)
    return theory.error();
  return verify_part(*theory->source, part.certificate, theory->name);
}

std::optional<std::uint32_t> goal_with(const ir::Theory& theory, std::uint32_t ordinal) {
  const auto found = std::ranges::lower_bound(theory.assertions, ordinal, {},
                                              [](const ir::Assertion& a) { return a.ordinal; });
  if (found == theory.assertions.end() || found->ordinal != ordinal || !ir::is_goal(found->role))
    return std::nullopt;
  return static_cast<std::uint32_t>(found - theory.assertions.begin());
}

/// Puts the statement of a link into words.
class LinkDescriber {
public:
  LinkDescriber(const VerifiedLink& link, Detail detail) : link_(link), detail_(detail) {}

  StatementText run() {
    // There is one backend, and so one notion of security. Each certificate adds its own chance
    // that a lie gets through.
    double luck = 0;
    for (const VerifiedPart& part : link_.parts)
      luck += part.luck;
    text_.security = security_of(link_.parts.front().backend, luck);
    for (const VerifiedPart& part : link_.parts)
      text_.syntax_hoisted |= part.analysis.syntax_hoisted;
    add_goals();
    for (const Remaining& remaining : link_.linking.remaining)
      add(remaining);
    for (const VerifiedPart& part : link_.parts)
      add_lemmas(part.theory);
    return std::move(text_);
  }

private:
  StatedAssertion stated(Place place, Detail detail) const {
    const VerifiedPart& part = link_.parts[place.part];
    return state(part.theory, part.analysis, part.theory.assertions[place.assertion], detail);
  }

  void add_goals() {
    text_.goal_count = link_.goals.size();
    for (const Place goal : link_.goals) {
      named_.insert(link_.parts[goal.part].theory.assertions[goal.assertion].label);
      if (detail_ == Detail::Full || text_.goals.size() < kBriefGoals)
        text_.goals.push_back(stated(goal, Detail::Full));
    }
  }

  void add(const Remaining& remaining) {
    if (remaining.assumed)
      text_.assumed.push_back(stated(remaining.places.front(), Detail::Full));
    else
      text_.axioms.push_back(stated(remaining.places.front(), detail_));
  }

  /// All that was proved and is no goal of the link, each label once.
  void add_lemmas(const ir::Theory& theory) {
    for (const ir::Assertion& assertion : theory.assertions)
      if (ir::is_proved(assertion.role) && named_.insert(assertion.label).second)
        text_.lemmas.push_back(assertion.label);
  }

  const VerifiedLink& link_;
  Detail detail_;
  StatementText text_;
  llvm::StringSet<> named_; ///< goals and lemmas so far
};

} // namespace

StatementText VerifiedLink::statement(Detail detail) const {
  return LinkDescriber(*this, detail).run();
}

std::vector<LinkPart> parts_of(llvm::ArrayRef<VerifiedPart> parts) {
  std::vector<LinkPart> out;
  out.reserve(parts.size());
  for (const VerifiedPart& part : parts)
    out.push_back({part.name, &part.theory, part.bytes, part.theory_digest});
  return out;
}

Result<VerifiedPart> verify_part(const ir::TheorySource& source, ByteView certificate,
                                 llvm::StringRef name) {
  auto verified = verify_certificate(source, certificate);
  if (!verified)
    return verified.error();
  const auto read = cert::read_certificate(certificate);
  if (!read)
    return read.error();
  const double luck =
      total_weight(error_terms(security_numbers(verified->bound.theory, verified->bound.lowered)));
  return VerifiedPart{name.str(),
                      std::move(verified->bound.theory),
                      std::move(verified->bound.lowered.analysis),
                      verified->backend,
                      read->theory_digest,
                      verified->bytes,
                      luck};
}

Result<std::vector<Place>> goals_of(const cert::LinkFile& file, llvm::ArrayRef<LinkPart> parts) {
  std::vector<Place> goals;
  for (std::uint32_t part = 0; part < parts.size(); ++part)
    for (const std::uint32_t ordinal : file.parts[part].goals) {
      const auto assertion = goal_with(*parts[part].theory, ordinal);
      if (!assertion)
        return in_part(part, parts[part].name,
                       {"link.goals", "the link names a goal that the certificate does not prove"});
      goals.push_back({part, *assertion});
    }
  return goals;
}

Result<VerifiedLink> verify_link(ByteView file, FindTheory find) {
  // 1. Read the parts; from here on every size is bounded.
  const auto read = cert::read_link(file);
  if (!read)
    return read.error();
  // 2. Verify each by itself, for its own theory.
  VerifiedLink link;
  link.bytes = file.size();
  for (std::size_t part = 0; part < read->parts.size(); ++part) {
    auto verified = find_and_verify(read->parts[part], find);
    if (!verified)
      return in_part(part, read->parts[part].theory, verified.error());
    link.parts.push_back(std::move(*verified));
  }
  // 3. Find out which of them prove what others assume, and that none rests on itself.
  const std::vector<LinkPart> parts = parts_of(link.parts);
  auto linking = match_parts(parts);
  if (!linking)
    return linking.error();
  auto goals = goals_of(*read, parts);
  if (!goals)
    return goals.error();
  if (Status shape = check_shape(parts, *linking, *goals); !shape)
    return shape.error();
  link.linking = std::move(*linking);
  link.goals = std::move(*goals);
  return link;
}

} // namespace blockfold::driver
