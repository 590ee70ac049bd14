# libblockfold-verify.so: all of the verifier in one file, of which others see the functions of
# blockfold/verify.h and nothing else. Programs link the same objects. There is no static library: it would
# have to hold LLVM's and fmt's objects too, under names that clash with those of a program that has its own.

# Every module of ours that a target links: code that may lie anywhere, and symbols that nothing outside can
# see or replace, so that calls between them stay direct. It costs the programs, which link the same objects,
# nothing: 218,171,837 instructions for hol.mm with it, 218,173,354 without (callgrind, blockfold-verify).
function(blockfold_shareable target)
  get_target_property(type ${target} TYPE)
  get_target_property(imported ${target} IMPORTED)
  if(imported)
    return()
  endif()
  set(property LINK_LIBRARIES)
  if(type STREQUAL INTERFACE_LIBRARY)
    set(property INTERFACE_LINK_LIBRARIES)
  else()
    get_target_property(done ${target} POSITION_INDEPENDENT_CODE)
    if(done)
      return()
    endif()
    set_target_properties(${target} PROPERTIES
      POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  endif()
  get_target_property(libraries ${target} ${property})
  foreach(library IN LISTS libraries)
    if(TARGET ${library})
      blockfold_shareable(${library})
    endif()
  endforeach()
endfunction()
blockfold_shareable(blockfold_capi)

add_library(blockfold_verify SHARED $<TARGET_OBJECTS:blockfold_capi>)
add_library(Blockfold::verify ALIAS blockfold_verify)
target_link_libraries(blockfold_verify PRIVATE verification)
target_include_directories(blockfold_verify INTERFACE
  $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>)
set(exported ${CMAKE_CURRENT_SOURCE_DIR}/exported_symbols.map)
target_link_options(blockfold_verify PRIVATE LINKER:--version-script=${exported} LINKER:--as-needed)
if(NOT BLOCKFOLD_SANITIZE)
  target_link_options(blockfold_verify PRIVATE LINKER:-z,defs)
endif()
# The second number grows with functions and options that are added, the first never by itself: a program
# that was built for libblockfold-verify.so.0 runs with every library of that name.
set_target_properties(blockfold_verify PROPERTIES
  OUTPUT_NAME blockfold-verify EXPORT_NAME verify
  VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}
  LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib LINK_DEPENDS ${exported})
