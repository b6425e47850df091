/* Text for people, in lines of a width that reads well. */
#ifndef CONNECTSPEC_WRAP_H
#define CONNECTSPEC_WRAP_H

#define CS_WRAP_COLUMNS 100

/* Prints |lead| and then |text| to stdout, broken at blanks so that no line passes CS_WRAP_COLUMNS; the lines after
 * the first begin with |indent| blanks. */
void cs_print_wrapped(const char *lead, int indent, const char *text);

#endif
