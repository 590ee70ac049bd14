# The outside libraries of the verifier, for wasm32: headers of this machine's packages, and of LLVM's Support
# library the few functions that are not inline.
find_path(LLVM_HEADERS llvm/Config/llvm-config.h PATHS /usr/lib/llvm-14/include REQUIRED NO_DEFAULT_PATH)
find_path(SYSTEM_HEADERS boost/version.hpp PATHS /usr/include REQUIRED NO_DEFAULT_PATH)

# One by one: the folder that they stand in has the headers of another C library too.
set(headers ${CMAKE_BINARY_DIR}/include)
foreach(library boost fmt nlohmann)
  if(NOT EXISTS ${SYSTEM_HEADERS}/${library})
    message(FATAL_ERROR "no ${SYSTEM_HEADERS}/${library}: run tools/setup.sh --wasm")
  endif()
  file(MAKE_DIRECTORY ${headers})
  file(CREATE_LINK ${SYSTEM_HEADERS}/${library} ${headers}/${library} SYMBOLIC)
endforeach()

add_library(system_headers INTERFACE)
target_include_directories(system_headers SYSTEM INTERFACE ${headers} ${LLVM_HEADERS})
# Boost 1.74 derives from std::unary_function, which C++17 has removed.
target_compile_definitions(system_headers INTERFACE _LIBCPP_ENABLE_CXX17_REMOVED_UNARY_BINARY_FUNCTION)

add_library(llvm_support STATIC llvm_support.cc sha256.cc)
target_link_libraries(llvm_support PUBLIC system_headers)

add_library(Boost::headers INTERFACE IMPORTED GLOBAL)
target_link_libraries(Boost::headers INTERFACE system_headers)

add_library(nlohmann_json::nlohmann_json INTERFACE IMPORTED GLOBAL)
target_link_libraries(nlohmann_json::nlohmann_json INTERFACE system_headers)

# fmt without its library, without locales and without floating-point numbers, which nothing here prints.
add_library(fmt::fmt INTERFACE IMPORTED GLOBAL)
target_link_libraries(fmt::fmt INTERFACE system_headers)
target_compile_definitions(fmt::fmt INTERFACE FMT_HEADER_ONLY FMT_STATIC_THOUSANDS_SEPARATOR=','
  FMT_USE_INT128=0
  FMT_USE_FLOAT=0 FMT_USE_DOUBLE=0 FMT_USE_LONG_DOUBLE=0)
# It has errors for mistakes in format strings only, which the compiler finds.
target_compile_options(fmt::fmt INTERFACE "-DFMT_THROW(x)=__builtin_trap()")
