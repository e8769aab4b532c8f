# room(NAME SOURCES … LINKS …): one static library for one folder. LINKS are public, for rooms; third parties are
# linked by the folder itself, PRIVATE.
function(room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;LINKS" ${ARGN})
  add_library(lifeguard_${name} STATIC ${ROOM_SOURCES})
  target_include_directories(lifeguard_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  foreach(link ${ROOM_LINKS})
    target_link_libraries(lifeguard_${name} PUBLIC lifeguard_${link})
  endforeach()
endfunction()

# Asio costs seconds in every file that sees it: parsed once, for the rooms that say so.
file(WRITE ${CMAKE_BINARY_DIR}/precompiled.cpp "")
add_library(lifeguard_precompiled OBJECT ${CMAKE_BINARY_DIR}/precompiled.cpp)
target_link_libraries(lifeguard_precompiled PRIVATE asio)
target_precompile_headers(lifeguard_precompiled PRIVATE <boost/asio.hpp> <map> <optional> <string> <variant> <vector>)

function(precompiled name)
  target_precompile_headers(lifeguard_${name} REUSE_FROM lifeguard_precompiled)
endfunction()
