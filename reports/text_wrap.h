/* Breaks the lines of a text for a terminal. */
#ifndef CONNECTSPEC_TEXT_WRAP_H
#define CONNECTSPEC_TEXT_WRAP_H

#include <stdio.h>

/* Prints |text|, its lines broken at blanks so that none has more than |width| columns (as far as its words allow).
 * What follows stands under the first line's text: behind a label of ten columns, or behind a word of capitals.  Lines
 * that are there to be copied ("  sent ...", "  repeat: ...") stay whole.  Colours take no column, nor do the further
 * bytes of a character. */
void cs_text_wrap(FILE *out, const char *text, unsigned width);

/* Takes every section sign out of |text|, in place: "RFC 9110 9.3.6", for a terminal that knows ASCII alone. */
void cs_text_plain(char *text);

#endif
