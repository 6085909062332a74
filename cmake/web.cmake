# The dashboard: web/ becomes ${CMAKE_BINARY_DIR}/web/dist, once for each change of its sources.
#
# Target `web_dist` makes it; the file BARTIZAN_WEB_STAMP is newer than all of it, for OBJECT_DEPENDS
# of whoever embeds the folder BARTIZAN_WEB_DIST. Without Node.js 18 or newer, or with
# -DBARTIZAN_WEB=OFF, the folder holds one page that says how to get the dashboard.
#
# Only a release has it by itself: npm reads its registry, and a build for development needs no network.
set(BARTIZAN_WEB_DEFAULT OFF)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  set(BARTIZAN_WEB_DEFAULT ON)
endif()
option(BARTIZAN_WEB "build the dashboard with Node.js (npm ci reads the npm registry)"
  ${BARTIZAN_WEB_DEFAULT})
set(BARTIZAN_WEB_DIST ${CMAKE_BINARY_DIR}/web/dist)
set(BARTIZAN_WEB_STAMP ${CMAKE_BINARY_DIR}/web/dist.stamp)

function(bartizan_web)
  set(source ${CMAKE_SOURCE_DIR}/web)
  set(work ${CMAKE_BINARY_DIR}/web)
  set(why "")
  if(NOT BARTIZAN_WEB)
    set(why "BARTIZAN_WEB is OFF")
  else()
    find_program(BARTIZAN_NODE NAMES node nodejs)
    find_program(BARTIZAN_NPM npm)
    if(NOT BARTIZAN_NODE OR NOT BARTIZAN_NPM)
      set(why "node or npm is missing (tools/setup.sh build)")
    else()
      execute_process(COMMAND ${BARTIZAN_NODE} --version OUTPUT_VARIABLE version
        OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
      string(REGEX REPLACE "^v" "" version "${version}")
      if(version VERSION_LESS 18)
        set(why "Node.js ${version} is older than 18")
      endif()
    endif()
  endif()

  if(why)
    message(STATUS "Dashboard: left out, ${why}")
    add_custom_command(OUTPUT ${BARTIZAN_WEB_STAMP}
      COMMAND ${CMAKE_COMMAND} -E rm -rf ${BARTIZAN_WEB_DIST}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${BARTIZAN_WEB_DIST}
      COMMAND ${CMAKE_COMMAND} -E copy ${source}/without.html ${BARTIZAN_WEB_DIST}/index.html
      COMMAND ${CMAKE_COMMAND} -E touch ${BARTIZAN_WEB_STAMP}
      DEPENDS ${source}/without.html VERBATIM)
  else()
    # Packages first and apart: they change rarely and take longest.
    set(packages ${work}/packages.stamp)
    add_custom_command(OUTPUT ${packages}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${work}
      COMMAND ${CMAKE_COMMAND} -E copy ${source}/package.json ${source}/package-lock.json ${work}
      COMMAND ${CMAKE_COMMAND} -E echo
        "Dashboard: npm ci (offline? -DBARTIZAN_WEB=OFF builds without the dashboard)"
      COMMAND ${BARTIZAN_NPM} ci --ignore-scripts --no-audit --no-fund --loglevel=error
      COMMAND ${CMAKE_COMMAND} -E touch ${packages}
      WORKING_DIRECTORY ${CMAKE_BINARY_DIR}/web
      DEPENDS ${source}/package.json ${source}/package-lock.json VERBATIM)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${source}/src/* ${source}/public/*)
    set(named index.html vite.config.js svelte.config.js tsconfig.json tools/weigh.mjs)
    list(TRANSFORM named PREPEND ${source}/)
    # Node looks for packages upwards from the sources, so the sources go to the packages.
    add_custom_command(OUTPUT ${BARTIZAN_WEB_STAMP}
      COMMAND ${CMAKE_COMMAND} -E rm -rf ${work}/src ${work}/public ${work}/tools
      COMMAND ${CMAKE_COMMAND} -E copy_directory ${source}/src ${work}/src
      COMMAND ${CMAKE_COMMAND} -E copy_directory ${source}/public ${work}/public
      COMMAND ${CMAKE_COMMAND} -E copy_directory ${source}/tools ${work}/tools
      COMMAND ${CMAKE_COMMAND} -E copy ${source}/index.html ${source}/vite.config.js
        ${source}/svelte.config.js ${source}/tsconfig.json ${work}
      COMMAND ${CMAKE_COMMAND} -E env --unset=BARTIZAN_WEB_OUT
        ${BARTIZAN_NPM} run --silent build -- --logLevel warn
      COMMAND ${CMAKE_COMMAND} -E touch ${BARTIZAN_WEB_STAMP}
      WORKING_DIRECTORY ${work}
      DEPENDS ${packages} ${sources} ${named} VERBATIM)
  endif()
  add_custom_target(web_dist DEPENDS ${BARTIZAN_WEB_STAMP})
endfunction()

# Makes the folder while configuring, so that npm has a place to run in.
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/web)
bartizan_web()
