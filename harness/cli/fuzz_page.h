/* The page of a campaign: its findings, and how many kinds of behaviour were seen over time. */
#ifndef CONNECTSPEC_FUZZ_PAGE_H
#define CONNECTSPEC_FUZZ_PAGE_H

#include "fuzz/live/campaign.h"

/* Writes |folder|/index.html; the curve is read from plot_data there.  False with |error|. */
bool cs_fuzz_page_write(const char *folder, const char *target, const struct cs_campaign *campaign,
                        char error[CS_FILE_ERROR_MAX]);

#endif
