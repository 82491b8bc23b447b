import Cryptography
package import LogPort

/// A running SHA-256 over the records of one partition of one topic: key, value and timestamp, in order.
///
/// Offsets and headers are outside (DESIGN.md rule 7): they differ between engines. Each part goes in with its length,
/// so that no two sequences of records share an input.
package struct TopicDigest: Sendable {
    private var stream = SHA256Stream()
    /// Records taken in so far.
    package private(set) var count: Int64 = 0
    /// The number of records after which ``checkpoint`` is taken; nil takes none.
    private let checkpointCount: Int64?
    /// Hex digest of the first `checkpointCount` records, nil until then.
    package private(set) var checkpoint: String?

    package init(checkpointAfter count: Int64? = nil) {
        checkpointCount = count
        if count == 0 {
            checkpoint = SHA256Stream().digest().hex
        }
    }

    package mutating func add(_ record: RecordView) {
        add(Int64(record.key.count))
        stream.update(record.key)
        add(Int64(record.value?.count ?? -1))
        if let value = record.value {
            stream.update(value)
        }
        add(record.timestampMilliseconds)
        count += 1
        if count == checkpointCount {
            checkpoint = stream.digest().hex
        }
    }

    /// Returns the digest of everything taken in, in hex.
    package func hex() -> String {
        stream.digest().hex
    }

    private mutating func add(_ number: Int64) {
        withUnsafeBytes(of: number.littleEndian) { stream.update($0) }
    }
}
