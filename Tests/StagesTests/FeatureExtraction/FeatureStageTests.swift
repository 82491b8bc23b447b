import EventModel
import JSONText
import StageKit
import Testing

@testable import FeatureExtraction

/// Feeds envelopes of one profile to the stage and keeps its state.
private struct Feeder {
    let stage = FeatureStage()
    var state: ProfileState?
    var last: Vector?

    mutating func feed(_ envelope: AlertEnvelope, streamSeconds: Double? = nil) throws {
        last = try stage.apply(
            record(envelope, streamSeconds: streamSeconds),
            to: &state,
            under: stage.initialRegime()
        ).first
    }

    func value(_ feature: Feature) -> Int32? { last?.values[feature.rawValue].thousandths }
}

/// The thousandths of ln(1 + n) for small n, worked out by hand: ln 2 = 0.6931, ln 3 = 1.0986, ln 4 = 1.3863, ln 5 =
/// 1.6094, ln 6 = 1.7918.
private let logarithm: [Int32] = [0, 693, 1099, 1386, 1609, 1792]

@Suite("Feature stage")
struct FeatureStageTests {
    @Test("the first alert of a profile")
    func firstAlert() throws {
        var feeder = Feeder()
        let alert = try envelope(
            at: 0,
            priority: "Error",
            tags: ["container", "shell", "mitre_execution"],
            fields: [
                ("proc.name", "bash"), ("proc.pname", "runc"), ("user.name", "root"), ("fd.name", "/etc/shadow"),
                ("container.image.repository", "nginx"), ("container.image.tag", "1.27"),
            ]
        )
        try feeder.feed(alert)
        let vector = try #require(feeder.last)
        #expect(vector.event == alert.id)
        #expect(vector.profile == alert.profile)
        #expect(vector.entity == alert.entity)
        #expect(vector.time == alert.eventTime)
        #expect(vector.rule == "Terminal shell in container")
        #expect(vector.priority == .error)
        #expect(vector.source == "syscall")
        #expect(Array(vector.tags) == ["container", "shell", "mitre_execution"])
        #expect(vector.facts.process == "bash")
        #expect(vector.facts.image == "nginx:1.27")
        #expect(vector.features == "falco-features-1")
        var expected = [Int32](repeating: 0, count: 24)
        for feature: Feature in [
            .alerts1m, .alerts15m, .urgent15m, .shell15m, .rules15m, .processes15m, .files15m, .entityAlerts15m,
            .newProfile,
        ] { expected[feature.rawValue] = 693 }
        expected[Feature.topRuleShare15m.rawValue] = 1000
        #expect(vector.values.map(\.thousandths) == expected)
    }

    @Test("windows of one and 15 minutes slide with event time")
    func windows() throws {
        var feeder = Feeder()
        try feeder.feed(envelope(at: 5))
        #expect(feeder.value(.alerts1m) == logarithm[1])
        try feeder.feed(envelope(at: 55))
        #expect(feeder.value(.alerts1m) == logarithm[2])
        // 65 s is in the slot 60-70, so the slot 0-10 has left the six slots.
        try feeder.feed(envelope(at: 65))
        #expect(feeder.value(.alerts1m) == logarithm[2])
        #expect(feeder.value(.alerts15m) == logarithm[3])
        // Minute 14 still sees minute 0; minute 15 sees minutes 1 to 15.
        try feeder.feed(envelope(at: 14 * 60))
        #expect(feeder.value(.alerts1m) == logarithm[1])
        #expect(feeder.value(.alerts15m) == logarithm[4])
        try feeder.feed(envelope(at: 15 * 60))
        #expect(feeder.value(.alerts15m) == logarithm[3])
        try feeder.feed(envelope(at: 86_400))
        #expect(feeder.value(.alerts15m) == logarithm[1])
    }

    @Test("a late alert is counted in its own slot, one that is later than the windows in none")
    func lateAlerts() throws {
        var feeder = Feeder()
        try feeder.feed(envelope(at: 3600))
        try feeder.feed(envelope(at: 3600 - 90))
        #expect(feeder.value(.alerts1m) == logarithm[1])
        #expect(feeder.value(.alerts15m) == logarithm[2])
        let before = feeder.value(.rules15m)
        for _ in 0..<50 {
            try feeder.feed(envelope(at: 0, rule: "Last week's rule"))
        }
        #expect(feeder.value(.alerts15m) == logarithm[2])
        #expect(feeder.value(.rules15m) == before)
        // What it showed is known: it is not new when it happens today.
        try feeder.feed(envelope(at: 3600 + 1200, rule: "Last week's rule"))
        #expect(feeder.value(.newRules15m) == logarithm[0])
    }

    @Test("a very late alert in an envelope of the first version counts in the oldest minute, as it did")
    func lateAlertsOfTheFirstVersion() throws {
        var feeder = Feeder()
        try feeder.feed(envelope(at: 3600, identity: .first))
        try feeder.feed(envelope(at: 3600 - 90, identity: .first))
        #expect(feeder.value(.alerts1m) == logarithm[1])
        #expect(feeder.value(.alerts15m) == logarithm[2])
        try feeder.feed(envelope(at: 0, identity: .first))
        #expect(feeder.value(.alerts1m) == logarithm[1])
        #expect(feeder.value(.alerts15m) == logarithm[3])
        // The oldest minute of the window, 60 - 14, leaves first.
        try feeder.feed(envelope(at: 3660, identity: .first))
        #expect(feeder.value(.alerts15m) == logarithm[3])
    }

