#include "CPipelineFloor.h"

#include "AlertWork.h"

#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <sqlite3.h>
#include <zstd.h>

#include <ctime>
#include <new>

namespace {

constexpr size_t most_at_once = 4096;

/// Processor seconds of this thread since it began.
double processor_seconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// Adds what a scope computes to a sum.
class Timer {
public:
    explicit Timer(double &sum) : sum_(sum), start_(processor_seconds()) {}
    ~Timer() { sum_ += processor_seconds() - start_; }

private:
    double &sum_;
    double start_;
};

/// The pragmas of the embedded log's writer, and its two tables.
const char setup[] = R"(
    PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;
    PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 1024;
    CREATE TABLE batches (
        id INTEGER PRIMARY KEY, span INTEGER NOT NULL, count INTEGER NOT NULL, first_time INTEGER NOT NULL,
        last_time INTEGER NOT NULL, max_time INTEGER NOT NULL, codec INTEGER NOT NULL, raw_size INTEGER NOT NULL,
        checksum INTEGER NOT NULL, bytes BLOB NOT NULL
    ) STRICT;
    CREATE TABLE offsets (
        consumer TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL, PRIMARY KEY (consumer, partition)
    ) STRICT, WITHOUT ROWID;
)";

const char insertion[] = "INSERT INTO batches VALUES (?1, ?2, ?2, ?3, ?3, ?3, 1, ?4, ?5, ?6)";
const char position[] = "INSERT INTO offsets VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET next = excluded.next";

/// The database of a floor.
class Store {
public:
    ~Store() {
        for (sqlite3_stmt *statement : {begin_, commit_, insert_, position_}) { sqlite3_finalize(statement); }
        sqlite3_close(database_);
    }

    bool open(const char *path) {
        return sqlite3_open(path, &database_) == SQLITE_OK
            && sqlite3_exec(database_, setup, nullptr, nullptr, nullptr) == SQLITE_OK
            && prepare("BEGIN IMMEDIATE", &begin_) && prepare("COMMIT", &commit_) && prepare(insertion, &insert_)
            && prepare(position, &position_);
    }

    bool begin() { return run(begin_); }

    bool commit() { return run(commit_); }

    /// The key is the partition's number and the offset of its first record, as in the embedded log.
    bool insert(int32_t partition, int64_t records, size_t raw, const void *bytes, size_t length, bool stores_offset) {
        int64_t &next = nexts_[static_cast<size_t>(partition) % nexts_.size()];
        sqlite3_bind_int64(insert_, 1, static_cast<int64_t>(partition) << 40 | next);
        sqlite3_bind_int64(insert_, 2, records);
        sqlite3_bind_int64(insert_, 3, 1'772'409'600'000 + next);
        sqlite3_bind_int64(insert_, 4, static_cast<int64_t>(raw));
        sqlite3_bind_int64(insert_, 5, next * 0x1E3779B97F4A7C15);
        sqlite3_bind_blob(insert_, 6, bytes, static_cast<int>(length), SQLITE_STATIC);
        next += records;
        if (!run(insert_)) { return false; }
        if (!stores_offset) { return true; }
        sqlite3_bind_text(position_, 1, "floor", -1, SQLITE_STATIC);
        sqlite3_bind_int64(position_, 2, partition);
        sqlite3_bind_int64(position_, 3, next);
        return run(position_);
    }

    const char *message() const { return sqlite3_errmsg(database_); }

private:
    bool prepare(const char *text, sqlite3_stmt **statement) {
        return sqlite3_prepare_v2(database_, text, -1, statement, nullptr) == SQLITE_OK;
    }

    bool run(sqlite3_stmt *statement) {
        const int result = sqlite3_step(statement);
        sqlite3_reset(statement);
        return result == SQLITE_DONE;
    }

    sqlite3 *database_ = nullptr;
    sqlite3_stmt *begin_ = nullptr;
    sqlite3_stmt *commit_ = nullptr;
    sqlite3_stmt *insert_ = nullptr;
    sqlite3_stmt *position_ = nullptr;
    std::array<int64_t, 4096> nexts_{};
};

}  // namespace

