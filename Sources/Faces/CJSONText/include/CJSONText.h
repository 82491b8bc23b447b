// A C header in front of simdjson's DOM parser (C++), for the JSONText face alone.
//
// One call parses one document. What comes back is simdjson's tape as its doc/tape.md describes it: a flat, pre-order
// table of 64-bit words over one buffer of unescaped strings, so that Swift walks a document without another call.
#ifndef CJSONTEXT_H
#define CJSONTEXT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A parser with its buffers. Owned by the caller from eyrie_json_create to eyrie_json_destroy; one thread at a time.
typedef struct eyrie_json_parser eyrie_json_parser;

/// The last document of a parser. All pointers belong to the parser and hold until its next call.
typedef struct {
    /// The tape; word 0 is the root, word 1 the document's value.
    const uint64_t *tape;
    /// Strings: a 32-bit length in the processor's byte order, the bytes, a zero byte.
    const uint8_t *strings;
    /// The text: the parser's own copy, or the caller's bytes where those were borrowed.
    const uint8_t *text;
    /// The number of bytes of the text.
    size_t text_length;
} eyrie_json_document;

/// The outcome for a document; the order is part of the interface.
typedef enum {
    EYRIE_JSON_OK = 0,
    EYRIE_JSON_EMPTY = 1,
    EYRIE_JSON_MALFORMED = 2,
    EYRIE_JSON_INVALID_UTF8 = 3,
    EYRIE_JSON_NUMBER = 4,
    EYRIE_JSON_TOO_LARGE = 5,
    EYRIE_JSON_TOO_DEEP = 6,
    EYRIE_JSON_NO_MEMORY = 7,
} eyrie_json_status;

/// Makes a parser for documents of at most max_length bytes and max_depth nested arrays and objects.
///
/// Returns null when there is no memory. Buffers grow with the largest document seen and are kept.
eyrie_json_parser *eyrie_json_create(size_t max_length, size_t max_depth);

/// Frees a parser and the document it holds.
void eyrie_json_destroy(eyrie_json_parser *parser);

/// Parses the text and fills the document.
///
/// The text is copied into the parser's padded buffer, unless it may be borrowed and simdjson's padding can be read
/// behind it: then it has to stay as it is for as long as the document is used.
///
/// On a failure the document is left as it was and *message names what simdjson saw (static text).
eyrie_json_status eyrie_json_parse(
    eyrie_json_parser *parser, const void *text, size_t length, int may_borrow, eyrie_json_document *document,
    const char **message);

#ifdef __cplusplus
}
#endif

#endif
