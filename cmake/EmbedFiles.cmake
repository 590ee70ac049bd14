# Run by blockfold_embed, at build time.
set(entries "")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  file(READ ${file} bytes HEX)
  string(REGEX REPLACE "(..)" "\\\\x\\1" bytes "${bytes}")
  # One literal for each 32 bytes: a line that people can scroll past, and no digit joins an escape.
  string(REGEX REPLACE "(................................................................................................................................)" "\\1\"\n     \"" bytes "${bytes}")
  file(SIZE ${file} size)
  string(APPEND entries "    {\"${name}\", std::string_view(\n     \"${bytes}\", ${size})},\n")
endforeach()
file(WRITE ${OUTPUT} "// Made by cmake/EmbedFiles.cmake.
#include \"${HEADER}\"

#include \"runtime/base/check.h\"

#include <utility>

namespace ${NAMESPACE} {

std::string_view embedded_file(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> kFiles[] = {
${entries}  };
  for (const auto& [known, bytes] : kFiles)
    if (known == name)
      return bytes;
  BF_CHECK(!\"a file that is embedded\");
  return {};
}

} // namespace ${NAMESPACE}
")
