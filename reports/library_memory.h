/* What libxml2 and jansson could not allocate counts as lost (stream.h): not each of their answers says so to
 * somebody. */
#ifndef CONNECTSPEC_LIBRARY_MEMORY_H
#define CONNECTSPEC_LIBRARY_MEMORY_H

/* Has both note what they lose, from their next allocation on, and print nothing about it. */
void cs_library_memory_watch(void);

#endif
