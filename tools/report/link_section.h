#pragma once

#include "compiler/driver/link_text.h"
#include "tools/report/assertion.h"
#include "tools/report/page.h"

#include <memory>
#include <vector>

/// The parts of a page about a linked certificate.
namespace blockfold::report {

class LinkPage {
public:
  explicit LinkPage(const LinkInput& input);

  Html verdict() const;
  Html goals(const Limits& limits) const;
  Html links() const;
  Html remains(const Limits& limits) const;
  Html parts(const Limits& limits) const;
  Html bytes() const;
  Html security() const;

private:
  static constexpr std::size_t kMostConfusable = 24;

  Shown shown(driver::Place place) const;
  void put_confusable(Fields& fields) const;
  Html part_row(std::size_t number) const;
  Html part_details(std::size_t number, Budget& budget) const;

  const LinkInput& input_;
  const driver::VerifiedLink& link_;
  driver::LinkText text_;
  std::vector<std::unique_ptr<MathWriter>> writers_;       ///< by part
  std::vector<std::vector<driver::Discharge>> discharges_; ///< by part, of its assumptions
};

} // namespace blockfold::report
