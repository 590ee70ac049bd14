# Every outside library the project uses, found once, under one name each.
option(BLOCKFOLD_TESTS "Build the tests" ON)
option(BLOCKFOLD_FUZZ "Instrument for libFuzzer (clang)" OFF)
set(BLOCKFOLD_SANITIZE "" CACHE STRING "Sanitizers for every target, e.g. address,undefined")

find_package(LLVM 14 REQUIRED CONFIG)
find_package(Boost 1.74 REQUIRED)
find_package(fmt REQUIRED)
find_package(TBB REQUIRED)
find_package(nlohmann_json REQUIRED)
find_path(MUSTACHE_INCLUDE kainjow/mustache.hpp REQUIRED)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(GMP REQUIRED IMPORTED_TARGET gmpxx)

# LLVM is used through its static Support library only: the shared one costs 15 ms at each start.
add_library(llvm_support INTERFACE)
target_include_directories(llvm_support SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
target_link_libraries(llvm_support INTERFACE LLVMSupport)

# The rule language's parser generator and its runtime.
find_package(antlr4-runtime REQUIRED)
find_program(ANTLR4_TOOL antlr4 REQUIRED)
# Debian's static runtime asks for libuuid, which nothing in it uses.
set_target_properties(antlr4_static PROPERTIES IMPORTED_LINK_INTERFACE_LIBRARIES_NONE "")
# clang and clang-tidy reject one header of the runtime, which nothing here uses: headers without it.
set(ANTLR4_HEADERS ${CMAKE_BINARY_DIR}/antlr4-runtime)
file(COPY /usr/include/antlr4-runtime DESTINATION ${CMAKE_BINARY_DIR}
  PATTERN InterpreterDataReader.h EXCLUDE)
file(CONFIGURE OUTPUT ${ANTLR4_HEADERS}/misc/InterpreterDataReader.h CONTENT "#pragma once\n")

if(BLOCKFOLD_TESTS)
  find_package(doctest REQUIRED)
  find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
  find_library(CRYPTOPP_LIBRARY cryptopp REQUIRED)
endif()
