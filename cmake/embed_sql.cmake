# Writes OUTPUT, a table of every .sql file in QUERIES: name, the major version it serves from, text.
set(rows "")
foreach(path ${QUERIES})
  get_filename_component(file ${path} NAME)
  if(NOT file MATCHES "^([a-z_]+)\\.([0-9]+)\\.sql$")
    message(FATAL_ERROR "${path}: a query is named <name>.<since-major>.sql")
  endif()
  set(name ${CMAKE_MATCH_1})
  set(since ${CMAKE_MATCH_2})
  file(READ ${path} text)
  string(APPEND rows "    {\"${name}\", ${since}, R\"sql(${text})sql\"},\n")
endforeach()
file(WRITE ${OUTPUT}
     "#include \"collectors/postgres/queries.hpp\"\n\nnamespace lifeguard::postgres {\n\n"
     "std::vector<EmbeddedQuery> embedded_queries() {\n  return {\n${rows}  };\n}\n\n}  // namespace lifeguard::postgres\n")
