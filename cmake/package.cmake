# The Debian package: cpack -G DEB in a release build.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME bartizan)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "Bartizan maintainers <maintainers@bartizan.invalid>")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
include(CPack)
