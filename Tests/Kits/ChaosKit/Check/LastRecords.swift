import LogPort

/// The last record of each key of a changelog: what a restored worker knows.
struct LastRecords {
    private struct Last: Equatable {
        let headers: [UInt8]
        let value: [UInt8]
    }

    private var records: [String: Last] = [:]

    init(_ all: [CopiedRecord]) {
        for record in all {
            add(record)
        }
    }

    /// Takes what a processor would append to its changelog.
    init(of transaction: LogTransaction, topic: String) {
        for append in transaction.appends where append.target.topic == topic {
            RecordBatch(source: append.target, frames: append.frames, baseOffset: 0).visit { add(CopiedRecord($0)) }
        }
    }

    private mutating func add(_ record: CopiedRecord) {
        let key = String(decoding: record.key, as: UTF8.self)
        records[key] = record.value.map { Last(headers: record.headers, value: $0) }
    }

    /// The first key, in order, of which the two know different things.
    func firstDifference(from other: LastRecords) -> String? {
        Set(records.keys).union(other.records.keys).sorted().first { records[$0] != other.records[$0] }
    }

    /// What is known of a key, for people; its recency first.
    func text(_ key: String) -> String {
        guard let record = records[key] else { return "nothing" }
        let headers = String(decoding: record.headers.filter { $0 >= 32 }, as: UTF8.self)
        return headers + " " + String(decoding: record.value.prefix(400), as: UTF8.self)
    }
}
