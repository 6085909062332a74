# Embeds the style and the script of the HTML report.
function(bartizan_embed_html target)
  set(folder ${CMAKE_SOURCE_DIR}/src/report/html)
  target_sources(${target} PRIVATE ${folder}/assets.S)
  set_source_files_properties(${folder}/assets.S PROPERTIES
    OBJECT_DEPENDS "${folder}/style.css;${folder}/page.js"
    COMPILE_DEFINITIONS
    "BARTIZAN_HTML_STYLE=\"${folder}/style.css\";BARTIZAN_HTML_SCRIPT=\"${folder}/page.js\"")
endfunction()
