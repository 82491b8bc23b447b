import AnomalyScoring
import EventModel
import FeatureExtraction
import PipelineTestKit
import StageKit
import Testing

/// Features and scoring one after the other, each profile with its own state, as the runner would keep it.
private struct Chain {
    let features = FeatureStage()
    let scoring = ScoringStage(settings: .standard)
    let naming = ProfileNaming(tenant: "default", cluster: "local")
    let reader = AlertReader()
    var profiles: [Profile: ProfileState] = [:]
    var learned: ScoringState?
    var regime: ScoringRegime
    var offered = 0

    init() {
        regime = scoring.initialRegime()
    }

    mutating func vector(of received: ArraySlice<UInt8>) throws -> Vector {
        let reading = try received.withUnsafeBytes { try reader.read($0) }
        offered += 1
        let profile = naming.profile(of: reading.alert)
        let header = AlertEnvelope.Header(
            digest: Digest([UInt8](repeating: UInt8(truncatingIfNeeded: offered), count: 32)),
            profile: profile,
            entity: naming.entity(of: reading.alert),
            tenant: "default",
            cluster: "local",
            door: "test",
            sender: "test"
        )
        let envelope = AlertEnvelope(header: header, reading: reading, received: [])
        let context = RecordContext(
            key: Key(profile.rawValue),
            receivedAt: envelope.eventTime,
            streamTime: envelope.eventTime
        )
        let record = Record(context: context, payload: ReceivedAlert(envelope))
        var state = profiles.removeValue(forKey: profile)
        let vectors = try features.apply(record, to: &state, under: features.initialRegime())
        profiles[profile] = state
        return try #require(vectors.first)
    }

    mutating func verdict(of vector: Vector) throws -> Verdict {
        let context = RecordContext(
            key: Key(vector.profile.rawValue),
            receivedAt: vector.time,
            streamTime: vector.time
        )
        let record = Record(context: context, payload: vector)
        return try #require(try scoring.apply(record, to: &learned, under: regime).first)
    }

    mutating func activate(_ bundle: ModelBundle) throws {
        let content = Content(digest: Digest([UInt8](repeating: 3, count: 32)), bytes: bundle.encoded)
        try scoring.attach(content, to: &regime)
        let control = Control(
            id: EventID(high: 0, low: 1),
            at: Timestamp(nanoseconds: 0),
            by: "test",
            action: .activateModel(content.digest)
        )
        _ = try scoring.adopt(control, into: &regime)
    }
}

@Suite("Features and scoring together")
struct IntrusionTests {
    /// One quiet day to learn from, a second one of the same cluster with an intrusion in it.
    @Test("an intrusion into a learned cluster is found, and a quiet day stays quiet", arguments: [1, 2, 3])
    func intrusion(seed: UInt64) throws {
        let alerts = 6000
        let day: Int64 = 86_400_000_000_000
        let first = AlertGenerator(seed: seed)
        let second = AlertGenerator(seed: seed, startNanoseconds: AlertGenerator.defaultStart + day)
        var chain = Chain()
        var training = ModelTraining(
            features: FeatureList.falco1.version,
            featureNames: FeatureList.falco1.names,
            seed: seed
        )
        let quiet = first.quietDay(alerts: alerts)
        for index in 0..<quiet.count { training.offer(try chain.vector(of: quiet[index])) }
        #expect(training.offered == alerts && training.skipped == 0)
        let bundle = try training.finish(
            settings: .standard,
            source: [],
            createdBy: "test",
            note: "",
            parent: nil
        )
        try chain.activate(bundle)

        let intrusion = second.intrusion(at: AlertGenerator.defaultStart + day + day / 2)
        let mixed = second.quietDay(alerts: alerts).merging(intrusion.alerts)
        var found: [Verdict] = []
        var falseAlarms = 0
        for index in 0..<mixed.count {
            let verdict = try chain.verdict(of: try chain.vector(of: mixed[index]))
            #expect(verdict.state == .scored)
            if mixed.entries[index].isIntrusion {
                found.append(verdict)
            } else if verdict.isAnomalous {
                falseAlarms += 1
            }
        }
        let anomalous = found.count { $0.isAnomalous }
        print("seed \(seed): \(anomalous) of \(found.count) intruder's alerts, \(falseAlarms) of \(alerts) others")
        for verdict in found {
            let named = verdict.contributions.map { "\($0.feature) \($0.value) (\($0.baseline))" }
            print("  \(verdict.score ?? .zero) \(verdict.raw ?? .zero) \(verdict.rule): \(named)")
        }
        #expect(anomalous * 2 > found.count)
        // One in a thousand is promised for days like the learned one; ten times that is a broken promise.
        #expect(falseAlarms < alerts / 100)
    }
}
