import Cryptography
package import EventModel

/// Tells one record of a source partition from every other one: the last that was read, so that it can be looked at again.
///
/// A topic that was deleted and made anew has the name and the offsets of the former one, and librdkafka 2.0.2 shows
/// neither a topic's id nor the epochs of its leaders (KIP-516, KIP-320): only a record tells them apart. A copy by
/// MirrorMaker has the same records with their times at other offsets.
package struct SourceMark: Sendable, Equatable {
    /// Bytes of a value that the digest covers: those that are kept of one that is too long.
    static let digestedBytes = TopicBlock.keptBytes

    /// The record's offset.
    package let offset: Int64
    /// The record's timestamp in milliseconds since 1970, as the source tells it: it may be anything.
    package let timestampMilliseconds: Int64
    /// SHA-256 over the length and the digests of the key and of the value's first 64 KiB.
    package let digest: Digest

    package init(offset: Int64, timestampMilliseconds: Int64, digest: Digest) {
        self.offset = offset
        self.timestampMilliseconds = timestampMilliseconds
        self.digest = digest
    }

    /// Marks a record.
    ///
    /// - Parameters:
    ///   - offset: Its offset.
    ///   - timestampMilliseconds: Its timestamp in milliseconds since 1970.
    ///   - key: Its key; empty without one.
    ///   - value: Its value, or at least the first ``digestedBytes`` of it.
    ///   - length: Bytes of the whole value.
    init(
        offset: Int64,
        timestampMilliseconds: Int64,
        key: UnsafeRawBufferPointer,
        value: UnsafeRawBufferPointer,
        length: Int
    ) {
        var parts = SHA256.digest(of: key).bytes
        parts += SHA256.digest(of: UnsafeRawBufferPointer(rebasing: value.prefix(Self.digestedBytes))).bytes
        withUnsafeBytes(of: Int64(length).littleEndian) { parts.append(contentsOf: $0) }
        self.init(
            offset: offset,
            timestampMilliseconds: timestampMilliseconds,
            digest: SHA256.digest(of: parts).withBytes { Digest($0) }
        )
    }

    /// Whether it marks an equal record, at whatever offset.
    func isOfEqualRecord(as other: SourceMark) -> Bool {
        timestampMilliseconds == other.timestampMilliseconds && digest == other.digest
    }
}
