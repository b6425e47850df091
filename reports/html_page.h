/* The page without its data, made from reports/page/ when connectspec is built (reports/page/embed.cmake): what stands
 * before the data, and what behind it. */
#ifndef CONNECTSPEC_HTML_PAGE_H
#define CONNECTSPEC_HTML_PAGE_H

#include <stddef.h>

extern const unsigned char cs_page_head[];
extern const size_t cs_page_head_size;
extern const unsigned char cs_page_tail[];
extern const size_t cs_page_tail_size;

#endif
