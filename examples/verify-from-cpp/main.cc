// Verifies a certificate with Blockfold's library, against a policy if there is one:
// verify-from-cpp X.bfc FILE.mm [FILE.policy]
//
// Exit status: that of blockfold-verify, which is the verdict's.
#include <blockfold/verify.hpp>

#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

namespace {

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(in), {});
  if (!in.good() && !in.eof())
    throw std::runtime_error(path + " cannot be read");
  return text;
}

int verify(const std::string& certificate, const std::string& theory, const char* policy) {
  blockfold::VerifyOptions options;
  options.certificate_name = certificate;
  options.theory_name = theory;
  std::string rules;
  if (policy != nullptr) {
    rules = read_file(policy);
    options.policy = {policy, rules};
  }
  const auto verdict = blockfold::verify(read_file(certificate), read_file(theory), options);
  if (verdict)
    std::cout << verdict.text();
  else
    std::cerr << verdict.code() << ": " << verdict.message() << '\n';
  return verdict.status();
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) {
    std::cerr << "usage: verify-from-cpp X.bfc FILE.mm [FILE.policy]\n";
    return BF_USAGE;
  }
  try {
    return verify(argv[1], argv[2], argc == 4 ? argv[3] : nullptr);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return BF_UNREADABLE;
  }
}
