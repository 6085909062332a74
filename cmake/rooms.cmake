# bartizan_room(NAME [CORE] LINKS libs...): the archive bartizan_NAME of all sources below src/NAME.
#
# Tests (*_test.cc), fuzz targets (*_fuzz.cc) and main.cc are not part of it, nor is the folder
# parse/, which is a room's own archive: bartizan_room(use_parse FOLDER use/parse ...). CORE rooms
# read hostile bytes: no exceptions, no RTTI.
function(bartizan_room name)
  cmake_parse_arguments(ROOM "CORE" "FOLDER" "LINKS" ${ARGN})
  set(folder ${CMAKE_SOURCE_DIR}/src/${name})
  if(ROOM_FOLDER)
    set(folder ${CMAKE_SOURCE_DIR}/src/${ROOM_FOLDER})
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cc)
  list(FILTER sources EXCLUDE REGEX "(_test|_fuzz|/main)\\.cc$")
  list(FILTER sources EXCLUDE REGEX "^${folder}/parse/")
  add_library(bartizan_${name} STATIC ${sources})
  target_link_libraries(bartizan_${name} PUBLIC bartizan_options ${ROOM_LINKS})
  if(ROOM_CORE)
    target_compile_options(bartizan_${name} PRIVATE
      $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -fno-rtti>)
  else()
    target_compile_options(bartizan_${name} PRIVATE ${BARTIZAN_COLD})
  endif()
endfunction()
