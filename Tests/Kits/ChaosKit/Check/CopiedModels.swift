import EventModel
import LogPort
import StageRuntime

/// The models of a copy, by digest.
struct CopiedModels: ContentSource {
    private let models: [Digest: [UInt8]]

    init(_ copy: LogCopy) {
        var models: [Digest: [UInt8]] = [:]
        for record in copy[Topics.models.name, 0] {
            let digest = record.key.withUnsafeBytes { Digest(hex: $0) }
            if let digest, let value = record.value {
                models[digest] = value
            }
        }
        self.models = models
    }

    func content(_ digest: Digest) throws(LogError) -> [UInt8]? {
        models[digest]
    }
}
