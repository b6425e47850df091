# Makes one page of page.html, page.css and the scripts, and of that C arrays (reports/html_page.h):
#   cmake -DFOLDER=reports/page -DSCRIPTS=a.js,b.js -DOUT=page.c -P embed.cmake
# Styles and scripts are allowed by their digests, so that nothing else in the page can ever run.

# The digest of |text| as a Content-Security-Policy wants it: SHA-256 in base64.
function(digest text out)
  set(alphabet ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/)
  string(SHA256 hex "${text}")
  string(APPEND hex 00) # 32 bytes, filled up to eleven groups of three
  set(base64 "")
  foreach(group RANGE 10)
    math(EXPR at "${group} * 6")
    string(SUBSTRING ${hex} ${at} 6 bytes)
    foreach(shift 18 12 6 0)
      math(EXPR index "(0x${bytes} >> ${shift}) & 63")
      string(SUBSTRING ${alphabet} ${index} 1 letter)
      string(APPEND base64 ${letter})
    endforeach()
  endforeach()
  string(SUBSTRING ${base64} 0 43 base64)
  set(${out} "'sha256-${base64}='" PARENT_SCOPE)
endfunction()

# "0x3c,0x21,...": the bytes of |text|.
function(array text out)
  string(HEX "${text}" hex)
  string(REPEAT "." 64 line)
  string(REGEX REPLACE "(${line})" "\\1\n" hex "${hex}")
  string(REGEX REPLACE "([^\n][^\n])" "0x\\1," hex "${hex}")
  set(${out} "${hex}" PARENT_SCOPE)
endfunction()

file(READ ${FOLDER}/page.html page)
file(READ ${FOLDER}/page.css style)
set(script "(() => {\n'use strict';\n")
string(REPLACE "," ";" SCRIPTS "${SCRIPTS}")
foreach(name IN LISTS SCRIPTS)
  file(READ ${FOLDER}/${name} text)
  string(APPEND script "${text}")
endforeach()
string(APPEND script "})();\n")
digest("${style}" style_digest)
digest("${script}" script_digest)
foreach(part style script style_digest script_digest)
  string(REPLACE "@${part}@" "${${part}}" page "${page}")
endforeach()
string(FIND "${page}" "@data@" at)
string(SUBSTRING "${page}" 0 ${at} head)
math(EXPR at "${at} + 6")
string(SUBSTRING "${page}" ${at} -1 tail)
array("${head}" head)
array("${tail}" tail)
file(WRITE ${OUT} "#include \"reports/html_page.h\"\n
const unsigned char cs_page_head[] = {\n${head}};
const size_t cs_page_head_size = sizeof(cs_page_head);
const unsigned char cs_page_tail[] = {\n${tail}};
const size_t cs_page_tail_size = sizeof(cs_page_tail);\n")
