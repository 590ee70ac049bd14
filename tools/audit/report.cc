#include "tools/audit/report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace blockfold::audit {
namespace {

constexpr How kHows[] = {How::Choice, How::Row,     How::Bus,
                         How::Digits, How::Balance, How::Undetermined};
constexpr CellVerdict kVerdicts[] = {CellVerdict::RowBroken,     CellVerdict::ClaimUnmet,
                                     CellVerdict::BusUnbalanced, CellVerdict::UnusedClaim,
                                     CellVerdict::AnotherBlock,  CellVerdict::SharedClaim,
                                     CellVerdict::Unbound};

void search_lies(const Model& model, const AuditOptions& options, AuditReport& report) {
  const Scenery scenery(model);
  std::size_t found = 0;
  for (std::uint32_t chip = 0; chip < model.chips.size(); ++chip) {
    if (scenery.stages[chip].empty() || chip % options.lie_stride != 0)
      continue;
    for (const Constraint& constraint : constraints_of(model, chip)) {
      LieCount& in_class = report.by_class[class_of(model, constraint)];
      ++in_class.tried, ++report.lies[chip].tried;
      const std::optional<Lie> lie = find_lie(scenery, constraint);
      if (!lie) {
        report.without_lie.push_back(constraint);
        continue;
      }
      ++in_class.found, ++report.lies[chip].found;
      if (options.confirm_stride == 0 || found++ % options.confirm_stride != 0)
        continue;
      ++report.confirmed;
      if (!confirm_lie(model, constraint, *lie))
        report.own_errors.push_back("the lie about '" + name_of(model, constraint) +
                                    "' does not hold on the whole circuit");
    }
  }
}

std::string cell(std::size_t count) {
  return count == 0 ? "." : std::to_string(count);
}

} // namespace

std::vector<std::string> AuditReport::errors() const {
  std::vector<std::string> all = own_errors;
  all.insert(all.end(), determination.errors.begin(), determination.errors.end());
  all.insert(all.end(), sweep.errors.begin(), sweep.errors.end());
  return all;
}

AuditReport audit_model(const Model& model, const AuditOptions& options) {
  AuditReport report;
  for (const std::string& row : model.violations())
    report.own_errors.push_back("the witness to start from is not valid: " + row);
  report.determination = determine_wires(model);
  report.sweep = sweep_cells(model, report.determination.chips, options.sweep);
  report.lies.resize(model.chips.size());
  if (options.lies)
    search_lies(model, options, report);
  return report;
}

void print_report(llvm::raw_ostream& out, const Model& model, const AuditReport& report) {
  out << fmt::format(
      "{:<24} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} | {:>7} {:>7} {:>6} | {:>11}\n", "chip",
      "copies", "choice", "row", "bus", "digits", "balanc", "undet.", "changes", "caught", "free",
      "lies");
  std::vector<std::size_t> copies(model.chips.size());
  for (const Copy& copy : model.copies)
    ++copies[copy.chip];
  for (std::size_t i = 0; i < model.chips.size(); ++i) {
    const ChipWires& wires = report.determination.chips[i];
    const ChipSweep& sweep = report.sweep.chips[i];
    std::string line = fmt::format("{:<24} {:>6}", model.chips[i].name, copies[i]);
    for (const How how : kHows)
      line += fmt::format(" {:>6}", cell(wires.count(how)));
    std::size_t caught = 0;
    for (const CellVerdict verdict : kVerdicts)
      if (is_bound(verdict))
        caught += sweep.verdicts[static_cast<std::size_t>(verdict)];
    out << fmt::format("{} | {:>7} {:>7} {:>6} | {:>5}/{:>5}\n", line, sweep.changes, caught,
                       cell(sweep.changes - caught), report.lies[i].found, report.lies[i].tried);
  }

  out << fmt::format("\nCells: {} cells in representative copies, {} changes\n",
                     report.sweep.cells(), report.sweep.changes());
  for (const CellVerdict verdict : kVerdicts)
    if (report.sweep.total(verdict) != 0)
      out << fmt::format("  {:<16} {:>9}\n", name_of(verdict), report.sweep.total(verdict));

  LieCount total;
  for (const auto& [name, count] : report.by_class)
    total.tried += count.tried, total.found += count.found;
  if (total.tried != 0)
    out << fmt::format(
        "\nConstraints taken out: {}, a lie found for {}, {} of them evaluated on the "
        "whole circuit\n",
        total.tried, total.found, report.confirmed);
  for (const auto& [name, count] : report.by_class)
    if (count.found != count.tried)
      out << fmt::format("  {:>5} of {:>5}  {}\n", count.found, count.tried, name);

  for (const std::string& error : report.errors())
    out << "error: " << error << '\n';
  out << (report.errors().empty() ? "No wire is under-constrained.\n" : "");
}

void print_wires(llvm::raw_ostream& out, const Model& model, const Determination& determination) {
  for (std::size_t i = 0; i < model.chips.size(); ++i) {
    const ChipModel& chip = model.chips[i];
    out << chip.name << '\n';
    const std::vector<WireFinding>& findings = determination.chips[i].wires;
    for (std::size_t w = 0; w < findings.size(); ++w)
      out << fmt::format("  {:<14} {:<13} {}\n", chip.wires[chip.first_committed + w].name,
                         name_of(findings[w].how), findings[w].by);
  }
  out << '\n';
}

nlohmann::ordered_json report_json(const Model& model, const AuditReport& report) {
  nlohmann::ordered_json chips = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < model.chips.size(); ++i) {
    nlohmann::ordered_json wires = nlohmann::ordered_json::array();
    const auto& findings = report.determination.chips[i].wires;
    for (std::size_t w = 0; w < findings.size(); ++w)
      wires.push_back({{"wire", model.chips[i].wires[model.chips[i].first_committed + w].name},
                       {"how", name_of(findings[w].how)},
                       {"by", findings[w].by}});
    nlohmann::ordered_json verdicts;
    for (const CellVerdict verdict : kVerdicts)
      verdicts[name_of(verdict)] =
          report.sweep.chips[i].verdicts[static_cast<std::size_t>(verdict)];
    chips.push_back({{"chip", model.chips[i].name},
                     {"wires", wires},
                     {"cells", report.sweep.chips[i].cells},
                     {"changes", verdicts},
                     {"lies", {{"tried", report.lies[i].tried}, {"found", report.lies[i].found}}}});
  }
  nlohmann::ordered_json classes, missing = nlohmann::ordered_json::array();
  for (const auto& [name, count] : report.by_class)
    classes[name] = {{"tried", count.tried}, {"found", count.found}};
  for (const Constraint& constraint : report.without_lie)
    missing.push_back(name_of(model, constraint));
  return {{"chips", chips},
          {"constraints", classes},
          {"without_lie", missing},
          {"confirmed", report.confirmed},
          {"errors", report.errors()}};
}

} // namespace blockfold::audit
