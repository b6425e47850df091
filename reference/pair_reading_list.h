/* How known mistakes read Basic credentials: X(symbol, "name", "how such a reader goes wrong"). */
#ifndef CONNECTREF_PAIR_READING_LIST_H
#define CONNECTREF_PAIR_READING_LIST_H

#define CS_PAIR_READING_LIST(X)                                                                                        \
    X(CS_PAIR_READING_FIRST_LINE, "first-line", "takes the first of several Proxy-Authorization lines")                \
    X(CS_PAIR_READING_LAST_LINE, "last-line", "takes the last of several Proxy-Authorization lines")                   \
    X(CS_PAIR_READING_AUTHORIZATION, "authorization-field", "takes the credentials for the origin, Authorization")     \
    X(CS_PAIR_READING_USERINFO, "userinfo", "takes the userinfo of the target")                                        \
    X(CS_PAIR_READING_LIST_FIRST, "list-first", "takes the first of several credentials in one line")                  \
    X(CS_PAIR_READING_LIST_LAST, "list-last", "takes the last of several credentials in one line")                     \
    X(CS_PAIR_READING_ANY_SCHEME, "any-scheme", "takes whatever stands behind another scheme for Basic")               \
    X(CS_PAIR_READING_NO_SCHEME, "no-scheme", "takes a token without a scheme")                                        \
    X(CS_PAIR_READING_JUNK_SKIPPED, "junk-skipped", "skips what is not of the base64 alphabet")                        \
    X(CS_PAIR_READING_JUNK_ENDS, "junk-ends", "ends the base64 at the first byte that is not of its alphabet")         \
    X(CS_PAIR_READING_URL_ALPHABET, "url-alphabet", "takes - and _ of base64url, too")                                 \
    X(CS_PAIR_READING_PADDING, "padding-ignored", "does not mind missing, surplus or unclean padding")                 \
    X(CS_PAIR_READING_NUL_CUT, "nul-cut", "ends user and password at a NUL")                                           \
    X(CS_PAIR_READING_CONTROLS, "controls-kept", "keeps control characters")                                           \
    X(CS_PAIR_READING_LAST_COLON, "last-colon", "splits at the last colon")                                            \
    X(CS_PAIR_READING_NO_COLON, "no-colon", "takes a text without a colon for a user without a password")              \
    X(CS_PAIR_READING_NAME_BLANK, "name-blank", "drops blanks between a field's name and its colon")                   \
    X(CS_PAIR_READING_UNDERSCORE, "name-underscore", "takes _ for - in field names")                                   \
    X(CS_PAIR_READING_FOLD, "fold-joined", "joins a folded line to the field before it")                               \
    X(CS_PAIR_READING_BARE_CR, "bare-cr-line", "takes a CR without LF as a line end")

#endif
