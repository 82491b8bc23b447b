import AnomalyScoring
import Cryptography
import EventModel
import FeatureExtraction
import JSONText
import LogPort
import NodeAssembly
import PipelineTestKit
import StageRuntime

/// A model trained on the alerts of a seeded cluster, for rounds to activate while faults strike.
///
/// Every byte follows from the seed.
struct SeededModel {
    /// Alerts that it is trained on; a model needs 100.
    private static let alerts = 300

    /// The model record's bytes.
    let bytes: [UInt8]

    init(seed: UInt64) throws {
        let place = TopicPartition(Topics.alerts.name, 0)
        let processor = PipelineStages.features.makeProcessor(
            partition: 0,
            contents: CopiedModels(LogCopy(partitions: 1))
        )
        var generator = AlertGenerator(seed: seed, shape: AlertFeed.shape)
        for offset in 0..<Self.alerts {
            let frames = try Self.frames(of: generator.next(), at: generator.nanoseconds / 1_000_000)
            try processor.process(RecordBatch(source: place, frames: frames, baseOffset: Int64(offset)))
        }
        let list = FeatureList.falco1
        var training = ModelTraining(features: list.version, featureNames: list.names, seed: seed)
        let parser = JSONParser()
        for append in processor.takeTransaction().appends where append.target.topic == Topics.vectors.name {
            try RecordBatch(source: append.target, frames: append.frames, baseOffset: 0)
                .visit { (record) throws(PayloadFault) in
                    guard let value = record.value else { return }
                    training.offer(try parser.decode(Vector.self, from: value))
                }
        }
        bytes = try training.finish(settings: .standard, source: [], createdBy: "chaos", note: "", parent: nil).encoded
    }

    /// An alert as the bridge appends it.
    private static func frames(of bytes: [UInt8], at milliseconds: Int64) throws -> RecordFrames {
        let naming = ProfileNaming(tenant: "default", cluster: "local")
        let reading = try bytes.withUnsafeBytes { try AlertReader().read($0) }
        let profile = naming.profile(of: reading.alert)
        let header = AlertEnvelope.Header(
            digest: SHA256.digest(of: bytes).withBytes { Digest($0) },
            profile: profile,
            entity: naming.entity(of: reading.alert),
            tenant: naming.tenant,
            cluster: naming.cluster,
            door: "http",
            sender: "chaos"
        )
        var writer = JSONWriter()
        bytes.withUnsafeBytes { AlertEnvelope.write(header, reading.alert, $0, isJSON: reading.isJSON, into: &writer) }
        var builder = RecordBatchBuilder()
        writer.withBytes { builder.append(key: profile.rawValue, value: $0, timestampMilliseconds: milliseconds) }
        guard let frames = builder.seal() else { preconditionFailure("one record was appended") }
        return frames
    }
}
