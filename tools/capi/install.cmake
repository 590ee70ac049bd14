# What other programs find: library, headers, `find_package(Blockfold)` with its target Blockfold::verify, and
# pkg-config's blockfold-verify. `cmake --install build/release --component library` installs only these.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(config ${CMAKE_INSTALL_LIBDIR}/cmake/Blockfold)

install(TARGETS blockfold_verify EXPORT BlockfoldTargets COMPONENT library
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} NAMELINK_COMPONENT library)
install(DIRECTORY include/blockfold DESTINATION include COMPONENT library)
install(EXPORT BlockfoldTargets NAMESPACE Blockfold:: DESTINATION ${config} COMPONENT library)

configure_package_config_file(BlockfoldConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/BlockfoldConfig.cmake
  INSTALL_DESTINATION ${config})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/BlockfoldConfigVersion.cmake
  COMPATIBILITY SameMajorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/BlockfoldConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/BlockfoldConfigVersion.cmake DESTINATION ${config} COMPONENT library)

# Paths from where the file stands: the installed tree may be moved.
set(pkgconfig ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH up /${pkgconfig} /)
configure_file(blockfold-verify.pc.in ${CMAKE_CURRENT_BINARY_DIR}/blockfold-verify.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/blockfold-verify.pc DESTINATION ${pkgconfig} COMPONENT library)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/examples DESTINATION share/doc/blockfold COMPONENT library)
