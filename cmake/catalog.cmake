# Compiles catalogs/ into one table and embeds it.
find_path(TOMLPLUSPLUS_INCLUDE toml++/toml.h REQUIRED)
add_executable(catalog_compile tools/catalog_compile.cc tools/catalog_frameworks.cc tools/catalog_policy.cc)
target_include_directories(catalog_compile SYSTEM PRIVATE ${TOMLPLUSPLUS_INCLUDE})
target_link_libraries(catalog_compile PRIVATE bartizan_base)

function(bartizan_embed_catalog target)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/catalogs/*.toml)
  set(table ${CMAKE_BINARY_DIR}/catalog.bin)
  add_custom_command(OUTPUT ${table}
    COMMAND catalog_compile ${CMAKE_SOURCE_DIR}/catalogs ${table}
    DEPENDS catalog_compile ${sources} COMMENT "Compiling catalogues" VERBATIM)
  target_sources(${target} PRIVATE ${CMAKE_SOURCE_DIR}/src/scan/catalog_data.S)
  set_source_files_properties(${CMAKE_SOURCE_DIR}/src/scan/catalog_data.S PROPERTIES
    OBJECT_DEPENDS ${table} COMPILE_DEFINITIONS BARTIZAN_CATALOG="${table}")
endfunction()
