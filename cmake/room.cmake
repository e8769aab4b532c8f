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
