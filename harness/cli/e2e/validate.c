/* validate SCHEMA FILE...: checks documents against reports/schema/SCHEMA, a JSON Schema or an XSD; says what is wrong
 * and exits 1 where one is not valid. */
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include "reports/schema_testing.h"

static bool xml_valid(const char *name, const char *path)
{
    char schema_path[512];
    xmlSchemaParserCtxt *parser;
    xmlSchema *schema;
    xmlSchemaValidCtxt *context;
    xmlDoc *document = xmlReadFile(path, NULL, XML_PARSE_NONET);
    bool valid;

    snprintf(schema_path, sizeof(schema_path), "%s/reports/schema/%s", CS_SOURCE_DIR, name);
    parser = xmlSchemaNewParserCtxt(schema_path);
    schema = parser == NULL ? NULL : xmlSchemaParse(parser);
    context = schema == NULL ? NULL : xmlSchemaNewValidCtxt(schema);
    valid = document != NULL && context != NULL && xmlSchemaValidateDoc(context, document) == 0;
    xmlSchemaFreeValidCtxt(context);
    xmlSchemaFree(schema);
    xmlSchemaFreeParserCtxt(parser);
    xmlFreeDoc(document);
    xmlCleanupParser();
    return valid;
}

static bool json_valid(const char *name, const char *path)
{
    json_error_t error;
    json_t *document = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    bool valid = document != NULL && schema_valid(name, document);

    if (document == NULL)
        printf("line %d: %s\n", error.line, error.text);
    json_decref(document);
    return valid;
}

int main(int argc, char **argv)
{
    const char *end = argc > 2 ? strrchr(argv[1], '.') : NULL;
    bool valid = end != NULL;

    for (int i = 2; i < argc && end != NULL; i++) {
        bool fine = strcmp(end, ".xsd") == 0 ? xml_valid(argv[1], argv[i]) : json_valid(argv[1], argv[i]);

        if (!fine)
            printf("%s is not valid by %s\n", argv[i], argv[1]);
        valid = valid && fine;
    }
    return valid ? 0 : 1;
}
