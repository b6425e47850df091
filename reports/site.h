/* A static site of many results: an index with a scorecard and a matrix, a page a product, a page a requirement. */
#ifndef CONNECTSPEC_SITE_H
#define CONNECTSPEC_SITE_H

#include "reference/must_use.h"
#include "reports/file.h"
#include "reports/product.h"

/* Writes the site of |count| results into |directory|, which is made where it does not exist:
 *
 *   index.html                one row a product, one column a severity; then what products differ in
 *   product/NAME.html         every mistake once, with the bytes; #FAMILY leads to one
 *   requirement/CN-....html   who keeps it, who breaks it and how
 *
 * Addresses stay as long as names do.  Pages hold no script and fetch nothing, work from file://, and are the same to
 * the byte for the same results.  Nothing of a target is markup in them.  False with "cannot write PATH: reason". */
CS_MUST_USE bool cs_site_write(const struct cs_result *const *results, size_t count, const char *directory,
                               char error[CS_FILE_ERROR_MAX]);

#endif