struct eyrie_floor {
    eyrie_floor(int level, const eyrie_floor_forest &shape)
        : reader(shape.feature_count), forest(shape), feature_count(shape.feature_count),
          rows(most_at_once * shape.feature_count), compressor(ZSTD_createCCtx()) {
        ZSTD_CCtx_setParameter(compressor, ZSTD_c_compressionLevel, level);
    }

    ~eyrie_floor() { ZSTD_freeCCtx(compressor); }

    eyrie_floor(const eyrie_floor &) = delete;
    eyrie_floor &operator=(const eyrie_floor &) = delete;

    eyrie_floor_work::AlertReader reader;
    eyrie_floor_work::Forest forest;
    size_t feature_count;
    std::vector<int32_t> rows;
    ZSTD_CCtx *compressor;
    std::vector<uint8_t> compressed;
    Store store;
    bool is_open = false;
    eyrie_floor_sums sums{};
};

eyrie_floor *eyrie_floor_create(const char *path, int zstd_level, eyrie_floor_forest forest) {
    auto *floor = new (std::nothrow) eyrie_floor(zstd_level, forest);
    if (floor && !floor->store.open(path)) {
        delete floor;
        return nullptr;
    }
    return floor;
}

void eyrie_floor_destroy(eyrie_floor *floor) { delete floor; }

bool eyrie_floor_decide(eyrie_floor *floor, const uint8_t *bytes, const eyrie_floor_piece *pieces, size_t count) {
    if (count > most_at_once) { return false; }
    eyrie_floor_sums &sums = floor->sums;
    {
        Timer timer(sums.parse_seconds);
        for (size_t index = 0; index < count; index++) {
            int32_t *row = floor->rows.data() + index * floor->feature_count;
            const uint64_t found = floor->reader.read(bytes + pieces[index].start, pieces[index].length, row);
            if (found == 0) { return false; }
            sums.check ^= found;
        }
    }
    {
        Timer timer(sums.hash_seconds);
        for (size_t index = 0; index < count; index++) {
            uint8_t digest[SHA256_DIGEST_LENGTH];
            SHA256_CTX context;
            SHA256_Init(&context);
            SHA256_Update(&context, bytes + pieces[index].start, pieces[index].length);
            SHA256_Final(digest, &context);
            uint64_t first;
            std::memcpy(&first, digest, sizeof first);
            sums.check ^= first;
        }
    }
    {
        Timer timer(sums.forest_seconds);
        for (size_t index = 0; index < count; index++) {
            const int32_t total = floor->forest.total(floor->rows.data() + index * floor->feature_count);
            sums.check ^= static_cast<uint64_t>(static_cast<uint32_t>(total)) << (index & 31);
        }
    }
    sums.alerts += count;
    return true;
}

bool eyrie_floor_store(eyrie_floor *floor, const uint8_t *raw, size_t length, int32_t partition, int64_t records,
                       bool stores_offset) {
    eyrie_floor_sums &sums = floor->sums;
    const size_t bound = ZSTD_compressBound(length);
    if (floor->compressed.size() < bound) { floor->compressed.resize(bound); }
    size_t size;
    {
        Timer timer(sums.compress_seconds);
        size = ZSTD_compress2(floor->compressor, floor->compressed.data(), floor->compressed.size(), raw, length);
    }
    if (ZSTD_isError(size)) { return false; }
    Timer timer(sums.commit_seconds);
    if (!floor->is_open) {
        if (!floor->store.begin()) { return false; }
        floor->is_open = true;
    }
    sums.raw_bytes += length;
    sums.stored_bytes += size;
    sums.rows++;
    return floor->store.insert(partition, records, length, floor->compressed.data(), size, stores_offset);
}

bool eyrie_floor_commit(eyrie_floor *floor) {
    if (!floor->is_open) { return true; }
    Timer timer(floor->sums.commit_seconds);
    floor->is_open = false;
    floor->sums.transactions++;
    return floor->store.commit();
}

eyrie_floor_sums eyrie_floor_sum(const eyrie_floor *floor) { return floor->sums; }

const char *eyrie_floor_message(const eyrie_floor *floor) { return floor->store.message(); }
