# blockfold_embed(OUTPUT HEADER header NAMESPACE namespace FILES file...): a source file that defines
# `std::string_view embedded_file(std::string_view name)` of a namespace, declared in a header: the bytes of
# the file with that name (without folders), as they are when the program is built.
function(blockfold_embed output)
  cmake_parse_arguments(arg "" "HEADER;NAMESPACE" "FILES" ${ARGN})
  list(TRANSFORM arg_FILES PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
  set(script ${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} "-DOUTPUT=${output}" "-DHEADER=${arg_HEADER}" "-DNAMESPACE=${arg_NAMESPACE}"
            "-DFILES=${arg_FILES}" -P ${script}
    DEPENDS ${arg_FILES} ${script} VERBATIM COMMENT "Embedding files for ${arg_HEADER}")
endfunction()
