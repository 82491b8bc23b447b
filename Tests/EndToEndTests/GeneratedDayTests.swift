import AnomalyScoring
import EventModel
import FeatureExtraction
import IncidentTracking
import PipelineTestKit
import StageKit
import Testing

/// The three stages one after the other, each profile with its own state, as the runner would keep them.
private struct StageChain {
    let features = FeatureStage()
    let scoring = ScoringStage(settings: .standard)
    let incidents = IncidentStage()
    let naming = ProfileNaming(tenant: "default", cluster: "local")
    let reader = AlertReader()
    var featureStates: [Profile: ProfileState] = [:]
    var scoringState: ScoringState?
    var incidentStates: [Profile: IncidentState] = [:]
    var regime: ScoringRegime
    var offered: UInt64 = 0

    init() {
        regime = scoring.initialRegime()
    }

    private func context(_ profile: Profile, _ time: Timestamp) -> RecordContext {
        RecordContext(key: Key(profile.rawValue), receivedAt: time, streamTime: time)
    }

    mutating func vector(of received: ArraySlice<UInt8>) throws -> Vector {
        let reading = try received.withUnsafeBytes { try reader.read($0) }
        let profile = naming.profile(of: reading.alert)
        offered &+= 1
        let header = AlertEnvelope.Header(
            digest: Digest(withUnsafeBytes(of: offered) { Array($0) } + [UInt8](repeating: 0, count: 24)),
            profile: profile,
            entity: naming.entity(of: reading.alert),
            tenant: "default",
            cluster: "local",
            door: "test",
            sender: "test"
        )
        let envelope = AlertEnvelope(header: header, reading: reading, received: [])
        let record = Record(context: context(profile, envelope.eventTime), payload: ReceivedAlert(envelope))
        var state = featureStates.removeValue(forKey: profile)
        let vectors = try features.apply(record, to: &state, under: features.initialRegime())
        featureStates[profile] = state
        return try #require(vectors.first)
    }

    mutating func events(of received: ArraySlice<UInt8>) throws -> [IncidentEvent] {
        let vector = try vector(of: received)
        let context = context(vector.profile, vector.time)
        let verdicts = try scoring.apply(
            Record(context: context, payload: vector),
            to: &scoringState,
            under: regime
        )
        let verdict = try #require(verdicts.first)
        return try incidents.apply(
            Record(context: context, payload: verdict),
            to: &incidentStates[vector.profile],
            under: incidents.initialRegime()
        )
    }

    /// Learns a day and scores by what was learned from then on.
    mutating func learn(_ day: AlertStream, seed: UInt64) throws {
        var training = ModelTraining(
            features: FeatureList.falco1.version,
            featureNames: FeatureList.falco1.names,
            seed: seed
        )
        for index in 0..<day.count {
            training.offer(try vector(of: day[index]))
        }
        let bundle = try training.finish(settings: .standard, source: [], createdBy: "test", note: "", parent: nil)
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

/// What a generated cluster's days come to: the intrusion is one incident, and the rest is quiet.
struct GeneratedDayTests {
    private static let alerts = 6000
    private static let day: Int64 = 86_400_000_000_000

    private func incidents(_ chain: inout StageChain, _ stream: AlertStream) throws -> [IncidentID: [IncidentEvent]] {
        var incidents: [IncidentID: [IncidentEvent]] = [:]
        for index in 0..<stream.count {
            for event in try chain.events(of: stream[index]) {
                incidents[event.id, default: []].append(event)
            }
        }
        return incidents
    }

    @Test("a quiet day without a model has no incident", arguments: [1, 2, 3] as [UInt64])
    func quietWhileLearning(seed: UInt64) throws {
        var chain = StageChain()
        let found = try incidents(&chain, AlertGenerator(seed: seed).quietDay(alerts: Self.alerts))
        #expect(found.isEmpty)
    }

    @Test("an intrusion is one incident, with a model and without", arguments: [1, 2, 3] as [UInt64], [false, true])
    func intrusion(seed: UInt64, hasModel: Bool) throws {
        var chain = StageChain()
        let start = AlertGenerator.defaultStart
        let first = AlertGenerator(seed: seed).quietDay(alerts: Self.alerts)
        if hasModel {
            try chain.learn(first, seed: seed)
        }
        let second = AlertGenerator(seed: seed, startNanoseconds: start + Self.day)
        let intrusion = second.intrusion(at: start + Self.day + Self.day / 2)
        let found = try incidents(&chain, second.quietDay(alerts: Self.alerts).merging(intrusion.alerts))

        let touched = found.values.filter { $0.contains { $0.profile.rawValue.contains("/\(intrusion.workload)/") } }
        let main = try #require(touched.max { ($0.last?.risk ?? .zero) < ($1.last?.risk ?? .zero) })
        let rules = main.compactMap { $0.evidence?.rule }
        let others = found.values.filter { $0[0].id != main[0].id }
        let riskiest = others.compactMap { $0.last?.risk }.max() ?? .zero
        print(
            "seed \(seed), model \(hasModel): \(rules.count) of \(intrusion.rules.count) alerts in one incident of risk "
                + "\(main[0].risk) to \(main[main.count - 1].risk), \(others.count) other incidents up to \(riskiest)"
        )
        #expect(main.contains { $0.severity == .critical })
        #expect(rules.contains("Drop and execute new binary in container"))
        #expect(rules.contains("Read sensitive file untrusted"))
        #expect(rules.contains("Unexpected outbound connection destination"))
        #expect(main.contains { $0.risk > riskiest })
        if hasModel {
            #expect(rules.contains("Terminal shell in container"))
            #expect(rules.count >= intrusion.rules.count - 1)
            // False alarms of one alert in a thousand open at most as many incidents.
            #expect(others.count <= Self.alerts / 200)
        } else {
            #expect(others.isEmpty)
            #expect(rules.count >= intrusion.rules.count - 4)
        }
    }
}
