/* Removing files with system calls alone, so that the guardian (guard.h) may do it after a fork. */
#ifndef CONNECTSPEC_REMOVE_H
#define CONNECTSPEC_REMOVE_H

/* Removes |path| and everything in it.  Symbolic links are removed, not followed; other file systems, and what lies
 * deeper than 32 folders, stay.  Async-signal-safe. */
void cs_remove_tree(const char *path);

/* Removes the files in |directory| whose names begin with |prefix| (no folders).  Async-signal-safe. */
void cs_remove_prefixed(const char *directory, const char *prefix);

#endif
