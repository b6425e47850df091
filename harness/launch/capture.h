/* What a program says of its own version. */
#ifndef CONNECTSPEC_CAPTURE_H
#define CONNECTSPEC_CAPTURE_H

#include <stddef.h>

/* Runs |arguments| ([0]: absolute path, NULL-terminated) with an empty stdin and gathers what it prints, at most
 * |capacity| - 1 bytes, NUL-terminated.  A program that takes longer than 5 s is killed.  Returns how many bytes came;
 * 0 also when it could not be started.  |root|: the root file system in which it runs, and |folder| the one of ours that
 * shows there; NULL: ours. */
size_t cs_capture(const char *root, const char *folder, char *const *arguments, char *output, size_t capacity);

/* The word behind the first |after| in |output| ("" : its first word), up to a blank, comma or bracket, printable ASCII
 * only; "" when |after| does not occur. */
void cs_version_word(const char *output, const char *after, char *version, size_t capacity);

#endif
