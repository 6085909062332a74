# What is installed, and the Debian package: make deb.
set(docs ${CMAKE_INSTALL_DATADIR}/doc/bartizan)
set(generated ${CMAKE_BINARY_DIR}/package)

# Debian policy 12.1 and 12.7 want manual pages and the change log compressed, without a time stamp.
function(bartizan_install_compressed source name destination)
  add_custom_command(OUTPUT ${generated}/${name}.gz
    COMMAND ${CMAKE_COMMAND} -E make_directory ${generated}
    COMMAND sh -c "gzip -9n < '${source}' > '${generated}/${name}.gz'"
    DEPENDS ${source} VERBATIM)
  add_custom_target(package-${name} ALL DEPENDS ${generated}/${name}.gz)
  install(FILES ${generated}/${name}.gz DESTINATION ${destination})
endfunction()
bartizan_install_compressed(${CMAKE_SOURCE_DIR}/docs/man/bartizan.1 bartizan.1
  ${CMAKE_INSTALL_MANDIR}/man1)
bartizan_install_compressed(${CMAKE_SOURCE_DIR}/packaging/changelog changelog ${docs})

set(completions ${CMAKE_SOURCE_DIR}/packaging/completions)
install(FILES ${completions}/bartizan.bash RENAME bartizan
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${completions}/_bartizan DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${completions}/bartizan.fish
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${CMAKE_SOURCE_DIR}/packaging/copyright DESTINATION ${docs})
# Not started by the package: what it may read is for whoever runs it to say (docs/server.md).
install(FILES ${CMAKE_SOURCE_DIR}/packaging/systemd/bartizan.service
  DESTINATION lib/systemd/system)
foreach(page README.md CHANGELOG.md SECURITY.md docs/threat-model.md docs/limits.md docs/verdicts.md
    docs/server.md)
  if(EXISTS ${CMAKE_SOURCE_DIR}/${page})
    install(FILES ${CMAKE_SOURCE_DIR}/${page} DESTINATION ${docs})
  endif()
endforeach()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME bartizan)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "Bartizan maintainers <maintainers@bartizan.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "says which AI you run and what its files can do to you")
set(CPACK_PACKAGE_DESCRIPTION
"Bartizan reads machine learning models (pickle, PyTorch, safetensors, GGUF,
NumPy, joblib and the archives around them) and says what each file does when
it is loaded, down to the byte, without executing anything and without opening
the network. Results come as text, JSON, SARIF, JUnit and HTML. It also finds
the AI of a source tree, keeps inventories of AI use cases and compares the two,
and writes and checks AI bills of materials (CycloneDX, SPDX). A dashboard and a
REST API can run as a service that the package brings and does not start.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Opened when a passkey is used; without it there are none.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS libfido2-1)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
include(CPack)
