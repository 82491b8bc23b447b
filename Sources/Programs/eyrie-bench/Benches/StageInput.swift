import Cryptography
import EventModel
import FeatureExtraction
import JSONText
import PipelineTestKit
import StageKit

/// Generated alerts as the stages get them: decoded records, each with the number of its profile.
struct StageInput {
    private static let envelopeCount = 2_000

    private(set) var alerts: [Record<ReceivedAlert>] = []
    /// The first envelopes, at most `envelopeCount`, as they are in the log.
    private(set) var envelopes: [[UInt8]] = []
    /// For each alert the number of its profile, from 0.
    private(set) var profiles: [Int] = []
    private(set) var profileCount = 0

    /// Makes the alerts of a quiet cluster, 50 a second of event time.
    init(seed: UInt64, count: Int) throws {
        var generator = AlertGenerator(seed: seed, alertsPerSecond: 50)
        let reader = AlertReader()
        let parser = JSONParser()
        let naming = ProfileNaming(tenant: "default", cluster: "local")
        var numbers: [String: Int] = [:]
        var writer = JSONWriter()
        for _ in 0..<count {
            let bytes = generator.next()
            let reading = try bytes.withUnsafeBytes { try reader.read($0) }
            let header = AlertEnvelope.Header(
                digest: SHA256.digest(of: bytes).withBytes { Digest($0) },
                profile: naming.profile(of: reading.alert),
                entity: naming.entity(of: reading.alert),
                tenant: "default",
                cluster: "local",
                door: "bench",
                sender: "bench"
            )
            writer.reset()
            bytes.withUnsafeBytes { bytes in
                AlertEnvelope.write(header, reading.alert, bytes, isJSON: reading.isJSON, into: &writer)
            }
            let envelope = writer.bytes
            let alert = try parser.decode(ReceivedAlert.self, from: envelope)
            let profile = alert.subject.profile.rawValue
            if envelopes.count < Self.envelopeCount { envelopes.append(envelope) }
            let context = RecordContext(
                key: Key(profile),
                receivedAt: alert.eventTime,
                streamTime: alert.eventTime
            )
            alerts.append(Record(context: context, payload: alert))
            let number = numbers[profile, default: numbers.count]
            numbers[profile] = number
            profiles.append(number)
        }
        profileCount = numbers.count
    }

    /// The vectors that the features stage makes of the alerts, from empty states.
    func vectors() throws(Rejection) -> [Record<Vector>] {
        let stage = FeatureStage()
        let regime = stage.initialRegime()
        var states = [ProfileState?](repeating: nil, count: profileCount)
        var vectors: [Record<Vector>] = []
        vectors.reserveCapacity(alerts.count)
        for (index, alert) in alerts.enumerated() {
            for vector in try stage.apply(alert, to: &states[profiles[index]], under: regime) {
                vectors.append(Record(context: alert.context, payload: vector))
            }
        }
        return vectors
    }
}