    @Test("an alert from the future does not empty the windows")
    func futureAlert() throws {
        var feeder = Feeder()
        try feeder.feed(envelope(at: 0))
        try feeder.feed(envelope(at: 1_000_000), streamSeconds: 60)
        #expect(feeder.value(.alerts15m) == logarithm[2])
        try feeder.feed(envelope(at: 70))
        #expect(feeder.value(.alerts15m) == logarithm[3])
    }

    @Test("nothing is new in a new profile; later what was never seen is")
    func novelty() throws {
        var feeder = Feeder()
        let usual = [("proc.name", "nginx"), ("proc.pname", "runc"), ("user.name", "web"), ("fd.rip", "10.0.0.1")]
        try feeder.feed(envelope(at: 0, rule: "A", fields: usual))
        #expect(feeder.value(.newProfile) == 693)
        #expect(feeder.value(.newProcesses15m) == 0)
        try feeder.feed(envelope(at: 20 * 60, rule: "A", fields: usual))
        #expect(feeder.value(.newProfile) == 0)
        #expect(feeder.value(.newRules15m) == 0)
        #expect(feeder.value(.newProcesses15m) == 0)
        let strange = [("proc.name", "nc"), ("proc.pname", "nginx"), ("user.name", "root"), ("fd.rip", "6.6.6.6")]
        try feeder.feed(envelope(at: 21 * 60, rule: "B", fields: strange))
        for feature: Feature in [.newRules15m, .newProcesses15m, .newLineages15m, .newRemotes15m, .newUsers15m] {
            #expect(feeder.value(feature) == 693)
        }
        #expect(feeder.value(.newFiles15m) == 0)
        #expect(feeder.value(.newImages15m) == 0)
        // A known process under another parent is a new lineage and no new process.
        try feeder.feed(envelope(at: 50 * 60, rule: "A", fields: [("proc.name", "nginx"), ("proc.pname", "bash")]))
        #expect(feeder.value(.newLineages15m) == 693)
        #expect(feeder.value(.newProcesses15m) == 0)
    }

    @Test("users and remote ends are new in the alerts of plugins too, by the fields of each")
    func noveltyOfPlugins() throws {
        for (source, user, remote) in [
            ("okta", "okta.actor.name", "okta.client.ip"), ("aws_cloudtrail", "ct.user", "ct.srcip"),
            ("k8s_audit", "ka.user.name", "ka.sourceips"), ("acme", "acme.user", "acme.client_ip"),
        ] {
            var feeder = Feeder()
            try feeder.feed(envelope(at: 0, fields: [(user, "ada"), (remote, "192.0.2.1")], source: source))
            try feeder.feed(envelope(at: 20 * 60, fields: [(user, "ada"), (remote, "192.0.2.1")], source: source))
            #expect(feeder.value(.newRemotes15m) == 0, "\(source)")
            #expect(feeder.value(.newUsers15m) == 0, "\(source)")
            try feeder.feed(envelope(at: 21 * 60, fields: [(user, "eve"), (remote, "203.0.113.9")], source: source))
            #expect(feeder.value(.newRemotes15m) == 693, "\(source)")
            #expect(feeder.value(.newUsers15m) == 693, "\(source)")
        }
    }

    @Test("the share of the top rule and the counts of entities")
    func sharesAndEntities() throws {
        var feeder = Feeder()
        try feeder.feed(envelope(at: 0, rule: "A", entity: "pod-1"))
        try feeder.feed(envelope(at: 1, rule: "A", entity: "pod-1"))
        try feeder.feed(envelope(at: 2, rule: "B", entity: "pod-2"))
        // 2 of 3.
        #expect(feeder.value(.topRuleShare15m) == 667)
        #expect(feeder.value(.entityAlerts15m) == logarithm[1])
        try feeder.feed(envelope(at: 3, rule: "B", entity: "pod-1"))
        #expect(feeder.value(.topRuleShare15m) == 500)
        #expect(feeder.value(.entityAlerts15m) == logarithm[3])
    }

    @Test("a record under another key is rejected and leaves the state alone")
    func wrongKey() throws {
        let stage = FeatureStage()
        var state: ProfileState?
        _ = try stage.apply(record(envelope(at: 0)), to: &state, under: stage.initialRegime())
        let before = state
        let wrong = try record(envelope(at: 1), key: "other")
        #expect(throws: Rejection(.malformed, "the record's key is not its profile")) {
            try stage.apply(wrong, to: &state, under: stage.initialRegime())
        }
        #expect(state == before)
    }

    @Test("the regime reads back and an unknown list is refused")
    func regime() throws {
        let stage = FeatureStage()
        let bytes = stage.initialRegime().encoded
        #expect(String(decoding: bytes, as: UTF8.self) == #"{"features":"falco-features-1"}"#)
        #expect(try JSONParser().decode(FeatureRegime.self, from: bytes) == stage.initialRegime())
        var state: ProfileState?
        let alert = try record(envelope(at: 1))
        #expect {
            try stage.apply(alert, to: &state, under: FeatureRegime(features: "falco-features-9"))
        } throws: { ($0 as? Rejection)?.code == .incompatible }
        #expect(state == nil)
    }

    @Test("the list is what its version says")
    func list() {
        #expect(FeatureList.falco1.version == "falco-features-1")
        #expect(FeatureList.falco1.names.count == 24)
        #expect(Set(FeatureList.falco1.names).count == 24)
        // A list never changes under its version: when this fails, make a new version.
        #expect(FeatureList.falco1.fingerprint == "c6f09280c682b09b")
    }
}
