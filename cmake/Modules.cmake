# How modules and tests are declared, so that a module's dependencies are one line.

# The same commit and toolchain give the same programs wherever they are built: no path of the machine in them
# (tools/reproducible_build.sh looks). The last prefix that matches counts.
add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}=. -ffile-prefix-map=${CMAKE_BINARY_DIR}=./build)

add_library(blockfold_options INTERFACE)
target_compile_options(blockfold_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Werror)
target_include_directories(blockfold_options INTERFACE ${CMAKE_SOURCE_DIR})
# GCC 12 sees overlapping copies in inlined std::string operator+ (GCC bug 105651).
target_compile_options(blockfold_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
if(BLOCKFOLD_SANITIZE)
  target_compile_options(blockfold_options INTERFACE
    -fsanitize=${BLOCKFOLD_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(blockfold_options INTERFACE -fsanitize=${BLOCKFOLD_SANITIZE})
endif()

# Coverage for libFuzzer in every module; the fuzzer's own main comes with the targets of tools/fuzz.
if(BLOCKFOLD_FUZZ)
  target_compile_options(blockfold_options INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(blockfold_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# blockfold_module(NAME [SOURCES file...] [USES target...])
# A module without sources is header-only. Headers are included from the repository root.
function(blockfold_module name)
  cmake_parse_arguments(arg "" "" "SOURCES;USES" ${ARGN})
  if(arg_SOURCES)
    add_library(${name} STATIC ${arg_SOURCES})
    target_link_libraries(${name} PUBLIC blockfold_options ${arg_USES})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE blockfold_options ${arg_USES})
  endif()
endfunction()

# blockfold_test(NAME SOURCES file... [USES target...]): a doctest program; every test case becomes one CTest test.
function(blockfold_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;USES" ${ARGN})
  add_executable(${name} ${arg_SOURCES} ${CMAKE_SOURCE_DIR}/tests/main.cc)
  target_link_libraries(${name} PRIVATE blockfold_options ${arg_USES} doctest::doctest)
  target_compile_definitions(${name} PRIVATE
    BLOCKFOLD_SOURCE_DIR="${CMAKE_SOURCE_DIR}" BLOCKFOLD_BINARY_DIR="${CMAKE_BINARY_DIR}")
  doctest_discover_tests(${name} TEST_PREFIX "${name}: " PROPERTIES TIMEOUT 900)
endfunction()
