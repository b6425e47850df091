/* From a byte of a scalar's text back to its place in the file. */
#include "harness/scenario/yaml.h"
#include "harness/scenario/yaml_text.h"

static bool blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static size_t content_start(const struct cs_yaml_node *node, const char *text, size_t length)
{
    size_t at = node->offset;

    if (node->style == CS_YAML_SINGLE_QUOTED || node->style == CS_YAML_DOUBLE_QUOTED)
        return at + 1;
    if (node->style == CS_YAML_PLAIN)
        return at;
    while (at < length && text[at] != '\n')
        at++;
    return at;
}

/* Folding and indentation change blanks only, so the other bytes are the same in both, in the same order. */
struct cs_place cs_yaml_place_within(const struct cs_yaml_node *node, const char *text, size_t length, size_t offset)
{
    size_t at = content_start(node, text, length);

    for (size_t i = 0; i <= offset && i < node->length && at < length; i++) {
        while (!blank(node->text[i]) && at < length && blank(text[at]))
            at++;
        if (i == offset)
            break;
        if (node->style == CS_YAML_SINGLE_QUOTED && node->text[i] == '\'')
            at++;
        if (!blank(node->text[i]) || blank(text[at]))
            at++;
    }
    return cs_yaml_text_place(text, at < length ? at : length);
}
