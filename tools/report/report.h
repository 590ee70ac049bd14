#pragma once

#include "compiler/driver/verify.h"
#include "tools/report/profile.h"
#include "tools/report/typesetting.h"

#include <string>

/// A certificate as one page: what it says, what it rests on, and what it is made of.
namespace blockfold::report {

struct ReportInput {
  std::string certificate_name, theory_name; ///< as the page calls them
  ByteView bytes;                            ///< the file that was verified
  const cert::Certificate& certificate;
  const driver::VerifiedCertificate& verified;
  const Typesetting& typesetting;
  const Profile* profile = nullptr; ///< of the prover, if it is at hand
};

/// No page is larger. Lists that would make it so are cut, and say what they leave out.
inline constexpr std::size_t kMaxPageBytes = 500'000;

/// The page as HTML: UTF-8, with styles, script and pictures in it. It loads nothing, and its own
/// policy forbids it. The same input gives the same bytes.
std::string render_report(const ReportInput& input);

} // namespace blockfold::report
