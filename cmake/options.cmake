# Language, warnings, hardening, sanitizers and the libraries that rooms may link.
option(BARTIZAN_TESTS "build tests and fuzz replays" ON)
option(BARTIZAN_WERROR "warnings are errors" OFF)
set(BARTIZAN_SANITIZE "" CACHE STRING "sanitizers: address,undefined or thread")
option(BARTIZAN_FUZZ "build libFuzzer targets (clang)" OFF)
option(BARTIZAN_COVERAGE "instrument for gcov" OFF)

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(bartizan_options INTERFACE)
target_include_directories(bartizan_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(bartizan_options INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
    -Wold-style-cast -Wnon-virtual-dtor -Wimplicit-fallthrough>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 sees overlapping copies in std::string that cannot happen (GCC bug 105651).
  target_compile_options(bartizan_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
endif()
if(BARTIZAN_WERROR)
  target_compile_options(bartizan_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Werror>)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(bartizan_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS -fstack-protector-strong
    -fstack-clash-protection -ftrivial-auto-var-init=zero>)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    target_compile_options(bartizan_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fcf-protection=full>)
  endif()
  target_link_options(bartizan_options INTERFACE -Wl,-z,relro,-z,now)
else()
  target_compile_definitions(bartizan_options INTERFACE _GLIBCXX_ASSERTIONS)
endif()
if(BARTIZAN_SANITIZE)
  target_compile_options(bartizan_options INTERFACE -fsanitize=${BARTIZAN_SANITIZE}
    -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(bartizan_options INTERFACE -fsanitize=${BARTIZAN_SANITIZE})
  target_compile_definitions(bartizan_options INTERFACE BARTIZAN_SANITIZED=1)
  if(BARTIZAN_SANITIZE MATCHES undefined)
    # The vptr check needs type information, which the core is built without.
    target_compile_options(bartizan_options INTERFACE -fno-sanitize=vptr)
  endif()
  # For code that reads no hostile bytes: the checks that cost a third of its compile time and that
  # AddressSanitizer or x86-64 make at run time.
  set(BARTIZAN_SANITIZE_LESS -fno-sanitize=null,alignment,object-size)
endif()
if(BARTIZAN_FUZZ)
  target_compile_options(bartizan_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(BARTIZAN_COVERAGE)
  target_compile_options(bartizan_options INTERFACE --coverage)
  target_link_options(bartizan_options INTERFACE --coverage)
endif()
find_program(MOLD mold)
if(MOLD AND NOT BARTIZAN_FUZZ)
  target_link_options(bartizan_options INTERFACE -fuse-ld=mold)
elseif(BARTIZAN_FUZZ)
  target_link_options(bartizan_options INTERFACE -fuse-ld=lld-19)
endif()

find_package(PkgConfig REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(LibLZMA REQUIRED)
find_package(BZip2 REQUIRED)
find_package(Threads REQUIRED)
find_package(simdjson REQUIRED)
add_library(simdjson INTERFACE)
target_link_libraries(simdjson INTERFACE simdjson::simdjson)
# lz4 and zstd take custom allocators only through their static interfaces.
function(bartizan_library name archive)
  find_library(${name}_PATH ${archive} REQUIRED)
  add_library(${name} INTERFACE)
  target_link_libraries(${name} INTERFACE ${${name}_PATH})
endfunction()
bartizan_library(bartizan_lz4 liblz4.a)
bartizan_library(bartizan_zstd libzstd.a)
# Statically, so that the package depends on nothing more and starts no slower.
bartizan_library(bartizan_argon2 libargon2.a)
# Its headers only: the library is opened when a passkey is used (src/server/auth/fido.h).
find_path(FIDO2_INCLUDE fido.h REQUIRED)
bartizan_library(bartizan_pugixml libpugixml.a)
# Headers only; two translation units of src/server include them.
find_package(Boost 1.81 REQUIRED)
add_library(bartizan_beast INTERFACE)
target_link_libraries(bartizan_beast INTERFACE Boost::headers)
target_compile_definitions(bartizan_beast INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
