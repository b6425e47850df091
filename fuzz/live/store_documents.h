/* What stands beside the case of a finding: transcript, packets, and lines that repeat it. */
#ifndef CONNECTSPEC_LIVE_STORE_DOCUMENTS_H
#define CONNECTSPEC_LIVE_STORE_DOCUMENTS_H

#include "fuzz/live/store.h"
#include "reference/must_use.h"

/* Writes them into |folder|; without a transcript only the command that repeats it.  False with |error|. */
CS_MUST_USE bool cs_store_write_documents(const char *folder, const struct cs_store *store,
                                          const struct cs_campaign_finding *finding, char error[CS_FILE_ERROR_MAX]);

#endif
