import EventModel
import IncidentTracking
import JSONText
import Testing

/// The codecs of state and policy.
struct IncidentStateTests {
    @Test("a state of everything comes back as it was written")
    func roundTrip() throws {
        var profile = OneProfile()
        let parser = JSONParser()
        // Precursors, then an open incident, then closed ones beside an open one.
        let alerts = [
            verdict(1, at: 0, score: 600), verdict(2, at: 1, .critical), verdict(3, at: 2, score: 900),
            verdict(4, at: 2000, rule: "odd \" rule \u{1F980}", .alert), verdict(5, at: 4000, .debug),
            verdict(6, at: 4001, score: 600),
        ]
        for alert in alerts {
            _ = try profile.apply(alert)
            let state = try #require(profile.state)
            #expect(try parser.decode(IncidentStage.State.self, from: state.encoded) == state)
        }
    }

    @Test("the policy comes back as it was written, and a broken one is refused")
    func policy() throws {
        let parser = JSONParser()
        let policy = IncidentPolicy.standard
        #expect(try parser.decode(IncidentPolicy.self, from: policy.encoded) == policy)
        let text = String(decoding: policy.encoded, as: UTF8.self)
        #expect(
            text == #"{"policy":1,"window_seconds":900,"floor":"Critical","suspicion":0.25,"chain_score":0.5,"#
                + #""chain_tactics":3,"maximum_evidence":1000,"maximum_context_per_rule":10}"#
        )
        for (right, wrong) in [
            ("\"policy\":1", "\"policy\":2"), (":900", ":0"), ("tactics\":3", "tactics\":1"), (":1000", ":0"),
        ] {
            let bytes = Array(text.replacing(right, with: wrong).utf8)
            #expect(throws: PayloadFault.self) { try parser.decode(IncidentPolicy.self, from: bytes) }
        }
    }

    @Test("a rule's name of any length is cut on the border of a character")
    func longRule() throws {
        var profile = OneProfile()
        let rule = String(repeating: "x", count: 255) + "é" + String(repeating: "y", count: 100_000)
        _ = try profile.apply(verdict(1, at: 0, rule: rule, score: 600))
        let events = try profile.apply(verdict(2, at: 1, rule: rule, .critical))
        #expect(events.first?.evidence?.rule == String(repeating: "x", count: 255))
        #expect(try #require(profile.state).encoded.count < 10_000)
    }
}
