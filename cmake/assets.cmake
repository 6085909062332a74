# Embeds the style and the script of the HTML report.
function(bartizan_embed_html target)
  set(folder ${CMAKE_SOURCE_DIR}/src/report/html)
  target_sources(${target} PRIVATE ${folder}/assets.S)
  set_source_files_properties(${folder}/assets.S PROPERTIES
    OBJECT_DEPENDS "${folder}/style.css;${folder}/page.js"
    COMPILE_DEFINITIONS
    "BARTIZAN_HTML_STYLE=\"${folder}/style.css\";BARTIZAN_HTML_SCRIPT=\"${folder}/page.js\"")
endfunction()

# Embeds the dashboard. BARTIZAN_WEB=auto builds it with npm where that can be done; required fails
# where it cannot; off embeds the page that says so. A build for development has no need of npm.
set(web_default off)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  set(web_default auto)
endif()
set(BARTIZAN_WEB ${web_default} CACHE STRING "the dashboard: auto, required or off")
function(bartizan_embed_web target)
  set(web ${CMAKE_SOURCE_DIR}/web)
  set(dist ${CMAKE_BINARY_DIR}/web/dist)
  set(out ${CMAKE_BINARY_DIR}/web)
  set(built)
  find_program(NPM npm)
  if(NOT BARTIZAN_WEB STREQUAL off AND (NPM OR BARTIZAN_WEB STREQUAL required))
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${web}/src/* ${web}/public/*)
    file(GLOB pages CONFIGURE_DEPENDS ${web}/*.html ${web}/*.json ${web}/*.js)
    set(built ${out}/built)
    add_custom_command(OUTPUT ${built}
      COMMAND sh ${CMAKE_SOURCE_DIR}/tools/build_web.sh ${dist} ${BARTIZAN_WEB}
      COMMAND ${CMAKE_COMMAND} -E touch ${built}
      DEPENDS ${CMAKE_SOURCE_DIR}/tools/build_web.sh ${sources} ${pages}
      COMMENT "Building the dashboard" VERBATIM)
  endif()
  add_executable(web_embed ${CMAKE_SOURCE_DIR}/tools/web_embed.cc)
  target_link_libraries(web_embed PRIVATE bartizan_base ZLIB::ZLIB)
  add_custom_command(OUTPUT ${out}/web.bin ${out}/web_table.cc
    COMMAND web_embed ${dist} ${web}/without.html ${out}
    DEPENDS web_embed ${web}/without.html ${built} COMMENT "Embedding the dashboard" VERBATIM)
  target_sources(${target} PRIVATE ${CMAKE_SOURCE_DIR}/src/server/web_data.S ${out}/web_table.cc)
  set_source_files_properties(${CMAKE_SOURCE_DIR}/src/server/web_data.S PROPERTIES
    OBJECT_DEPENDS ${out}/web.bin COMPILE_DEFINITIONS BARTIZAN_WEB="${out}/web.bin")
endfunction()
