# Embeds the style and the script of the HTML report.
function(bartizan_embed_html target)
  set(folder ${CMAKE_SOURCE_DIR}/src/report/html)
  target_sources(${target} PRIVATE ${folder}/assets.S)
  set_source_files_properties(${folder}/assets.S PROPERTIES
    OBJECT_DEPENDS "${folder}/style.css;${folder}/page.js"
    COMPILE_DEFINITIONS
    "BARTIZAN_HTML_STYLE=\"${folder}/style.css\";BARTIZAN_HTML_SCRIPT=\"${folder}/page.js\"")
endfunction()

# Embeds the dashboard as cmake/web.cmake has built it, or the page that says how to build it.
function(bartizan_embed_web target)
  set(out ${CMAKE_BINARY_DIR}/web_embed)
  add_executable(web_embed ${CMAKE_SOURCE_DIR}/tools/web_embed.cc)
  target_link_libraries(web_embed PRIVATE bartizan_base ZLIB::ZLIB)
  set_target_properties(web_embed PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${out})
  add_custom_command(OUTPUT ${out}/web.bin ${out}/web_table.cc
    COMMAND web_embed ${BARTIZAN_WEB_DIST} ${out}
    DEPENDS web_embed ${BARTIZAN_WEB_STAMP} COMMENT "Embedding the dashboard" VERBATIM)
  target_sources(${target} PRIVATE ${CMAKE_SOURCE_DIR}/src/server/web_data.S ${out}/web_table.cc)
  set_source_files_properties(${CMAKE_SOURCE_DIR}/src/server/web_data.S PROPERTIES
    OBJECT_DEPENDS ${out}/web.bin COMPILE_DEFINITIONS BARTIZAN_WEB="${out}/web.bin")
endfunction()
