// The floor of the bench `pipeline`: the unavoidable work for an alert, in plain C++ on one thread.
//
// It parses with simdjson and reads the fields that Eyrie uses, hashes the received bytes with SHA-256, walks a row
// through the trees of a forest, compresses the batches that Eyrie stored and commits them to SQLite. It has no log, no
// stages and almost no state, and it does not survive a crash: it is only a measure.
#ifndef CPIPELINEFLOOR_H
#define CPIPELINEFLOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One split of a tree, as the forest of AnomalyScoring has it.
typedef struct {
    /// Values above it go right.
    int32_t threshold;
    /// A value is outside when its distance from `threshold - reach / 2` is more than this.
    uint32_t reach;
    /// The value of the row that is compared.
    uint32_t feature;
} eyrie_floor_split;

/// A forest of perfect trees of depth 8; all of it is borrowed for the call and copied.
typedef struct {
    /// `[tree_count x 255]`
    const eyrie_floor_split *splits;
    /// Path lengths where a walk ends, `[tree_count x 256]`.
    const int32_t *leaves;
    size_t tree_count;
    /// Values in a row, 1 to 64.
    size_t feature_count;
} eyrie_floor_forest;

/// One alert in a block of received bytes.
typedef struct {
    size_t start;
    size_t length;
} eyrie_floor_piece;

/// What was done so far; times are processor seconds of the calling thread, in program and kernel.
typedef struct {
    double parse_seconds;
    double hash_seconds;
    double forest_seconds;
    double compress_seconds;
    double commit_seconds;
    uint64_t alerts;
    uint64_t raw_bytes;
    uint64_t stored_bytes;
    uint64_t rows;
    uint64_t transactions;
    /// Depends on every result, so that none of the work can be omitted.
    uint64_t check;
} eyrie_floor_sums;

/// A floor with its buffers and its database; one thread at a time.
typedef struct eyrie_floor eyrie_floor;

/// Makes a floor with a new database at a path; null when there is no memory or the database cannot be made.
///
/// The database has the page size, pragmas and tables of the embedded log.
eyrie_floor *eyrie_floor_create(const char *path, int zstd_level, eyrie_floor_forest forest);

/// Closes the database and frees everything.
void eyrie_floor_destroy(eyrie_floor *floor);

/// Parses, hashes and scores alerts, at most 4,096 at once; false when one of them cannot be parsed.
bool eyrie_floor_decide(eyrie_floor *floor, const uint8_t *bytes, const eyrie_floor_piece *pieces, size_t count);

/// Compresses the bytes of a batch and inserts them as a row; begins a transaction when none is open.
///
/// With `stores_offset` the position of a group is written, too, as a stage does with each batch of its output.
bool eyrie_floor_store(eyrie_floor *floor, const uint8_t *raw, size_t length, int32_t partition, int64_t records,
                       bool stores_offset);

/// Commits the open transaction, durably; nothing happens when none is open.
bool eyrie_floor_commit(eyrie_floor *floor);

/// What was done so far.
eyrie_floor_sums eyrie_floor_sum(const eyrie_floor *floor);

/// SQLite's message about the last call that returned false.
const char *eyrie_floor_message(const eyrie_floor *floor);

#ifdef __cplusplus
}
#endif

#endif
