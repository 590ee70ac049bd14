#include "tools/server/uri.h"

#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/Path.h>

namespace blockfold::server {

std::string path_of(llvm::StringRef uri) {
  llvm::StringRef rest = uri;
  if (!rest.consume_front_insensitive("file://"))
    return uri.str();
  const std::size_t slash = rest.find('/');
  if (slash == llvm::StringRef::npos)
    return uri.str();
  rest = rest.drop_front(slash); // what names the machine
  std::string path;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    unsigned byte = 0;
    if (rest[i] == '%' && i + 2 < rest.size() && !rest.substr(i + 1, 2).getAsInteger(16, byte)) {
      path += static_cast<char>(byte);
      i += 2;
    } else {
      path += rest[i];
    }
  }
  llvm::SmallString<128> clean = llvm::StringRef(path);
  llvm::sys::path::remove_dots(clean, true);
  return clean.str().str();
}

std::string uri_of(llvm::StringRef path) {
  if (!path.startswith("/"))
    return path.str();
  std::string uri = "file://";
  for (const char c : path) {
    if (llvm::isAlnum(c) || llvm::StringRef("/-._~").contains(c)) {
      uri += c;
    } else {
      uri += '%';
      uri += llvm::toHex(llvm::StringRef(&c, 1));
    }
  }
  return uri;
}

} // namespace blockfold::server
