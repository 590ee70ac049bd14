# Toolchain for the WebAssembly module: Debian's clang 19 with wasi-libc and libc++ for wasm32. Nothing of
# WASI itself is linked: the module asks its host for nothing.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(BLOCKFOLD_WASM ON)

set(CMAKE_C_COMPILER clang-19)
set(CMAKE_CXX_COMPILER clang++-19)
set(CMAKE_AR llvm-ar-19)
set(CMAKE_RANLIB llvm-ranlib-19)
set(CMAKE_C_COMPILER_TARGET wasm32-wasi)
set(CMAKE_CXX_COMPILER_TARGET wasm32-wasi)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

# Packages and headers of this machine are named one by one, never found by chance.
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE NEVER)
