#include "tools/report/report.h"

#include "tools/report/page.h"

namespace blockfold::report {
namespace {

constexpr const char* kCircuit =
    "Every rule of the theory is a small circuit. It is copied once for "
    "each time the proof applies it, with room to spare";

/// What is said of any circuit.
void put_rest(const cs::Circuit& circuit, const cert::Certificate& certificate,
              const Profile* profile, const driver::Security& security,
              const driver::SecurityNumbers& numbers, Page& page) {
  page.sections.push_back({"segments", "Segments", folding_section(circuit)});
  if (profile != nullptr)
    page.sections.push_back({"time", "Time", time_section(*profile)});
  page.sections.push_back({"bytes", "Bytes", bytes_section(certificate_shares(certificate))});
  page.sections.push_back({"security", "Security", security_section(security, numbers)});
}

Page page_of(const ReportInput& input, const MathWriter& math, const Limits& limits) {
  const driver::BoundStatement& bound = input.verified.bound;
  Page page{input.certificate_name,
            verify_command(input.certificate_name, {input.theory_name}),
            verdict_section(input),
            {}};
  page.sections = {{"statement", "Statement", goals_section(input, math, limits)},
                   {"axioms", "Axioms", axioms_section(input, math, limits)},
                   {"lemmas", "Lemmas", lemmas_section(input, limits)},
                   {"circuit", "Circuit",
                    circuit_section(kCircuit, count_chips(bound.theory, bound.lowered), limits)}};
  put_rest(bound.lowered.circuit, input.certificate, input.profile, input.verified.security(),
           driver::security_numbers(bound.theory, bound.lowered), page);
  return page;
}

constexpr const char* kBlockCircuit =
    "Every rule is a small circuit. It is copied once for each of "
    "its blocks, with room to spare";

Page page_of(const ExecutionInput& input, const Limits& limits) {
  const driver::BoundExecution& bound = input.verified.bound;
  Page page{input.certificate_name,
            verify_command(input.certificate_name, {input.theory_name}),
            verdict_section(input),
            {}};
  if (input.run != nullptr)
    page.sections.push_back(
        {"statement", "Statement", run_section(*input.run, input.theory_name, limits)});
  page.sections.push_back({input.run != nullptr ? "blocks" : "statement",
                           input.run != nullptr ? "Public blocks" : "Statement",
                           blocks_section(input, limits)});
  page.sections.push_back({"axioms", "Rules", rules_section(input, limits)});
  page.sections.push_back(
      {"circuit", "Circuit",
       circuit_section(kBlockCircuit, count_chips(input.program, bound.lowered), limits)});
  put_rest(bound.lowered.circuit, input.certificate, input.profile,
           input.verified.security(input.program),
           driver::security_numbers(input.program, bound.lowered), page);
  return page;
}

} // namespace

std::string render_report(const ReportInput& input) {
  const MathWriter math(input.verified.bound.theory, input.typesetting);
  return render_within_limit([&](const Limits& limits) { return page_of(input, math, limits); });
}

std::string render_report(const ExecutionInput& input) {
  return render_within_limit([&](const Limits& limits) { return page_of(input, limits); });
}

} // namespace blockfold::report
