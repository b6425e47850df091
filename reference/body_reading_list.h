/* How known mistakes delimit what follows a request head: X(symbol, "name", "how such a reader goes wrong"). */
#ifndef CONNECTREF_BODY_READING_LIST_H
#define CONNECTREF_BODY_READING_LIST_H

#define CS_BODY_READING_LIST(X)                                                                                        \
    X(CS_BODY_READING_IGNORED, "body-ignored",                                                                         \
      "knows no content: what follows the head is tunnel or the next request")                                         \
    X(CS_BODY_READING_LENGTH_FIRST, "length-first", "takes the first of several lengths")                              \
    X(CS_BODY_READING_LENGTH_LAST, "length-last", "takes the last of several lengths")                                 \
    X(CS_BODY_READING_LENGTH_PREFIX, "length-prefix", "takes the digits that a length begins with, drops the rest")    \
    X(CS_BODY_READING_LENGTH_SIGN, "length-sign", "accepts a sign before the length")                                  \
    X(CS_BODY_READING_LENGTH_HEX, "length-hex", "reads 0x as a hexadecimal length")                                    \
    X(CS_BODY_READING_LENGTH_OCTAL, "length-octal", "reads a leading zero as an octal length")                         \
    X(CS_BODY_READING_LENGTH_32, "length-32-bits", "keeps the lowest 32 bits of the length")                           \
    X(CS_BODY_READING_LENGTH_64, "length-64-bits", "keeps the lowest 64 bits of the length")                           \
    X(CS_BODY_READING_LENGTH_OVER, "length-over-coding", "takes Content-Length where both fields stand")               \
    X(CS_BODY_READING_CODING_OVER, "coding-over-length", "takes Transfer-Encoding where both fields stand")            \
    X(CS_BODY_READING_CODING_IGNORED, "coding-ignored", "does not know Transfer-Encoding")                             \
    X(CS_BODY_READING_CODING_EXACT, "coding-exact", "knows the coding as exactly \"chunked\", in lower case alone")    \
    X(CS_BODY_READING_CODING_CONTAINS, "coding-contains", "looks for the word chunked anywhere in the value")          \
    X(CS_BODY_READING_CODING_ANY, "coding-any", "takes every transfer coding for chunked")                             \
    X(CS_BODY_READING_CODING_FIRST, "coding-first-line", "looks at the first Transfer-Encoding line only")             \
    X(CS_BODY_READING_CODING_HTTP10, "coding-in-http10", "takes Transfer-Encoding from an HTTP/1.0 request")           \
    X(CS_BODY_READING_NAME_BLANK, "name-blank", "drops blanks between a field's name and its colon")                   \
    X(CS_BODY_READING_UNDERSCORE, "name-underscore", "takes _ for - in field names")                                   \
    X(CS_BODY_READING_FOLD, "fold-joined", "joins a folded line to the field before it")                               \
    X(CS_BODY_READING_BARE_CR, "bare-cr-line", "takes a CR without LF as a line end")

#endif
