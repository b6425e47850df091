#include "reports/library_memory.h"

#include <jansson.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlmemory.h>
#include <stdlib.h>
#include <string.h>

#include "reports/stream.h"

static void *noted(void *block)
{
    if (block == NULL)
        cs_loss_note();
    return block;
}

static void *allocate(size_t size)
{
    return noted(malloc(size));
}

static void *enlarge(void *block, size_t size)
{
    return noted(realloc(block, size));
}

static char *copy(const char *text)
{
    return noted(strdup(text));
}

__attribute__((format(printf, 2, 3))) static void say_nothing(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

void cs_library_memory_watch(void)
{
    xmlSetGenericErrorFunc(NULL, say_nothing);
    (void)xmlMemSetup(free, allocate, enlarge, copy); /* fails for NULL alone */
    json_set_alloc_funcs(allocate, free);
}
