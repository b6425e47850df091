/* Versions of connectspec: MAJOR.MINOR.PATCH, each a decimal number of at most six digits. */
#ifndef CONNECTSPEC_VERSION_H
#define CONNECTSPEC_VERSION_H

#include <stdbool.h>

/* Whether |text| is a version. */
bool cs_version_valid(const char *text);

/* Below, at or above zero as |left| is older than, the same as or younger than |right|.  Both have to be valid. */
int cs_version_compare(const char *left, const char *right);

#endif
