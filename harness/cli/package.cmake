# Manual pages, completion, and the packages of `cpack -G DEB`: connectspec (components program and documentation) and
# libconnectref-dev (library); connectspec-published has the results of real proxies (published).

find_program(CONNECTSPEC_AWK awk REQUIRED)
set(cs_pages ${PROJECT_SOURCE_DIR}/harness/cli/man/connectspec.1)
# NAME.5 is made from FOLDER/README.md.
function(cs_page name folder about)
  set(page ${PROJECT_BINARY_DIR}/${name}.5)
  add_custom_command(OUTPUT ${page} VERBATIM
    COMMAND ${CONNECTSPEC_AWK} -v name=${name} -v section=5 -v about=${about} -v "date=November 21, 2026"
            -f ${PROJECT_SOURCE_DIR}/harness/cli/man/page.awk ${PROJECT_SOURCE_DIR}/${folder}/README.md > ${page}
    DEPENDS ${PROJECT_SOURCE_DIR}/harness/cli/man/page.awk ${PROJECT_SOURCE_DIR}/${folder}/README.md)
  set(cs_pages ${cs_pages} ${page} PARENT_SCOPE)
endfunction()
cs_page(connectspec-case cases "the language of the cases of connectspec")
cs_page(connectspec-profile harness/launch/profiles "how connectspec starts what it tests")
add_custom_target(man ALL DEPENDS ${cs_pages})

foreach(page IN LISTS cs_pages)
  string(REGEX REPLACE ".*\\." "man" folder ${page})
  install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/${folder} COMPONENT documentation)
endforeach()
install(FILES README.md CHANGELOG.md CONTRIBUTING.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/connectspec COMPONENT documentation)

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS harness/cli/completion/connectspec.sh)
file(READ harness/cli/completion/connectspec.sh completion)
configure_file(harness/cli/completion/connectspec.zsh _connectspec @ONLY)
install(FILES harness/cli/completion/connectspec.sh RENAME connectspec COMPONENT program
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
# Debian's zsh looks into another folder below /usr than below /usr/local.
install(CODE "
  set(folder site-functions)
  if(CMAKE_INSTALL_PREFIX MATCHES \"/usr$\")
    set(folder vendor-completions)
  endif()
  file(INSTALL \"${PROJECT_BINARY_DIR}/_connectspec\" DESTINATION
       \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/zsh/\${folder}\")" COMPONENT program)

set(CPACK_GENERATOR DEB)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS .ci/place)
file(STRINGS .ci/place contact REGEX "^contact=")
string(REGEX REPLACE "^contact=" "" contact "${contact}")
set(CPACK_PACKAGE_CONTACT "the connectspec authors <${contact}>")
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

# DEBIAN-PACKAGE SECTION DESCRIPTION COMPONENT...
function(cs_package name section description)
  string(TOUPPER ${name} upper)
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${name} PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_PACKAGE_SECTION ${section} PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_DESCRIPTION ${description} PARENT_SCOPE)
  foreach(component IN LISTS ARGN)
    string(TOUPPER ${component} component)
    set(CPACK_COMPONENT_${component}_GROUP ${name} PARENT_SCOPE)
  endforeach()
  list(GET ARGN 0 component)
  install(FILES LICENSE RENAME copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${name} COMPONENT ${component})
endfunction()
cs_package(connectspec net "conformance and fuzz tests for HTTP CONNECT
Drives a proxy over sockets, owns the origin side too, and tells where the
proxy leaves RFC 9110, RFC 9112 and their kin, what that lets an attacker do,
and with which bytes." program documentation)
cs_package(libconnectref-dev libdevel "strict parser of HTTP CONNECT
Parses CONNECT requests and responses without allocation or I/O, and reports
every deviation from the RFCs and the lenient readings of what it refuses." library)
cs_package(connectspec-published net "results of real proxies for connectspec
With them connectspec explain tells which products break a requirement, and
connectspec report compares them." published)
set(CPACK_DEBIAN_CONNECTSPEC-PUBLISHED_PACKAGE_ARCHITECTURE all)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")
set(CPACK_DEBIAN_CONNECTSPEC_PACKAGE_SHLIBDEPS ON)
include(CPack)
