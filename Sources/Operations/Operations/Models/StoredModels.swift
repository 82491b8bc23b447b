package import EventModel
import JSONText
package import LogPort

/// The models that a log holds, and the one that scores now.
package struct StoredModels: Sendable {
    /// In the order in which they were stored.
    package let all: [(digest: Digest, manifest: ModelManifest)]
    /// The model of the last activation in the audit topic, nil before the first.
    package let active: Digest?

    /// Reads the manifests of the models, and the audit topic.
    ///
    /// - Throws: ``LogError`` or `PayloadFault` when a record cannot be read.
    package init(log: any LogReading) throws {
        var found: [(digest: Digest, manifest: ModelManifest)] = []
        try log.forEach(in: TopicPartition(Topics.models.name, 0)) { (record) throws(PayloadFault) in
            guard let value = record.value, let digest = Digest(hex: record.key) else { return }
            let manifest = try ModelRecord(decoding: value).manifest
            found.removeAll { $0.digest == digest }
            found.append((digest, manifest))
        }
        all = found
        active = try Self.activation(log)
    }

    /// Finds the last activation; it reads the whole audit topic, which is short.
    private static func activation(_ log: any LogReading) throws -> Digest? {
        var active: Digest?
        let parser = JSONParser()
        try log.forEach(in: TopicPartition(Topics.audit.name, 0)) { (record) throws(PayloadFault) in
            guard let value = record.value else { return }
            let entry = try parser.decode(AuditEntry.self, from: value)
            if entry.action == "model-activated", let digest = Digest(hex: entry.target) {
                active = digest
            }
        }
        return active
    }
}
