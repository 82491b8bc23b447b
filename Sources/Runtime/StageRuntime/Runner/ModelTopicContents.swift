import Cryptography
package import EventModel
package import LogPort
import Synchronization

/// Contents from a compacted topic of the log whose keys are digests; keeps the last one it handed out.
///
/// Bounded: one content in memory, and one reader's batch while searching. The digest of each content is computed
/// again, so a damaged or exchanged model is never used.
package final class ModelTopicContents: ContentSource {
    private let log: any LogReading
    private let topic: String
    private let last = Mutex<(digest: Digest, bytes: [UInt8])?>(nil)

    /// Makes a source over a topic.
    package init(log: any LogReading, topic: String) {
        self.log = log
        self.topic = topic
    }

    package func content(_ digest: Digest) throws(LogError) -> [UInt8]? {
        if let known = last.withLock({ $0 }), known.digest == digest {
            return known.bytes
        }
        guard let bytes = try search(digest) else { return nil }
        guard Digest(SHA256.digest(of: bytes).bytes) == digest else {
            throw LogError(
                .corrupt,
                action: "loading model \(digest)",
                message: "the bytes stored under this digest have another one; restore \(topic) from a copy",
                remedy: .stop
            )
        }
        last.withLock { $0 = (digest, bytes) }
        return bytes
    }

    private func search(_ digest: Digest) throws(LogError) -> [UInt8]? {
        let wanted = Array(digest.description.utf8)
        var found: [UInt8]?
        for partition in 0..<(try log.partitionCount(of: topic)) {
            try log.forEach(in: TopicPartition(topic, partition)) { record in
                if record.key.elementsEqual(wanted) {
                    found = record.value.map { Array($0) }
                }
            }
        }
        return found
    }
}
