#include "reports/documents.h"

#include <stdio.h>
#include <stdlib.h>

#include "reports/library_memory.h"
#include "reports/stream.h"

const struct cs_document_kind cs_document_kinds[CS_DOCUMENT_KINDS] = {
    [CS_DOCUMENT_JUNIT] = {"junit", cs_junit_document},
    [CS_DOCUMENT_TAP] = {"tap", cs_tap_document},
    [CS_DOCUMENT_MARKDOWN] = {"markdown", cs_markdown_document},
    [CS_DOCUMENT_SARIF] = {"sarif", cs_sarif_document},
    [CS_DOCUMENT_BADGE] = {"badge", cs_badge_document},
    [CS_DOCUMENT_PCAP] = {"pcap", cs_pcap_document},
    [CS_DOCUMENT_HTML] = {"html", cs_html_document},
    [CS_DOCUMENT_ADVICE] = {"advice", cs_advice_document},
};

char *cs_document_make(enum cs_document document, const struct cs_result *const *results, size_t count, size_t *length)
{
    unsigned lost = cs_loss_count();
    char *data;

    cs_library_memory_watch();
    data = cs_document_kinds[document].make(results, count, length);
    if (cs_loss_count() == lost)
        return data;
    free(data);
    return NULL;
}

bool cs_document_write(enum cs_document document, const struct cs_result *const *results, size_t count,
                       const char *path, char error[CS_FILE_ERROR_MAX])
{
    size_t length = 0;
    char *data = cs_document_make(document, results, count, &length);
    bool written = data != NULL && cs_file_write(path, data, length, error);

    if (data == NULL)
        (void)snprintf(error, CS_FILE_ERROR_MAX, "out of memory");
    free(data);
    return written;
}
