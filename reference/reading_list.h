/* The lenient readings that the parser recognises: X(symbol, "name", "how such a reader goes wrong").  From line-feed
 * on they are of readers that bear what makes a head invalid and go where its target says. */
#ifndef CONNECTREF_READING_LIST_H
#define CONNECTREF_READING_LIST_H

#define CS_READING_LIST(X)                                                                                             \
    X(CS_READING_DEFAULT_PORT_443, "default-port-443", "invents port 443 where none is given")                         \
    X(CS_READING_DEFAULT_PORT_80, "default-port-80", "invents port 80 where none is given")                            \
    X(CS_READING_PORT_MODULO, "port-modulo", "keeps the lowest 16 bits of the port number")                            \
    X(CS_READING_PORT_PREFIX, "port-prefix", "takes the digits that the port begins with and drops the rest")          \
    X(CS_READING_PORT_SIGN, "port-sign", "accepts a sign before the port")                                             \
    X(CS_READING_PORT_UNDERSCORE, "port-underscore", "drops underscores between the digits of the port")               \
    X(CS_READING_PORT_HEX, "port-hex", "reads 0x as a hexadecimal port")                                               \
    X(CS_READING_PORT_OCTAL, "port-octal", "reads a leading zero as an octal port")                                    \
    X(CS_READING_FIRST_COLON, "first-colon", "splits at the first colon and takes the digits behind it")               \
    X(CS_READING_LAST_COLON, "last-colon", "splits at the last colon and takes the host up to the first")              \
    X(CS_READING_BARE_IPV6, "bare-ipv6", "takes an IPv6 address without brackets")                                     \
    X(CS_READING_BRACKET_REPAIR, "bracket-repair", "supplies or ignores brackets and what stands beside them")         \
    X(CS_READING_BRACKETED_NAME, "bracketed-name", "takes an IPv4 address or a name out of brackets")                  \
    X(CS_READING_IPVFUTURE, "ipvfuture", "takes the text behind the version flag of an IPvFuture literal")             \
    X(CS_READING_ZONE_STRIPPED, "zone-stripped", "drops the zone identifier of an IPv6 literal")                       \
    X(CS_READING_USERINFO_STRIPPED, "userinfo-stripped", "drops userinfo and takes what follows the last @")           \
    X(CS_READING_USERINFO_FIRST, "userinfo-first", "takes the host and port that stand before the @")                  \
    X(CS_READING_ABSOLUTE_FORM, "absolute-form", "takes host and port out of a URI")                                   \
    X(CS_READING_PATH_DROPPED, "path-dropped", "drops a path, query or fragment behind the port")                      \
    X(CS_READING_BLANKS_REMOVED, "blanks-removed", "removes whitespace inside the target")                             \
    X(CS_READING_FIRST_WORD, "first-word", "takes the first of several words as the target")                           \
    X(CS_READING_LAST_WORD, "last-word", "takes the last of several words as the target")                              \
    X(CS_READING_HOST_FIELD, "host-field", "takes the destination from the Host field")                                \
    X(CS_READING_LAST_HOST_FIELD, "last-host-field", "takes the destination from the last of several Host fields")     \
    X(CS_READING_NUL_TRUNCATED, "nul-truncated", "ends the host at a NUL byte, raw or percent-encoded")                \
    X(CS_READING_PERCENT_TWICE, "percent-twice", "decodes percent-encoding twice")                                     \
    X(CS_READING_CONTROLS_STRIPPED, "controls-stripped", "drops control and 8-bit bytes from the host")                \
    X(CS_READING_UNICODE_DOTS, "unicode-dots", "takes full-width Unicode characters for ASCII ones")                   \
    X(CS_READING_BACKSLASH_CUT, "backslash-cut", "ends the host at a backslash")                                       \
    X(CS_READING_EMPTY_HOST_LOCAL, "empty-host-local", "takes an empty host for the proxy's own machine")              \
    X(CS_READING_IPV4_SPELLING, "ipv4-spelling", "reads short, octal, hexadecimal or 32-bit spellings as an address")  \
    X(CS_READING_TRUNCATED, "truncated", "cuts a long host to 255 bytes")                                              \
    X(CS_READING_BARE_CR_LINE, "bare-cr-line", "takes a CR without LF as a line end, so that a hidden Host counts")    \
    X(CS_READING_MAPPED_IPV4, "mapped-ipv4", "takes the IPv4 address out of an IPv6 one that maps it")                 \
    X(CS_READING_TRAILING_DOT, "trailing-dot", "drops the dot at the end of a host")                                   \
    X(CS_READING_PERCENT_KEPT, "percent-kept", "takes percent-encoding in the host as it stands")                      \
    X(CS_READING_LINE_FEED, "line-feed", "takes LF without CR as a line end")                                          \
    X(CS_READING_NAME_BLANK, "name-blank", "bears blanks between a field name and its colon")                          \
    X(CS_READING_FOLDED_LINE, "folded-line", "bears lines that begin with a blank")                                    \
    X(CS_READING_BAD_FIELD, "bad-field", "bears a field line that is none")                                            \
    X(CS_READING_WIDE_BLANKS, "wide-blanks", "takes any number of blanks between the words of the request line")       \
    X(CS_READING_METHOD_CASE, "method-case", "takes connect in other letters for CONNECT")                             \
    X(CS_READING_ANY_VERSION, "any-version", "goes by no version, or by another than HTTP/1")                          \
    X(CS_READING_HOST_IGNORED, "host-ignored", "goes by the target alone, whatever is wrong with Host")                \
    X(CS_READING_FRAMING_IGNORED, "framing-ignored", "goes by the target alone, whatever is wrong with framing fields")

#endif
