# bartizan_room(NAME [CORE] LINKS libs...): the archive bartizan_NAME of all sources below src/NAME.
#
# Tests (*_test.cc), fuzz targets (*_fuzz.cc) and main.cc are not part of it. CORE rooms read hostile
# bytes: no exceptions, no RTTI.
function(bartizan_room name)
  cmake_parse_arguments(ROOM "CORE" "" "LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cc)
  list(FILTER sources EXCLUDE REGEX "(_test|_fuzz|/main)\\.cc$")
  add_library(bartizan_${name} STATIC ${sources})
  target_link_libraries(bartizan_${name} PUBLIC bartizan_options ${ROOM_LINKS})
  if(ROOM_CORE)
    target_compile_options(bartizan_${name} PRIVATE
      $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -fno-rtti>)
  endif()
endfunction()
